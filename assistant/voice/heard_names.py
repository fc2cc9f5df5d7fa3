"""Names that were probably meant: what was heard is held against the names and initials of the bases.

Only ever a suggestion: the person decides. Initials are compared by sound, as they are spelled aloud.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from assistant.services import KnownWords
from assistant.vocabulary import Language
from assistant.voice.spoken_words import read_spoken_words

_LETTERS = {
    "a": "a", "b": "be", "c": "se", "d": "de", "e": "e", "f": "ef", "g": "je", "h": "ach", "i": "i", "j": "ji",
    "k": "ka", "l": "el", "m": "em", "n": "en", "o": "o", "p": "pe", "q": "ku", "r": "er", "s": "es", "t": "te",
    "u": "u", "v": "ve", "w": "doublve", "x": "ix", "y": "igrek", "z": "zed",
}  # fmt: skip
_MOST_SPELLED, _FEWEST_SPELLED = 5, 3
_SHORTEST_WORD = 5
_LONGEST_SYLLABLE = 6
"""Letters of a word that initials are heard as: « erre », « hache », « aime »."""
_NEAR_WORD = 84.0
_NEAR_SOUND = 92.0
_ELISION = re.compile(r"^(?:[ldcjmnst]|qu)['’]", re.IGNORECASE)
_WORD = re.compile(r"[\w'’]+")


@dataclass(frozen=True, slots=True)
class HeardNames:
    """Reads what the bases know, once."""

    known: KnownWords
    _by_sound: dict[str, str] = field(init=False)
    """Spelled initials as they sound, to how they are written."""
    _by_letters: dict[str, str] = field(init=False)
    """Names that are read as a word, in lower case without accents, to how they are written."""
    _ordinary: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        ordinary = frozenset(map(_fold, self.known.ordinary))
        services = read_spoken_words(Language.FRENCH).services
        names = [name for name in (*services, *self.known.abbreviations) if name.isalpha()]
        spelled = [n for n in names if n.isascii() and n.isupper() and _FEWEST_SPELLED <= len(n) <= _MOST_SPELLED]
        read = [
            name
            for name in reversed(names)
            if len(name) >= _SHORTEST_WORD and (name in services or _fold(name) not in ordinary)
        ]
        object.__setattr__(self, "_by_sound", {_sound("".join(_LETTERS[c] for c in n.lower())): n for n in spelled})
        object.__setattr__(self, "_by_letters", {_fold(name): name for name in read})
        written = (*self.known.ordinary, *self.known.names, *self.known.abbreviations)
        object.__setattr__(self, "_ordinary", frozenset(map(_fold, written)))

    def suggest(self, text: str) -> str:
        """The text with the name that was probably meant; empty when every word is known or nothing is near."""
        words = list(_WORD.finditer(text))
        for first, last in _windows(len(words)):
            begin, end = words[first].start(), words[last].end()
            heard = text[begin:end]
            if all(self._is_known(word.group()) for word in words[first : last + 1]):
                continue
            elided = match.group() if (match := _ELISION.match(heard)) else ""
            if first != last and any(len(word.group()) > _LONGEST_SYLLABLE for word in words[first : last + 1]):
                continue
            if meant := self._name_for(heard[len(elided) :], is_one_word=first == last):
                return f"{text[:begin]}{elided}{meant}{text[end:]}"
        return ""

    def _is_known(self, word: str) -> bool:
        bare = _fold(_ELISION.sub("", word))
        return len(bare) <= 1 or bare.isdigit() or bare in self._ordinary or bare.rstrip("sx") in self._ordinary

    def _name_for(self, heard: str, *, is_one_word: bool) -> str:
        if not is_one_word:
            found = process.extractOne(
                _sound(heard), self._by_sound.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR_SOUND
            )
            return self._by_sound[found[0]] if found else ""
        letters = _fold(heard)
        if len(letters) < _SHORTEST_WORD:
            return ""
        bare = (letters, letters[1:]) if letters[0] in "ld" and letters[1] in "aeiou" else (letters,)  # « lursaf »
        for written in bare:
            found = process.extractOne(written, self._by_letters.keys(), scorer=_likeness, score_cutoff=_NEAR_WORD)
            if found and found[0][0] == written[0]:
                return ("l'" if written is not letters else "") + self._by_letters[found[0]]
        return ""


def _likeness(one: str, other: str, *, score_cutoff: float | None = None) -> float:
    """In a hundred, by letters; by sound too, where that is nearly all of it."""
    by_sound = fuzz.ratio(_sound(one), _sound(other))
    return max(fuzz.ratio(one, other), by_sound if by_sound >= _NEAR_SOUND else 0.0)


def _windows(count: int) -> Iterator[tuple[int, int]]:
    """Places of one word, two and three, the longest first: initials are heard as several words."""
    for length in (3, 2, 1):
        yield from ((first, first + length - 1) for first in range(count - length + 1))


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _sound(text: str) -> str:
    """Roughly how French sounds: spellings of one sound are one."""
    sound = _fold(text)
    for written, heard in (
        ("eau", "o"),
        ("ph", "f"),
        ("ai", "e"),
        ("ei", "e"),
        ("qu", "k"),
        ("ch", "c"),
        ("ss", "s"),
        ("y", "i"),
        ("z", "s"),
        ("h", ""),
    ):
        sound = sound.replace(written, heard)
    sound = re.sub(r"c(?=[eiy])", "s", sound).replace("ez", "e").replace("er", "er")
    sound = re.sub(r"(.)\1+", r"\1", sound)
    return re.sub(r"(?<=.)(?:es|[esxt])$", "", sound)
