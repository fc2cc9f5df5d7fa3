"""What is written, and what is said. The table is the specification."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.vocabulary import Language
from assistant.voice.spoken_answer import LONGEST_SENTENCE, split_spoken
from assistant.voice.spoken_text import to_spoken

FRENCH = (
    ("L'ANTS délivre le titre.", "France Titres délivre le titre."),
    ("la CPAM", "la caisse d'assurance maladie"),
    ("le RSA et l'APL", "le R.S.A. et l'A.P.L."),
    ("la CAF", "la Caf"),
    ("l'URSSAF", "l'Urssaf"),
    ("le SMIC", "le Smic"),
    ("l'OFPRA", "l'Ofpra"),
    ("la MDPH", "la M.D.P.H."),
    ("la TVA", "la T.V.A."),
    ("votre CNI", "votre carte d'identité"),
    ("une IA", "une I.A."),
    ("un CDI", "un C.D.I."),
    ("un PV", "un procès-verbal"),
    ("la DREETS", "la Dreets"),
    ("ATTENTION DANGER", "Attention Danger"),
    ("25 €", "vingt-cinq euros"),
    ("1 €", "un euro"),
    ("0,50 €", "cinquante centimes"),
    ("1 234,56 €", "mille deux cent trente-quatre euros et cinquante-six centimes"),
    ("86,00 €", "quatre-vingt-six euros"),
    ("1 000 000 €", "un million d'euros"),
    ("2,5 millions d'euros", "deux virgule cinq millions d'euros"),
    ("607,75 € par mois", "six cent sept euros et soixante-quinze centimes par mois"),
    ("80 €/mois", "quatre-vingts euros par mois"),
    ("80 000 €", "quatre-vingt mille euros"),
    ("21 €", "vingt et un euros"),
    ("1 234 euros", "mille deux cent trente-quatre euros"),
    ("le 01/02/2025", "le premier février deux mille vingt-cinq"),
    ("le 31/12/1999", "le trente et un décembre mille neuf cent quatre-vingt-dix-neuf"),
    ("le 1er mars 2026", "le premier mars deux mille vingt-six"),
    ("le 1ᵉʳ mars", "le premier mars"),
    ("le 14 juillet 2026", "le quatorze juillet deux mille vingt-six"),
    ("la carte de l'ANTS", "la carte de France Titres"),
    ("permis de catégorie C", "permis de catégorie C"),
    ("un dossier d'ANTS", "un dossier de France Titres"),
    ("l'OFII et l'ARS", "l'Ofii et l'A.R.S."),
    ("Le 45/13/2025", "Le quarante-cinq ou treize ou deux mille vingt-cinq"),
    ("le 2e enfant", "le deuxième enfant"),
    ("le 75e arrondissement", "le soixante-quinzième arrondissement"),
    ("la 1re fois", "la première fois"),
    ("le 1er enfant", "le premier enfant"),
    ("le 3ème étage", "le troisième étage"),
    ("la 2nde", "la seconde"),
    ("le 21e jour", "le vingt et unième jour"),
    ("au XIXe siècle", "au dix-neuvième siècle"),
    ("au XXIe siècle", "au vingt et unième siècle"),
    ("Napoléon Ier", "Napoléon premier"),
    ("chapitre IV", "chapitre quatre"),
    ("titre II", "titre deux"),
    ("art. L. 111-1", "article L cent onze tiret un"),
    ("l'article L111-1 du code", "l'article L cent onze tiret un du code"),
    (
        "articles R. 421-5 et R. 421-6",
        "articles R quatre cent vingt et un tiret cinq et R quatre cent vingt et un tiret six",
    ),
    ("article L. 111-1-2", "article L cent onze tiret un tiret deux"),
    ("art. 5", "article cinq"),
    ("l'article 515-7 du code civil", "l'article cinq cent quinze tiret sept du code civil"),
    ("loi n° 2016-1321", "loi numéro deux mille seize tiret mille trois cent vingt et un"),
    ("article 1628 bis", "article mille six cent vingt-huit bis"),
    ("06 39 98 00 12", "zéro six, trente-neuf, quatre-vingt-dix-huit, zéro zéro, douze"),
    ("01.40.20.50.50", "zéro un, quarante, vingt, cinquante, cinquante"),
    ("+33 6 39 98 00 12", "plus trente-trois, six, trente-neuf, quatre-vingt-dix-huit, zéro zéro, douze"),
    ("le 3939", "le trente-neuf, trente-neuf"),
    ("appelez le 3114", "appelez le trente et un, quatorze"),
    ("34 00 - Carte d'identité", "trente-quatre, zéro zéro, Carte d'identité"),
    ("le 116 117", "le cent seize, cent dix-sept"),
    ("le 17, le 15 ou le 112", "le dix-sept, le quinze ou le cent douze"),
    ("0 800 123 456", "zéro huit cents, cent vingt-trois, quatre cent cinquante-six"),
    ("sur service-public.fr", "sur le site Service Public"),
    ("https://www.service-public.fr/particuliers/vosdroits/F1344", "le site Service Public"),
    ("le site ants.gouv.fr.", "le site France Titres."),
    ("le site internet impots.gouv.fr", "le site des impôts"),
    ("voir mairie-exemple.fr, rubrique état civil", "voir le site mairie exemple, rubrique état civil"),
    ("écrivez à accueil@exemple.fr", "écrivez à une adresse électronique"),
    ("10 m²", "dix mètres carrés"),
    ("1 m²", "un mètre carré"),
    ("le prix au m²", "le prix au mètre carré"),
    ("12,5 km", "douze virgule cinq kilomètres"),
    ("90 km/h", "quatre-vingt-dix kilomètres à l'heure"),
    ("35 kg", "trente-cinq kilos"),
    ("1,5 t", "un virgule cinq tonne"),
    ("5 Mo", "cinq mégaoctets"),
    ("19 °C", "dix-neuf degrés"),
    ("12 %", "douze pour cent"),
    ("5,5 %", "cinq virgule cinq pour cent"),
    ("de 5 à 10 %", "de cinq à dix pour cent"),
    ("1/3 du loyer", "un tiers du loyer"),
    ("3/4", "trois quarts"),
    ("M. Exemple", "monsieur Exemple"),
    ("Mme Exemple et M. Exemple", "madame Exemple et monsieur Exemple"),
    ("Me Exemple, notaire", "maître Exemple, notaire"),
    ("Me voici", "Me voici"),
    ("n° 12", "numéro douze"),
    ("cerfa n°14011*02", "cerfa numéro quatorze mille onze étoile zéro deux"),
    ("etc.", "et cetera."),
    ("c.-à-d. demain", "c'est-à-dire demain"),
    ("par ex. un bail", "par exemple un bail"),
    ("tél. 3939", "téléphone trente-neuf, trente-neuf"),
    ("votre RDV", "votre rendez-vous"),
    ("14h30", "quatorze heures trente"),
    ("9 h", "neuf heures"),
    ("de 9 h à 12 h", "de neuf heures à douze heures"),
    ("9 h - 12 h, 14h-17h30", "neuf heures à douze heures, quatorze heures à dix-sept heures trente"),
    ("1h", "une heure"),
    ("21 h", "vingt et une heures"),
    ("24h/24 et 7j/7", "vingt-quatre heures sur vingt-quatre et sept jours sur sept"),
    ("18-25 ans", "dix-huit à vingt-cinq ans"),
    ("3 à 6 mois", "trois à six mois"),
    ("71 ans", "soixante et onze ans"),
    ("21 pages", "vingt et une pages"),
    ("1 photo", "une photo"),
    ("1 an", "un an"),
    ("10 000 habitants", "dix mille habitants"),
    ("3 000 personnes", "trois mille personnes"),
    ("75001 Paris", "soixante-quinze mille un Paris"),
    ("3.5 enfants", "trois virgule cinq enfants"),
    ("le(s) document(s)", "le document"),
    ("mairie/préfecture", "mairie ou préfecture"),
    ("**Important** : gardez-le", "Important : gardez-le"),
    ("Bonjour 🙂 !", "Bonjour !"),
    ("—", ""),
    ("« Demande » (formulaire)", "Demande formulaire"),
    ("<b>gras</b>", "gras"),
    ("un justificatif… récent", "un justificatif. récent"),
)
ENGLISH = (
    ("See service-public.fr for more.", "See the site Service Public for more."),
    ("It costs €25.", "It costs 25 euros."),
    ("before 01/02/2025", "before 1 February 2025"),
    ("18–25 years", "18 to 25 years"),
    ("the CAF and the ANTS", "the Caf and the France Titres"),
    ("art. 5, e.g. a lease", "article 5, for example a lease"),
    ("10 m²", "10 square metres"),
    ("write to desk@example.org", "write to an e-mail address"),
    ("12 %", "12 per cent"),
)
PIECES = [*"abeLMXVIR0123456789 .,-/%€°²hHn:()«»'’<>*|\n", "er", "M. ", "art. L. ", " km", "www.", ".fr", "🙂"]
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@pytest.mark.parametrize(("written", "said"), FRENCH)
def test_french_is_said_in_words(written: str, said: str) -> None:
    assert to_spoken(written, Language.FRENCH) == said


@pytest.mark.parametrize(("written", "said"), ENGLISH)
def test_english_is_said_in_words(written: str, said: str) -> None:
    assert to_spoken(written, Language.ENGLISH) == said


@given(WRITTEN)
def test_whatever_is_written_no_figure_sign_or_address_is_left_to_an_engine(written: str) -> None:
    said = to_spoken(written, Language.FRENCH)
    assert not re.search(r"[0-9€%²|*<>{}\[\]«»()]|https?:|www\\.", said), said
    assert said == said.strip()
    assert "  " not in said


@given(st.text(max_size=200))
def test_no_text_breaks_it(written: str) -> None:
    for language in Language:
        to_spoken(written, language)


def test_what_is_said_already_stays_as_it_is() -> None:
    said = "Vous devez faire la demande à la mairie, avant le premier mars deux mille vingt-six."
    assert to_spoken(said, Language.FRENCH) == said


@given(st.text(alphabet="abc ,.;", max_size=3000))
def test_sentences_are_short_enough_and_lose_no_letter(said: str) -> None:
    sentences = list(split_spoken(said))
    assert all(0 < len(sentence) <= LONGEST_SENTENCE for sentence in sentences)
    assert re.sub(r"\s", "", "".join(sentences)) == re.sub(r"\s", "", said)
