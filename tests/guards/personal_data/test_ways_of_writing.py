"""What people type, with what has to be masked in square brackets. Invented numbers."""

import re

import pytest

from guards.personal_data.guard import PersonalDataGuard

MARK = re.compile(r"[\[\]]")
MASKED = (
    "la réponse secrète c'était [Caramel] mais ça marche pas",
    "mon digicode est [45B78], le livreur ne l'a pas",
    "j'ai tapé [Soleil!2024] trois fois et le compte est verrouillé",
    "le wifi de la mairie demande la clé [h7Gk29pL]",
    "numéro de télédéclarant [4827193] refusé",
    "je me connecte avec [mbappe.l] et ça tourne",
    "pseudo [kiki_du_93] banni du forum",
    "mon user c'est [jdurand75] sur ameli",
    "le mot de passe [azerty] ne marche plus",
    "mon mdp [Toulouse31!] est refusé",
    "code reçu par sms : [884 213]",
    "mon code confidentiel [4821] a été vu par le vendeur",
    "OTP [559201] expired before I could type it",
    "code d'accès [KJ-4471-ZZ] invalide",
    "clé de sécurité [A7F9-22KL] du boîtier",
    "Mon numéro fiscal est le [30 23 217 600 053]",
    "n° SPI : [3023217600053]",
    "réf de l'avis [24 31 5A 0987654 12]",
    "j'ai reçu l'avis n° [2475A0123456] hier",
    "mon numéro caf [1234567 B]",
    "matricule caf [7654321]",
    "je suis allocataire sous le [0123456K]",
    "mon identifiant pole emploi [1234567X] bloque",
    "n° allocataire MSA [12345678]",
    "numéro de dossier MDPH [75-2023-004512]",
    "dossier DALO [075-2024-001234]",
    "demande de logement social [075061234567811223]",
    "num unique régional [0750412345678 10245]",
    "récépissé [9912345678] expiré",
    "AGDREF [7503123456]",
    "titre de séjour [FRA 9912 345678]",
    "carte de résident n° [XK4T8WQ2N]",
    "mon permis [120475300123] de 2012",
    "permis B [12 04 75 300123]",
    "passeport marocain [AB1234567]",
    "carte d'identité italienne [CA12345AB]",
    "passeport [08CK 12345]",
    "ma moto [2345 ZX 31] volée",
    "immat [ww 123 ab] provisoire",
    "RG n° [23/04567]",
    "n° parquet [23012000045]",
    "PV [7512345678] à contester",
    "lettre recommandée [1A 203 456 7890 1]",
    "colis [6A12345678901]",
    "contrat EDF [6 012 345 678]",
    "numéro client [CL-99812]",
    "PDL [14512345678901]",
    "numéro d'étudiant INE [0123456789A]",
    "INE [060012345HB]",
    "numéro d'électeur [12345678] sur ma carte",
    "j'habite au [12bis rue des Lilas] à Lens",
    "[3, allée des Pins, 33600 Pessac] c'est chez moi",
    "résidence [Les Glycines bât B apt 12, 13008 Marseille]",
    "logée au [Foyer Adoma, 15 rue du Chevaleret 75013 Paris]",
    "mon adresse [lieu dit la croix blanche 24230 montcaret]",
    "chez ma sœur, [5 pl. de l'Église, 67210 Obernai]",
    "née le [1er janvier 1960] à Oran",
    "date de naissance: [02-05-67]",
    "dob [12/03/1988]",
    "anniversaire le [14 juillet 1975]",
    "né(e) le [03.09.2001]",
    "ma fille est du [12 mars 2015]",
    "enfant né [5/6/19]",
    "appelez-moi au [07.81.23.45.67]",
    "tel [0033 6 12 34 56 78]",
    "mon num belge [+32 475 12 34 56]",
    "whatsapp [+221 77 123 45 67]",
    "joignable [0262 12 34 56] à Saint-Denis",
    "mon fixe [01-42-36-85-21]",
    "le [05 61 23 45 67] après 18h",
    "mail [prenom.nom+caf@gmail.com]",
    "écrivez à [contact.dupont@laposte.net]",
    "mon adresse mail [sofia point leroy arobase free point fr]",
    "mon mail c'est [lucas92 at hotmail dot com]",
    "rib [30004 00823 00012345678 44]",
    "compte [BE68 5390 0754 7034]",
    "IBAN [FR14 2004 1010 0505 0001 3M02 606]",
    "carte [4532 0151 1283 0366] exp 09/26",
    "cb n°[5555555555554444] cvv [123]",
    "secu [1 85 05 78 006 084 91]",
    "numéro de sécurité sociale [185057800608491]",
    "nir [2840175123456]",
    "nss [1.85.05.78.006.084]",
    "ip [88.120.33.7] vue dans le journal",
    "adresse [2a01:cb08:8b3:4a00:1c2d:3e4f:5a6b:7c8d]",
)
LEFT = (
    "mon dossier est bloqué à la caf depuis 3 mois",
    "j'ai payé 1 250 000 francs CFA au consulat",
    "le décret 2020-692 du 8 juin 2020 et l'article L. 1234-5",
    "le numéro RNA W751234567 de l'association",
    "pourvoi n° 17-19.523",
    "appelez le 3646 ou le 0 806 000 126",
    "contact@mairie-exemple.fr répond-il le samedi ?",
    "la préfecture, 5 rue du Port, 13001 Marseille, est-elle ouverte ?",
    "la version 1.4.12.3 de l'application",
    "revenu fiscal de référence dix mille deux cents",
    "entre 2019 et 2020, puis du 1er au 15 mars 2021",
    "le code postal 75015 et le code civil",
    "une bourse de 1 020 € par an sur 10 mensualités",
    "la TVA FR 41 803 512 964 de l'entreprise",
)


@pytest.mark.parametrize("written", MASKED)
def test_what_stands_in_brackets_is_masked(guard: PersonalDataGuard, written: str) -> None:
    text = MARK.sub("", written)
    ends = [match.start() - at for at, match in enumerate(MARK.finditer(written))]
    masked = {at for finding in guard.find(text) for at in range(finding.start, finding.end)}
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        assert len(masked & set(range(start, end))) >= 0.9 * (end - start), text[start:end]


@pytest.mark.parametrize("text", LEFT)
def test_what_is_nobodys_is_left(guard: PersonalDataGuard, text: str) -> None:
    assert [text[finding.start : finding.end] for finding in guard.find(text)] == []
