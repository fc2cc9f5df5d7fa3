"""What is known of single words."""

import pytest

from guards.personal_data.lexicon import Lexicon, build_lexicon, fold

LEXICON = build_lexicon(
    frozenset({"mairie", "pacs", "pierre", "handicapé", "arrive"}),
    frozenset({"Aggir", "Albi", "Urssaf"}),
    ["manger", "étranger", "arrive", "bilan", "maison"],
)


@pytest.mark.parametrize("word", ["mairie", "Mairie", "pacs", "et", "manger", "etranger", "ÉTRANGERS", "pacs-mairie"])
def test_an_ordinary_word_is_known(word: str) -> None:
    assert LEXICON.is_ordinary(word)


@pytest.mark.parametrize("word", ["ouchene", "Diallo", "mairie-ouchene"])
def test_an_unknown_word_may_be_a_name(word: str) -> None:
    assert not LEXICON.is_ordinary(word)
    assert not LEXICON.is_slip(word)


@pytest.mark.parametrize("word", ["mangeer", "mangr", "magner", "jarrive", "jarive", "koi", "pa"])
def test_a_slip_of_the_keyboard_is_told_from_a_name(word: str) -> None:
    assert LEXICON.is_slip(word)


@pytest.mark.parametrize("word", ["andikapé", "handicappé", "meri", "lurssaf", "jarrive"])
def test_a_clear_slip_is_one_even_where_a_name_may_stand(word: str) -> None:
    assert LEXICON.is_clear_slip(word)


@pytest.mark.parametrize("word", ["gul", "danylo", "lassana", "djibril"])
def test_a_word_that_is_only_near_the_dictionary_may_be_a_name_after_a_word_of_kin(word: str) -> None:
    assert not LEXICON.is_clear_slip(word)


@pytest.mark.parametrize(("word", "public"), [("aggir", True), ("ALBI", True), ("Sandra", False), ("Wilem", False)])
def test_a_name_of_the_index_is_nobodys(word: str, public: bool) -> None:
    assert LEXICON.is_public_name(word) is public


@pytest.mark.parametrize(
    ("word", "known"), [("Fatoumata", True), ("jean-marie", True), ("JOSÉ", True), ("mairie", False)]
)
def test_first_names_of_every_origin_are_known(word: str, known: bool) -> None:
    assert LEXICON.is_first_name(word) is known


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("je veux manger à la maison", True),
        ("I want to eat at home with my family", False),
        ("Quiero comer en casa mañana temprano", False),
        ("", True),
    ],
)
def test_a_text_in_another_language_is_told(text: str, french: bool) -> None:
    assert LEXICON.is_french(text.split()) is french


def test_folding_drops_case_and_accents() -> None:
    assert fold("ŒUVRE Éte") == "oeuvre ete"


def test_a_lexicon_without_index_knows_function_words_only() -> None:
    empty = Lexicon()
    assert empty.is_ordinary("avec")
    assert not empty.is_ordinary("mairie")
