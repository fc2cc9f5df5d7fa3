"""Pages of one subject for adults and for minors: which of the two the person most likely needs."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.pipeline.bounds import MAJORITY, bound_of, speaks_of_a_child
from guards.wording import stem
from knowledge.types import FoundPage

_ALIKE: Final = 0.75
"""Share of their words from which two titles are of one subject."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_AGES = frozenset(map(stem, ("mineur", "majeur", "enfant", "adulte", "des", "les", "pour", "une")))


def put_likely_twins_first(pages: Sequence[FoundPage], said: str) -> list[FoundPage]:
    """The pages, one for minors behind its twin for adults unless a child is spoken of, and the other way round.

    Every other page keeps its place.
    """
    for_minors = speaks_of_a_child(said)
    ordered = list(pages)
    for place, page in enumerate(ordered):
        if _is_for_minors(page) is (not for_minors):
            twins = (n for n in range(place + 1, len(ordered)) if _are_twins(page, ordered[n]))
            if (other := next(twins, None)) is not None:
                ordered[place], ordered[other] = ordered[other], ordered[place]
    return ordered


def _are_twins(one: FoundPage, other: FoundPage) -> bool:
    sides = {_is_for_minors(one), _is_for_minors(other)}
    words, others = _subject(one.document.title), _subject(other.document.title)
    return sides == {True, False} and len(words & others) >= _ALIKE * len(words | others)


def _is_for_minors(page: FoundPage) -> bool | None:
    """None for a page whose title names no age."""
    bound = bound_of(page.document.title)
    if bound is None or not bound.is_age:
        return None
    return bound.high < MAJORITY


def _subject(title: str) -> frozenset[str]:
    return frozenset(map(stem, _WORD.findall(title.casefold()))) - _AGES
