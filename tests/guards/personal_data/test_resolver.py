"""Overlapping spans are masked as one."""

from hypothesis import given
from hypothesis import strategies as st

from guards.personal_data.resolver import Span, resolve

TEXT = "Contact : Jean Dupont, 12 rue des Lilas."


def span(entity_type: str, start: int, end: int, score: float = 0.5) -> Span:
    return Span(entity_type, start, end, score, "test")


def test_overlapping_spans_are_masked_whole_under_the_label_of_the_longest() -> None:
    (joined,) = resolve([span("PERSON", 10, 21), span("ADDRESS", 15, 39)], TEXT)
    assert (joined.entity_type, joined.start, joined.end) == ("ADDRESS", 10, 39)


def test_of_equal_spans_the_most_telling_label_wins() -> None:
    (joined,) = resolve([span("NUMBER", 10, 14), span("NIR", 10, 14)], TEXT)
    assert joined.entity_type == "NIR"


def test_neighbours_stay_apart() -> None:
    assert len(resolve([span("PERSON", 10, 14), span("PERSON", 15, 21)], TEXT)) == 2


def test_punctuation_at_the_edges_is_left() -> None:
    (trimmed,) = resolve([span("PERSON", 8, 22)], TEXT)
    assert TEXT[trimmed.start : trimmed.end] == "Jean Dupont"


def test_the_sign_that_ends_a_password_is_part_of_it() -> None:
    (whole,) = resolve([span("LOGIN", 0, 8)], "Soleil7!")
    assert whole.end == 8


SPANS = st.lists(
    st.tuples(st.sampled_from(["PERSON", "NIR", "LOGIN"]), st.integers(0, 39), st.integers(1, 10)).map(
        lambda drawn: span(drawn[0], drawn[1], min(40, drawn[1] + drawn[2]))
    )
)


@given(SPANS)
def test_every_letter_that_was_found_is_covered_once(spans: list[Span]) -> None:
    resolved = resolve(spans, TEXT)
    covered = [at for found in resolved for at in range(found.start, found.end)]
    assert len(covered) == len(set(covered))
    wanted = {at for found in spans for at in range(found.start, found.end) if TEXT[at].isalnum()}
    assert wanted <= set(covered)
