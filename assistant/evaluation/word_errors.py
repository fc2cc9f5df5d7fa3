"""How many words of a transcript are wrong: the least number of words to change, drop and add."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from assistant.vocabulary import Language
from assistant.voice.spoken_text import to_spoken


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Counts of one transcript or of many."""

    words: int
    """Said."""
    changed: int
    dropped: int
    added: int

    @property
    def rate(self) -> float | None:
        """Above 1 when more is added than was said; None of nothing."""
        return round((self.changed + self.dropped + self.added) / self.words, 4) if self.words else None


def count_word_errors(said: str, heard: str, language: Language) -> WordErrors:
    """Figures count like the words for them; case, punctuation and apostrophes do not count."""
    wanted, found = split_words(said, language), split_words(heard, language)
    kinds = Counter(step.tag for step in Levenshtein.editops(wanted, found))
    return WordErrors(len(wanted), kinds["replace"], kinds["delete"], kinds["insert"])


def add_up(counts: Iterable[WordErrors]) -> WordErrors:
    """One count of many transcripts: each word weighs the same."""
    each = tuple(counts)
    return WordErrors(
        *(sum(getattr(count, name) for count in each) for name in ("words", "changed", "dropped", "added"))
    )


def split_words(text: str, language: Language) -> Sequence[str]:
    """The words that are compared. In lower case first: a word in capitals is not spelled here."""
    plain = unicodedata.normalize("NFKC", to_spoken(text.casefold(), language))
    return re.findall(r"\w+", plain)
