"""Puts the best pages in order again, once their passages are known: a page is as good as what it says on the point."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.types import FoundPage

_RERANKED = 4
"""Only pages this near the top may change places: farther down, one lucky line weighs too much."""


@dataclass(frozen=True, slots=True)
class PageWeights:
    """What counts beside a page's fused score, as a share of the best one. Measured on the development set."""

    similarity: float = 8.0
    """For each point of cosine that its nearest passage lies below the nearest of all."""
    line: float = 0.6
    """For the share of the question's rare words that stand in its best line."""


def rerank(pages: Sequence[FoundPage], weights: PageWeights) -> tuple[FoundPage, ...]:
    """The same pages, the first few by what their passages hold. Ties keep their order."""
    first, rest = pages[:_RERANKED], pages[_RERANKED:]
    if len(first) < 2:
        return tuple(pages)
    best_score = max(page.score for page in first) or 1.0
    nearest = max(page.similarity for page in first)

    def worth(page: FoundPage) -> float:
        far = page.similarity - nearest
        return page.score / best_score + weights.similarity * far + weights.line * _best_line(page)

    return (*sorted(first, key=worth, reverse=True), *rest)


def _best_line(page: FoundPage) -> float:
    return max((overlap for found in page.passages for overlap in found.line_overlaps), default=0.0)
