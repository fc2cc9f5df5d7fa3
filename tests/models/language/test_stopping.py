import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.language.stopping import StopScanner

MARKS = st.text(alphabet="ab\n", min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("pieces", "stop", "shown"),
    [
        (["oui", ".", "\n", "\n", "non"], ["\n\n"], "oui."),
        (["oui", ".", "\n", "non"], ["\n\n"], "oui.\nnon"),
        (["fin ET", "C"], ["ETC"], "fin "),
        (["aab"], ["ab", "aab"], ""),
        (["un", "deux"], [], "undeux"),
        (["un", "deux"], [""], "undeux"),
        (["reste E"], ["ETC"], "reste E"),
    ],
)
def test_text_ends_where_a_stop_string_begins(pieces: list[str], stop: list[str], shown: str) -> None:
    scanner = StopScanner(stop)
    assert "".join(scanner.feed(piece) for piece in pieces) + scanner.flush() == shown


@given(st.lists(st.text(alphabet="ab\n", max_size=3)), st.lists(MARKS, max_size=3))
def test_cutting_the_text_in_pieces_changes_nothing(pieces: list[str], stop: list[str]) -> None:
    scanner = StopScanner(stop)
    shown = ""
    for piece in pieces:
        shown += scanner.feed(piece)
        if scanner.found:
            break
    shown += scanner.flush()
    whole = "".join(pieces)
    assert whole.startswith(shown)
    assert not any(mark in shown for mark in stop)
    assert scanner.found == any(mark in whole for mark in stop)
    if not scanner.found:
        assert shown == whole


def test_text_that_cannot_begin_a_stop_string_is_shown_at_once() -> None:
    scanner = StopScanner(["\n\n"])
    assert [scanner.feed("Bonjour"), scanner.feed("\n"), scanner.feed("à tous")] == ["Bonjour", "", "\nà tous"]
