"""Finds the page that says no to what a question takes for granted.

« How many days are left to withdraw? » has an answer on no page, when another page says that nobody may withdraw.
Such a page asks a question in its title and opens with « Non ».
"""

import re
from collections.abc import Sequence

from assistant.pipeline.choosing import Chosen
from guards.planted import speaks_to_a_machine
from knowledge.types import FoundPage

_OPENS_WITH_NO = re.compile(
    r"\W*(?:non\b|il n['’]est (?:pas|plus) possible|il est interdit|vous ne pouvez (?:pas|plus)|aucune? )",
    re.IGNORECASE,
)
_LOOKED_AT = 10
"""Pages among which it is looked for."""
_FARTHEST = 0.05
"""Cosine that it may be behind the best page."""
_FEWEST_COMMON = 0.4
"""Share of the question's rare words that it must hold,"""
_FEWEST_OF_TITLE = 0.5
"""or of its title's words that must stand in the question."""
_FEWEST_SHOWN = 2
_WORDS = 70
"""Most words quoted of it."""


def show_correction(pages: Sequence[FoundPage], shown: int) -> list[FoundPage]:
    """The pages with the nearest one that corrects among those that are shown, moved to their last place if need be."""
    hidden = (page for page in pages[shown:_LOOKED_AT] if _corrects(page, pages[0]))
    if shown < _FEWEST_SHOWN or any(_corrects(page, pages[0]) for page in pages[1:shown]):
        return list(pages)
    correcting = next(hidden, None)
    if correcting is None:
        return list(pages)
    rest = [page for page in pages if page is not correcting]
    return [*rest[: shown - 1], correcting, *rest[shown - 1 :]]


def find_corrections(pages: Sequence[FoundPage]) -> tuple[Chosen, ...]:
    """What the pages that are shown say no to: the best by its own title, and the nearest other one."""
    own = find_correction(pages[0], 1) if pages else None
    others = (
        find_correction(page, source) for source, page in enumerate(pages[1:], start=2) if _corrects(page, pages[0])
    )
    return tuple(each for each in (own, next(others, None)) if each)


def find_correction(page: FoundPage, source: int) -> Chosen | None:
    """The opening lines of a page that says no to the question of its own title."""
    if not page.document.title.rstrip().endswith("?"):
        return None
    for found in page.passages:
        lines = found.passage.text.splitlines()
        if lines and _OPENS_WITH_NO.match(lines[0]) and not any(map(speaks_to_a_machine, lines)):
            return Chosen(found.passage, source, _shortened(lines))
    return None


def _corrects(page: FoundPage, best: FoundPage) -> bool:
    shares_words = page.overlap >= _FEWEST_COMMON or page.title_overlap >= _FEWEST_OF_TITLE
    is_near = page.similarity > 0 and page.similarity >= best.similarity - _FARTHEST
    return shares_words and is_near and find_correction(page, 0) is not None


def _shortened(lines: Sequence[str]) -> tuple[str, ...]:
    """As many whole lines as fit, the first in any case; none that announces what is left out."""
    kept: list[str] = []
    words = 0
    for line in lines:
        words += len(line.split())
        if kept and (words > _WORDS or line.rstrip().endswith(":")):
            break
        kept.append(line)
    return tuple(kept)
