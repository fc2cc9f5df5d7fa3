"""What is known of single words: is it a word of the language, of the official pages, a first name?

Names are found by what they are not. A word that the official pages write in lower case, or that a French
dictionary holds, is ordinary; what is left may be a name, or a slip of the keyboard.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST_SHORT_WORD = 3
ELISIONS = tuple("jdlsmtcn")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Answers questions about one word at a time. Every question takes the word in any case."""

    is_in_official_pages: Callable[[str], bool]
    """Whether the index writes this lower-case word as an ordinary one."""
    dictionary: frozenset[str] = frozenset()
    """Ordinary words of French, folded."""
    first_names: frozenset[str] = frozenset()
    """Common first names, folded."""

    def is_function_word(self, word: str) -> bool:
        """Whether a word only ties others together, or opens and closes a letter."""
        return len(word) < 2 or word.lower() in words_of("function_words") or word.lower() in words_of("english_words")

    def is_official(self, word: str) -> bool:
        """Whether the official pages use the word as an ordinary one, each part of it if it is hyphenated."""
        return self.is_function_word(word) or self.is_in_official_pages(word.lower())

    def is_ordinary(self, word: str) -> bool:
        """Whether a word is ordinary, here or in the dictionary."""
        return all(
            self.is_official(part) or fold(part) in self.dictionary or _singular(fold(part)) in self.dictionary
            for part in word.replace("'", "-").split("-")
            if part
        )

    def is_first_name(self, word: str) -> bool:
        """Whether each part of a word is a common first name."""
        return all(part in self.first_names for part in fold(word).split("-"))

    def is_slip(self, word: str) -> bool:
        """Whether an unknown word looks like an ordinary one badly typed.

        Words of three letters, words that one letter more, less, other or moved puts right, and words that lost
        their apostrophe (« jarrive »).
        """
        folded = fold(word)
        return len(folded) <= LONGEST_SHORT_WORD or self._is_near_ordinary(folded) or self.lacks_apostrophe(word)

    def lacks_apostrophe(self, word: str) -> bool:
        """Whether a word is a small one and an ordinary one run together: « jarrive », « jai », « cest »."""
        folded = fold(word)
        if len(folded) < LONGEST_SHORT_WORD or not folded.startswith(ELISIONS):
            return False
        rest = folded[1:]
        return self.is_ordinary(rest) or (len(rest) > LONGEST_SHORT_WORD and self._is_near_ordinary(rest))

    def is_french(self, words: Sequence[str]) -> bool:
        """Whether a text is written in the language that this lexicon knows, well or badly."""
        folded = [word.lower() for word in words]
        english = sum(word in words_of("english_words") for word in folded)
        lower = [word for word in words if word.islower()]
        ordinary = sum(self.is_ordinary(word) for word in lower)
        return english <= len(words) / 10 and ordinary * 5 >= len(lower) * 2

    def _is_near_ordinary(self, folded: str) -> bool:
        return any(near in self.dictionary for near in _one_letter_away(folded))


def build_lexicon(is_in_official_pages: Callable[[str], bool], dictionary: Iterable[str]) -> Lexicon:
    """A lexicon with the first names that this package carries."""
    return Lexicon(is_in_official_pages, frozenset(map(fold, dictionary)), words_of("first_names"))


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of one of the lists beside this module."""
    listed = yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))
    return frozenset(str(listed["words"]).split())


def fold(word: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFD", word.lower().replace("œ", "oe").replace("æ", "ae"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _singular(word: str) -> str:
    return word[:-1] if word.endswith(("s", "x")) else word


def _one_letter_away(word: str) -> Iterable[str]:
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    for left, right in cuts:
        if right:
            yield left + right[1:]
            if len(right) > 1:
                yield left + right[1] + right[0] + right[2:]
            yield from (left + letter + right[1:] for letter in LETTERS)
        yield from (left + letter + right for letter in LETTERS)
