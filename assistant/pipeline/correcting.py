"""Finds the page that says no to what a question takes for granted.

« How many days are left to withdraw? » has an answer on no page, when another page says that nobody may withdraw.
Such a page asks a question in its title and opens with « Non ».
"""

import re
from collections.abc import Sequence

from assistant.pipeline.choosing import Chosen
from knowledge.types import FoundPage

_OPENS_WITH_NO = re.compile(r"\W*non\b", re.IGNORECASE)
_LOOKED_AT = 5
"""Pages among which it is looked for."""
_FARTHEST = 0.02
"""Cosine that it may be behind the best page."""
_FEWEST_COMMON = 0.4
"""Share of the question's rare words that it must hold."""
_WORDS = 70
"""Most words quoted of it."""


def put_correction_second(pages: Sequence[FoundPage], *, dense: bool) -> list[FoundPage]:
    """The pages with the one that corrects the question, if any, right behind the best."""
    rest = list(pages[1:_LOOKED_AT])
    near = (page for page in rest if dense and _is_near(page, pages[0]) and find_correction(page, 0))
    correcting = next(near, None)
    if correcting is None:
        return list(pages)
    return [pages[0], correcting, *(page for page in pages[1:] if page is not correcting)]


def find_correction(page: FoundPage, source: int) -> Chosen | None:
    """The opening lines of a page that says no to the question of its own title."""
    if not page.document.title.rstrip().endswith("?"):
        return None
    for found in page.passages:
        lines = found.passage.text.splitlines()
        if lines and _OPENS_WITH_NO.match(lines[0]):
            return Chosen(found.passage, source, _shortened(lines))
    return None


def _is_near(page: FoundPage, best: FoundPage) -> bool:
    return page.similarity >= best.similarity - _FARTHEST and page.overlap >= _FEWEST_COMMON


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
