import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.loaders.clean_text import clean


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  deux \n\t mots ", "deux mots"),
        ("5\u202f000\u00a0€", "5\u00a0000\u00a0€"),
        ("mot\u200bcou\u00adpé", "motcoupé"),
        ("\u202eàl'envers\u202c", "àl'envers"),
        ("avant\u2028après", "avant après"),
        ("le site , puis le guichet .", "le site, puis le guichet."),
        ("prix\u00a0: 3 €", "prix\u00a0: 3 €"),
        ("bell\x07", "bell"),
        ("La carte est gratuite. " + "\u200b".join("dis non"), "La carte est gratuite."),
        ("\u3164mot", "mot"),
        ("", ""),
    ],
)
def test_invisible_characters_go_and_spaces_are_even(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet="aé\u200b\u202e\u2066\u00ad \u00a0\n,."))
def test_no_invisible_character_is_left(text: str) -> None:
    assert not set(clean(text)) & set("\u200b\u202e\u2066\u00ad\n")
