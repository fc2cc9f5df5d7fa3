"""Expressions of one or several words found in a text, whole words only, the longest first."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.french import fold


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    meanings: tuple[str, ...]


class PhraseBook:
    """What expressions stand for. Read-only once built, so thread-safe.

    Words are compared without accents and in all their forms; words of no meaning (``fillers``) may stand between
    those of an expression or be left out: « papier voiture » is found where « papiers de la voiture » is listed.
    """

    def __init__(
        self,
        meanings: Mapping[tuple[str, ...], Sequence[str]],
        *,
        forms: Callable[[str], Iterable[str]],
        fillers: frozenset[str],
    ) -> None:
        """``meanings``: expressions as words with their accents, and what each stands for.

        Raises ``ValueError`` for an expression that is nothing but fillers.
        """
        self._fillers = fillers
        readings: defaultdict[str, dict[str, None]] = defaultdict(dict)
        phrases: defaultdict[str, dict[tuple[str, ...], dict[str, None]]] = defaultdict(dict)
        for expression, stands_for in meanings.items():
            words = tuple(word for word in expression if fold(word) not in fillers)
            if not words:
                raise ValueError(f"« {' '.join(expression)} » has no word that tells it from others.")
            for word in words:
                for form in forms(word):
                    readings[form].setdefault(word)
            phrases[words[0]].setdefault(words, {}).update(dict.fromkeys(stands_for))
        self._readings = {form: tuple(words) for form, words in readings.items()}
        self._by_first = {
            first: tuple(
                _Phrase(words, tuple(stands_for))
                for words, stands_for in sorted(found.items(), key=lambda item: -len(item[0]))
            )
            for first, found in phrases.items()
        }

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """What the expressions of a text stand for, with the place of their first word among ``words`` (folded)."""
        kept = [(place, self._readings.get(word, ())) for place, word in enumerate(words) if word not in self._fillers]
        at = 0
        while at < len(kept):
            longest = self._longest_at(at, kept)
            for phrase in longest:
                for meaning in phrase.meanings:
                    yield kept[at][0], meaning
            at += len(longest[0].words) if longest else 1

    def _longest_at(self, at: int, kept: Sequence[tuple[int, tuple[str, ...]]]) -> list[_Phrase]:
        """One form may belong to several listed words: every expression of the greatest length counts."""
        found: list[_Phrase] = []
        for first in kept[at][1]:
            for phrase in self._by_first.get(first, ()):
                if found and len(phrase.words) < len(found[0].words):
                    break
                if _stands_at(phrase, at, kept):
                    if found and len(phrase.words) > len(found[0].words):
                        found.clear()
                    found.append(phrase)
        return found


def _stands_at(phrase: _Phrase, at: int, kept: Sequence[tuple[int, tuple[str, ...]]]) -> bool:
    return at + len(phrase.words) <= len(kept) and all(
        word in kept[at + offset][1] for offset, word in enumerate(phrase.words)
    )
