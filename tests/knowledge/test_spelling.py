import pytest

from knowledge.spelling import Spelling

SPELLING = Spelling({"impôt": 90, "comment": 50, "stationnement": 20, "attestation": 40, "gain": 9, "permis": 30})


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("limpot", "impot"),
        ("koment", "comment"),
        ("atestation", "attestation"),
        ("stationement", "stationnement"),
        ("statonnement", "stationnement"),
        ("sattionnement", "stationnement"),
        ("stationnementt", "stationnement"),
    ],
)
def test_an_unknown_word_stands_for_a_near_one(word: str, meant: str) -> None:
    assert SPELLING.suggestion(word) == meant


@pytest.mark.parametrize("word", ["IMPOT", "permis", "gamin", "ki", "bitcoin", ""])
def test_known_short_and_strange_words_stand_for_themselves(word: str) -> None:
    assert SPELLING.suggestion(word) is None


def test_the_most_frequent_of_near_words_is_meant() -> None:
    assert Spelling({"batteries": 3, "batterie": 7}).suggestion("baterie") == "batterie"


def test_accents_do_not_make_a_word_unknown() -> None:
    assert SPELLING.knows("impot")
    assert SPELLING.knows("IMPÔT")
    assert not SPELLING.knows("taxe")
