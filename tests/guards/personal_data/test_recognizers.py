"""Each kind of identifier: valid, mistyped, in any grouping, and what only looks like it."""

from collections.abc import Callable

import pytest

Masked = Callable[[str], list[tuple[str, str]]]

FOUND = [
    ("NIR", "Mon numéro : 1 84 12 76 451 089 46.", "1 84 12 76 451 089 46"),
    ("NIR", "secu 184127645108946 merci", "184127645108946"),
    ("NIR", "NIR 1-84-12-76-451-089", "1-84-12-76-451-089"),
    ("NIR", "assuré 1 84 12 76 451 089 clé 46", "1 84 12 76 451 089 clé 46"),
    ("NIR", "en Corse : 1 55 08 2A 098 045", "1 55 08 2A 098 045"),
    ("NIR", "2 840 578 006 084 36", "2 840 578 006 084 36"),
    ("NIR", "un quatre-vingt-huit zéro trois cinquante-neuf trois cent cinquante zéro soixante-dix-sept", None),
    ("TAX_ID", "numéro fiscal 30 23 217 600 053", "30 23 217 600 053"),
    ("TAX_ID", "n° fiscal : 302321760005 il manque un chiffre", "302321760005"),
    ("IBAN", "IBAN FR76 3000 6000 0112 3456 7890 189", "FR76 3000 6000 0112 3456 7890 189"),
    ("IBAN", "fr7630006000011234567890189", "fr7630006000011234567890189"),
    ("IBAN", "FR76 3000 6000 0112 3456 7890 18 il en manque", "FR76 3000 6000 0112 3456 7890 18"),
    ("IBAN", "compte DE89 3704 0044 0532 0130 00 en Allemagne", "DE89 3704 0044 0532 0130 00"),
    ("IBAN", "rib 30006 00001 12345678901 89", "30006 00001 12345678901 89"),
    ("CARD", "ma carte 4970 1000 0000 0055", "4970 1000 0000 0055"),
    ("CARD", "5131-0000-0000-0007", "5131-0000-0000-0007"),
    ("CARD", "amex 3782 822463 10005", "3782 822463 10005"),
    ("PHONE", "appelez-moi au 06 12 34 56 78", "06 12 34 56 78"),
    ("PHONE", "tel:0612345678,merci", "0612345678"),
    ("PHONE", "+33 (0)6.12.34.56.78", "+33 (0)6.12.34.56.78"),
    ("PHONE", "0033 6 12 34 56 78", "0033 6 12 34 56 78"),
    ("PHONE", "Guadeloupe 0590 12 34 56", "0590 12 34 56"),
    ("PHONE", "06/12/34/56/78", "06/12/34/56/78"),
    ("PHONE", "0612 34 56 78", "0612 34 56 78"),
    ("PHONE", "au Portugal +351 912 345 678", "+351 912 345 678"),
    ("EMAIL", "jean.dupont+test@exemple.fr!", "jean.dupont+test@exemple.fr"),
    ("EMAIL", "mail:a_b-c@sous.exemple.org,tel", "a_b-c@sous.exemple.org"),
    ("EMAIL", "jean point dupont arobase exemple point fr voila", "jean point dupont arobase exemple point fr"),
    ("ADDRESS", "au 3 bis, avenue Jean Jaurès, 69007 Lyon.", "3 bis, avenue Jean Jaurès, 69007 Lyon"),
    ("ADDRESS", "je vis 12 rue des lilas 44000 nantes depuis mai", "12 rue des lilas 44000 nantes"),
    (
        "ADDRESS",
        "résidence Les Pins, bât B, 4 allée du Lac, 33000 Bordeaux",
        "résidence Les Pins, bât B, 4 allée du Lac, 33000 Bordeaux",
    ),
    ("ADDRESS", "5 impasse du Four à Brest", "5 impasse du Four à Brest"),
    ("ADDRESS", "Mon adresse : Calle Mayor 12, 28013 Madrid.", "Calle Mayor 12, 28013 Madrid"),
    ("DATE_OF_BIRTH", "née le 12/03/1975 à Dakar", "12/03/1975"),
    ("DATE_OF_BIRTH", "Date de naissance : 1er janvier 1984", "1er janvier 1984"),
    ("DATE_OF_BIRTH", "born on 17 June 1988", "17 June 1988"),
    ("DATE_OF_BIRTH", "Né le : 1996-03-28", "1996-03-28"),
    ("PLATE", "plaque AB-345-CD volée", "AB-345-CD"),
    ("PLATE", "ma voiture ab 345 cd", "ab 345 cd"),
    ("PLATE", "immatriculée 1234 XY 59", "1234 XY 59"),
    ("ID_DOC", "passeport 12AB34567", "12AB34567"),
    ("ID_DOC", "CNI n° X4RTBPFW4", "X4RTBPFW4"),
    ("ID_DOC", "carte d'identité 880692310285", "880692310285"),
    ("ID_DOC", "passeport étranger N° C4817206 valable", "C4817206"),
    ("ID_DOC", "récépissé n° 7503123456", "7503123456"),
    ("CASE_ID", "numéro allocataire 1234567", "1234567"),
    ("CASE_ID", "identifiant France Travail 1234567A", "1234567A"),
    ("CASE_ID", "jugement n° RG 18/04127", "18/04127"),
    ("CASE_ID", "dossier 2021X 034187", "2021X 034187"),
    ("LOGIN", "mot de passe : Tournesol!7", "Tournesol!7"),
    ("LOGIN", "mon identifiant c jean.d75 et voilà", "jean.d75"),
    ("LOGIN", "le code 748213 reçu par SMS", "748213"),
    ("LOGIN", "code d'accès KD7-448-219", "KD7-448-219"),
    ("IP", "depuis 192.0.2.47, la nuit", "192.0.2.47"),
    ("IP", "depuis 2001:db8:3a05::1f.", "2001:db8:3a05::1f"),
    ("NUMBER", "voici 12 345 678 901 2", "12 345 678 901 2"),
]

LEFT = [
    "Le 3939 et le 36 46 sont-ils payants ?",
    "Le 0 809 401 401 répond-il ? et le 08 06 70 68 06 ?",
    "je paye 500 EUR par mois et 1 200 000 € en tout",
    "La loi n° 89-462 du 6 juillet 1989, article 15",
    "Le décret n° 2015-587 du 29 mai 2015, JORF n°0123",
    "La Cour de cassation (pourvoi n° 19-12.345)",
    "Le cerfa 15776*02 et le formulaire 2042-C-PRO",
    "Le 12 juin 2010 et le 12/05/2024 à 14h30",
    "j'ai 62 ans, né en 1962, 168 trimestres",
    "Les revenus 2019 2020 2021 comptent ?",
    "né en 1985 et marié depuis le 12 juin 2010",
    "Le stationnement est payant rue Victor-Hugo à Angers ?",
    "J'habite à Lyon, 69003",
    "Notre association, SIRET 732 829 320 00074",
    "Le modèle AA-123-AA est attribué à vie",
    "permis B, remorque de 750 kg, formation B96",
    "mon mot de passe est incorrect, identifiant oublié",
    "La Caf, le Pacs et la carte Vitale",
    "la loi Macron, la rue Jean Jaurès et le collège Victor Hugo",
    "je bosse chez leclerc",
    "La circulaire NOR INTV2308623C",
    "L'arrêté 24-2023-07-11-00004",
]


@pytest.mark.parametrize(("label", "text", "value"), FOUND, ids=lambda value: str(value)[:50])
def test_an_identifier_is_masked_whole_under_its_label(
    masked: Masked, label: str, text: str, value: str | None
) -> None:
    assert masked(text) == [(label, value or text)]


@pytest.mark.parametrize("text", LEFT)
def test_what_only_looks_like_one_is_left(masked: Masked, text: str) -> None:
    assert masked(text) == []


SEPARATORS = ["", " ", ".", "-", "\u00a0", "\u202f", "·", "‑"]


@pytest.mark.parametrize("separator", SEPARATORS, ids=ascii)
@pytest.mark.parametrize(
    "groups",
    [
        ("1", "84", "12", "76", "451", "089", "46"),
        ("06", "12", "34", "56", "78"),
        ("FR76", "3000", "6000", "0112", "3456", "7890", "189"),
        ("4970", "1000", "0000", "0055"),
        ("30", "23", "217", "600", "053"),
    ],
    ids=lambda groups: groups[0],
)
def test_no_separator_hides_a_number(masked: Masked, groups: tuple[str, ...], separator: str) -> None:
    number = separator.join(groups)
    assert [value for _, value in masked(f"voici {number} merci")] == [number]


@pytest.mark.parametrize(
    "text", ["06 12 34\n56 78", "０６１２３４５６７８", "06\u200b12345678", "FR76 3000 6000\n0112 3456 7890 189"]
)
def test_no_odd_character_hides_a_number(masked: Masked, text: str) -> None:
    assert [value for _, value in masked(f"voici {text} merci")] == [text]
