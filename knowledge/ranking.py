"""The order of passages inside a page."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.fusion import spread


@dataclass(frozen=True, slots=True)
class InsideWeights:
    """What words and meaning count for, once both are spread over the page between 0 and 1."""

    words: float = 0.3
    meaning: float = 0.7

    def fuse(self, by_words: Mapping[int, float], similarities: Mapping[int, float]) -> dict[int, float]:
        """Scores by passage number. Passages without a cosine are ranked by their words alone."""
        words = spread(by_words)
        meaning = spread(similarities)
        return {number: self.words * words[number] + self.meaning * meaning.get(number, 0.0) for number in by_words}
