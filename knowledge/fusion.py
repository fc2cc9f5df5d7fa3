"""Several ranked lists of pages made into one."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What each list counts for. Chosen on one half of the development questions; docs/evaluation.md says more."""

    lexical_passages: float = 0.5
    lexical_pages: float = 0.7
    dense_passages: float = 1.0
    dense_pages: float = 0.7
    rank_constant: int = 12
    """How slowly a place in a list loses value: the k of reciprocal rank fusion."""


def fuse(lists: Iterable[tuple[float, Mapping[Key, float]]], rank_constant: int) -> list[tuple[Key, float]]:
    """Weighted reciprocal rank fusion, best first. Ties go by the key's order of first appearance."""
    fused: defaultdict[Key, float] = defaultdict(float)
    for weight, scores in lists:
        ranked = sorted(scores, key=lambda key: -scores[key])
        for rank, key in enumerate(ranked, start=1):
            fused[key] += weight / (rank_constant + rank)
    return sorted(fused.items(), key=lambda entry: -entry[1])


_BEST_COUNT = (0.6, 0.25, 0.15)
"""What the three best passages of a page count for when they speak for it."""


def blend_best(keys: Sequence[Key], scores: Sequence[float]) -> dict[Key, float]:
    """One score a key out of its three best: a page with several near passages beats one with a lucky passage.

    A key with fewer than three takes the lowest score of all for the missing ones: they lie below what was listed.
    """
    by_key: defaultdict[Key, list[float]] = defaultdict(list)
    for key, score in zip(keys, scores, strict=True):
        by_key[key].append(score)
    lowest = min(scores, default=0.0)
    blended: dict[Key, float] = {}
    for key, found in by_key.items():
        best = sorted(found, reverse=True)[: len(_BEST_COUNT)]
        best += [lowest] * (len(_BEST_COUNT) - len(best))
        blended[key] = sum(weight * score for weight, score in zip(_BEST_COUNT, best, strict=True))
    return blended


def best_by(keys: Sequence[Key], scores: Sequence[float]) -> dict[Key, float]:
    """The best score of each key."""
    best: dict[Key, float] = {}
    for key, score in zip(keys, scores, strict=True):
        if score > best.get(key, float("-inf")):
            best[key] = score
    return best


def spread(scores: Mapping[int, float]) -> dict[int, float]:
    """Scores brought to 0 for the lowest and 1 for the highest; all 0 when they are equal."""
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    width = high - low
    return {key: (score - low) / width if width > 0 else 0.0 for key, score in scores.items()}
