"""Several ranked lists of pages made into one."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class FusionWeights:
    """What each list counts for. Chosen on development questions, the same on either half of them."""

    lexical_passages: float = 1.0
    lexical_pages: float = 0.5
    dense_passages: float = 1.0
    dense_pages: float = 0.5
    rank_constant: int = 20
    """How slowly a place in a list loses value: the k of reciprocal rank fusion."""


def fuse(lists: Iterable[tuple[float, Mapping[Key, float]]], rank_constant: int) -> list[tuple[Key, float]]:
    """Weighted reciprocal rank fusion, best first. Ties go by the key's order of first appearance."""
    fused: defaultdict[Key, float] = defaultdict(float)
    for weight, scores in lists:
        ranked = sorted(scores, key=lambda key: -scores[key])
        for rank, key in enumerate(ranked, start=1):
            fused[key] += weight / (rank_constant + rank)
    return sorted(fused.items(), key=lambda entry: -entry[1])


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
