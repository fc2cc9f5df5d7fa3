"""Joins what the recognizers found: overlapping spans are masked as one, under the most telling label."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from guards.types import Check

MOST_TELLING_FIRST = (
    "EMAIL", "IBAN", "NIR", "TAX_ID", "CARD", "ADDRESS", "IP", "PLATE", "ID_DOC", "PHONE", "DATE_OF_BIRTH",
    "LOGIN", "CASE_ID", "PERSON", "NUMBER",
)  # fmt: skip
EDGES = " \t\r\n,;:!?.()[]{}«»\"“”'’\u00a0\u202f"


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the text as typed, with the label and confidence of what noticed it."""

    entity_type: str
    start: int
    end: int
    score: float
    recognizer: str
    pattern: str = ""
    context: str = ""
    check: Check = Check.NONE


def resolve(spans: Iterable[Span], text: str) -> tuple[Span, ...]:
    """Disjoint spans in order that cover every span given, without the punctuation at their edges."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if joined and span.start < joined[-1].end:
            joined[-1] = _union(joined[-1], span)
        else:
            joined.append(span)
    trimmed = (_without_edges(span, text) for span in joined)
    return tuple(span for span in trimmed if span.start < span.end)


def _union(left: Span, right: Span) -> Span:
    best = min((left, right), key=_rank)
    return replace(best, start=min(left.start, right.start), end=max(left.end, right.end))


def _rank(span: Span) -> tuple[int, float, int]:
    """The longest span knows best what it is; of equals, the surest; of equals again, the most telling label."""
    known = MOST_TELLING_FIRST
    place = known.index(span.entity_type) if span.entity_type in known else len(known)
    return span.start - span.end, -span.score, place


def _without_edges(span: Span, text: str) -> Span:
    value = text[span.start : span.end]
    if span.entity_type == "LOGIN":
        # a password may end with a sign
        return replace(
            span, start=span.start + len(value) - len(value.lstrip()), end=span.end - len(value) + len(value.rstrip())
        )
    start = span.start + len(value) - len(value.lstrip(EDGES))
    return replace(span, start=start, end=max(start, span.end - len(value) + len(value.rstrip(EDGES))))
