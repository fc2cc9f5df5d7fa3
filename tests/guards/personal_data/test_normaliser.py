"""One spelling for each kind of character, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.personal_data.normaliser import tidy, transcribe


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("06\u00a012\u202f34\u200956", "06 12 34 56"),
        ("０６１２", "0612"),
        ("06·12•34", "06.12.34"),
        ("06–12—34‑56", "06-12-34-56"),
        ("l’été", "l'été"),
        ("l'e\u0301te\u0301", "l'été"),
        ("a\u200bb\u202ec\ufeffd\U000e0041", "abcd"),
        ("ligne\r\nsuivante\tici", "ligne\nsuivante ici"),
        ("ﬁn", "fin"),
    ],
)
def test_a_character_has_one_spelling(typed: str, plain: str) -> None:
    assert tidy(typed).text == plain


def test_a_line_break_inside_a_number_becomes_a_space_in_the_second_form_only() -> None:
    tidied = tidy("06 12 34\n56 78")
    assert "\n" in tidied.text
    assert transcribe(tidied).text == "06 12 34 56 78"


def test_a_span_leads_back_to_what_was_typed() -> None:
    typed = "tél\u200b : zéro six\u00a0douze !"
    form = transcribe(tidy(typed))
    start = form.text.index("0")
    first, last = form.original_span(start, form.text.index("12") + 2)
    assert typed[first:last] == "zéro six\u00a0douze"


@given(st.text(max_size=200))
def test_every_character_comes_from_somewhere_in_order(typed: str) -> None:
    for form in (tidy(typed), transcribe(tidy(typed))):
        assert len(form.text) == len(form.starts) == len(form.ends)
        assert all(0 <= start < end <= len(typed) for start, end in zip(form.starts, form.ends, strict=True))
        assert list(form.starts) == sorted(form.starts)
