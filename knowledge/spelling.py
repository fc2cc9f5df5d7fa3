"""Words of a base nearest to a word that it does not know: slips of the keyboard and spellings by ear."""

from collections import defaultdict
from collections.abc import Mapping

from knowledge.french import ELISIONS, fold, sound_key

_SHORTEST = 4
"""Shorter words have too many neighbours to guess from."""
_SHORTEST_FOR_A_SLIP = 7
"""One letter away is far in a short word: « gamin » is no « gain »."""


class Spelling:
    """Suggestions out of a base's own vocabulary. Read-only once built, so thread-safe."""

    def __init__(self, words: Mapping[str, int]) -> None:
        """``words``: how often each word stands in the base, in lower case."""
        self._occurrences: dict[str, int] = defaultdict(int)
        for word, count in words.items():
            self._occurrences[fold(word)] += count
        self._by_sound: defaultdict[str, list[str]] = defaultdict(list)
        self._by_start: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._occurrences:
            if len(word) >= _SHORTEST:
                self._by_sound[sound_key(word)].append(word)
                self._by_start[(word[0], len(word))].append(word)

    def knows(self, word: str) -> bool:
        """Whether the base holds the word, whatever its accents."""
        return fold(word) in self._occurrences

    def suggestion(self, word: str) -> str | None:
        """The known word that an unknown one most likely stands for; ``None`` for a known or a strange one.

        An elided word written without its apostrophe (« limpot ») comes first, then words that sound the same,
        then those one letter away.
        """
        written = fold(word)
        if len(written) < _SHORTEST or written in self._occurrences:
            return None
        for candidates in (self._without_elision(written), self._same_sound(written), self._one_letter_away(written)):
            if candidates:
                return min(candidates, key=lambda known: (-self._occurrences[known], known))
        return None

    def _without_elision(self, written: str) -> list[str]:
        rests = (written[len(elided) :] for elided in ELISIONS if written.startswith(elided))
        return [rest for rest in rests if len(rest) >= _SHORTEST and rest[0] in "aeiouyh" and rest in self._occurrences]

    def _same_sound(self, written: str) -> list[str]:
        return self._by_sound.get(sound_key(written), [])

    def _one_letter_away(self, written: str) -> list[str]:
        length = len(written)
        if length < _SHORTEST_FOR_A_SLIP:
            return []
        near = (
            known for size in (length - 1, length, length + 1) for known in self._by_start.get((written[0], size), ())
        )
        return [known for known in near if _is_one_edit_away(written, known)]


def _is_one_edit_away(first: str, second: str) -> bool:
    """Whether one letter added, dropped or replaced, or two neighbours swapped, make the words the same."""
    if len(first) > len(second):
        first, second = second, first
    start = 0
    while start < len(first) and first[start] == second[start]:
        start += 1
    if len(first) < len(second):
        return first[start:] == second[start + 1 :]
    swapped = first[start + 1 : start + 2] + first[start : start + 1] + first[start + 2 :]
    return first[start + 1 :] == second[start + 1 :] or (
        len(swapped) == len(first) - start and swapped == second[start:]
    )
