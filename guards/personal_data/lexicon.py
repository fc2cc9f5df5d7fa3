"""What is known of single words: is it a word of the language, of the official pages, a first name?

Names are found by what they are not. A word that the official pages write in lower case, or that a French
dictionary holds, is ordinary; what is left may be a name, or a slip of the keyboard.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from guards.personal_data.sound import sound

LETTERS = "abcdefghijklmnopqrstuvwxyz"
LONGEST_TINY_WORD = 2
LONGEST_SHORT_WORD = 3
SHORTEST_SLIP = 4
SHORTEST_SLIP_OF_AN_OFFICIAL_WORD = 5
SHORTEST_SLIP_OF_ANY_WORD = 7
ELIDED = re.compile(r"(?:[jdlsmtn](?=[aeiouyh])|c(?=[ei])|qu(?=[aeiou]))")
"""What loses its vowel before another one: without its apostrophe, « jarrive », « lurssaf »."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Answers questions about one word at a time. Every question takes the word in any case."""

    official: frozenset[str] = frozenset()
    """Words that the index writes in lower case as ordinary ones."""
    dictionary: frozenset[str] = frozenset()
    """Ordinary words of French, folded."""
    first_names: frozenset[str] = frozenset()
    """Common first names, folded."""
    surnames: frozenset[str] = frozenset()
    """Common surnames, folded."""
    public_names: frozenset[str] = frozenset()
    """Places, bodies, brands and things called after somebody, folded: nobody's name on their own."""
    public_phrases: frozenset[str] = frozenset()
    """Public names of several words, folded: « leroy merlin »."""
    slang: frozenset[str] = frozenset()
    """Ordinary words as they are typed in haste, folded."""
    sounds: frozenset[str] = frozenset()
    """How the ordinary words of the index sound."""
    spellings: frozenset[str] = frozenset()
    """The ordinary words of the index, folded."""

    def is_function_word(self, word: str) -> bool:
        """Whether a word only ties others together, or opens and closes a letter."""
        return len(word) < 2 or word.lower() in small_words()

    def is_official(self, word: str) -> bool:
        """Whether the official pages use the word as an ordinary one, each part of it if it is hyphenated."""
        return self.is_function_word(word) or word.lower() in self.official

    def is_ordinary(self, word: str) -> bool:
        """Whether a word is ordinary, here, in the dictionary, or in messages typed in haste."""
        return all(
            self.is_official(part)
            or fold(part) in self.dictionary
            or _singular(fold(part)) in self.dictionary
            or fold(part) in self.slang
            for part in word.replace("'", "-").split("-")
            if part
        )

    def is_first_name(self, word: str) -> bool:
        """Whether each part of a word is a common first name."""
        return all(part in self.first_names for part in fold(word).split("-"))

    def is_surname(self, word: str) -> bool:
        """Whether a word is a common surname, each part of it if it is hyphenated."""
        return all(part in self.surnames for part in fold(word).split("-"))

    def is_public_name(self, word: str) -> bool:
        """Whether a word names a place, a body, a brand or a law, and is no first name."""
        folded = fold(word)
        return folded in self.public_names and not self.is_first_name(word)

    def is_public_phrase(self, text: str) -> bool:
        """Whether several words together name a body, a brand or a place."""
        return fold(text) in self.public_phrases

    def is_slip(self, word: str) -> bool:
        """Whether an unknown word may be an ordinary one badly typed, whatever stands around it.

        Those of :meth:`is_clear_slip`, words of three letters, and those that one letter more, less, other or moved
        makes a word of the dictionary.
        """
        folded = fold(word)
        return (
            len(folded) <= LONGEST_SHORT_WORD
            or self.is_clear_slip(word)
            or self._is_near(folded, self.dictionary, SHORTEST_SLIP)
        )

    def is_clear_slip(self, word: str) -> bool:
        """Whether an unknown word is an ordinary one badly typed, even where a name may stand.

        Tiny words, words that sound like a word of the index, those that one letter more, less, other or moved puts
        right, and words that lost their apostrophe (« jarrive »).
        """
        folded = fold(word)
        if len(folded) <= LONGEST_TINY_WORD or folded in self.slang or self._sounds_official(folded):
            return True
        if self._is_near(folded, self.spellings, SHORTEST_SLIP_OF_AN_OFFICIAL_WORD):
            return True
        return self._is_near(folded, self.dictionary, SHORTEST_SLIP_OF_ANY_WORD) or self.lacks_apostrophe(word)

    def lacks_apostrophe(self, word: str) -> bool:
        """Whether a word is a small one and an ordinary one run together: « jarrive », « jai », « cest »."""
        folded = fold(word)
        elided = ELIDED.match(folded)
        if elided is None:
            return False
        rest = folded[elided.end() :]
        if self.is_official(rest) or rest in self.spellings:
            return True
        if len(rest) < SHORTEST_SLIP:
            return False
        if self.is_ordinary(rest) or rest in self.public_names or self._sounds_official(rest):
            return True
        return self._is_near(rest, self.spellings, SHORTEST_SLIP_OF_AN_OFFICIAL_WORD)

    def is_french(self, words: Sequence[str]) -> bool:
        """Whether a text is written in the language that this lexicon knows, well or badly."""
        folded = [word.lower() for word in words]
        english = sum(word in words_of("english_words") for word in folded)
        lower = [word for word in words if word.islower()]
        ordinary = sum(self.is_ordinary(word) for word in lower)
        return english <= len(words) / 10 and ordinary * 5 >= len(lower) * 2

    def sounds_ordinary(self, word: str) -> bool:
        """Whether a word is a spelling by ear of one of the pages or of the tongue: « quan », « avan »."""
        return fold(word) in self.slang or self._sounds_official(fold(word))

    def _sounds_official(self, folded: str) -> bool:
        key = sound(folded)
        return len(key) > 1 and key in self.sounds

    @staticmethod
    def _is_near(folded: str, words: frozenset[str], shortest: int) -> bool:
        return len(folded) >= shortest and any(near in words for near in _one_letter_away(folded))


def build_lexicon(official: frozenset[str], public_names: frozenset[str], dictionary: Iterable[str]) -> Lexicon:
    """A lexicon with the lists that this package carries. ``public_names`` are those of the index."""
    ordinary = frozenset(map(fold, dictionary))
    slang = frozenset(map(fold, words_of("slang")))
    spellings = frozenset(map(fold, official)) or ordinary
    listed = frozenset(map(fold, words_of("public_names")))
    phrases = frozenset(map(fold, expressions_of("public_phrases")))
    return Lexicon(
        official,
        ordinary,
        words_of("first_names"),
        words_of("surnames"),
        listed | frozenset(map(fold, public_names)),
        phrases,
        slang,
        frozenset(map(sound, spellings | slang | frozenset(map(fold, words_of("function_words"))))),
        spellings,
    )


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of one of the lists beside this module."""
    listed = yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))
    return frozenset(str(listed["words"]).split())


@cache
def expressions_of(name: str) -> frozenset[str]:
    """The expressions of one of the lists beside this module."""
    listed = yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))
    return frozenset(listed["expressions"])


@cache
def small_words() -> frozenset[str]:
    """Those of French and of English."""
    return words_of("function_words") | words_of("english_words")


@lru_cache(maxsize=4096)
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
