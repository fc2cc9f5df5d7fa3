"""One way to read what people type in many: case, accents, invisible characters, letters of other alphabets, figures
for letters, letters that stand apart.
"""

import re
import unicodedata

from guards.hidden_text import strip_invisible

REPEATED_LETTER = re.compile(r"([^\W\d_])\1{2,}")
SPACES = re.compile(r"[^\S\n]+")
PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "œ": "oe", "æ": "ae", "ı": "i", "‐": "-", "‑": "-"}
)
DROPPED = ("Mn", "Cf", "Cc")
TWINS = str.maketrans("аеорсухіјѕԁһкмтвгпαεορνικτυχ", "aeopcyxijsdhkmtbrnaeopviktux")
"""Letters of other alphabets that look like Latin ones, folded."""
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[a-z]")
_OTHER_ALPHABET = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
FIGURES = str.maketrans("013457@$", "oieastas")
_FIGURES_FOR_LETTERS = re.compile(
    r"(?<![\w@$])(?=[a-z0-9@$]*[a-z])(?=[a-z0-9@$]*[013457@$])[a-z013457@$]{2,}(?![\w@$])"
)
_FIGURE_THEN_UNIT = re.compile(r"\d+[a-z]{1,2}|[a-z]\d+|\d+[a-z]+\d*e?m?e?")
FEWEST_WORDS_IN_FIGURES = 3
"""Fewer are « 250w », « 13h30 » or the name of a form."""
_LETTERS_APART = re.compile(r"(?<!\w)(?:[^\W\d_][ .\-_*]){4,}[^\W\d_](?!\w)")
_BETWEEN = re.compile(r"[ .\-_*]")


def fold(text: str) -> str:
    """Lower case, no accents nor invisible characters, plain quotes, single spaces, no letter thrice in a row."""
    return SPACES.sub(" ", REPEATED_LETTER.sub(r"\1", text.translate(_FOLDED))).strip()


class _Folded(dict[int, str]):
    """Each character as it is read, worked out the first time it is met: pages are folded at each question."""

    def __missing__(self, code: int) -> str:
        lowered = unicodedata.normalize("NFKD", strip_invisible(chr(code))).translate(PLAIN).lower().translate(PLAIN)
        kept = (
            c for c in unicodedata.normalize("NFKD", lowered) if c == "\n" or unicodedata.category(c) not in DROPPED
        )
        return self.setdefault(code, "".join(kept))


_FOLDED = _Folded()


def straighten(text: str) -> str:
    """The folded text as it is meant: « 1gn0r3 », « i g n o r e » and « іgnore » in Cyrillic are « ignore »."""
    folded = _WORD.sub(_in_one_alphabet, fold(text))
    words = [word for word in _FIGURES_FOR_LETTERS.findall(folded) if not _FIGURE_THEN_UNIT.fullmatch(word)]
    if len(words) >= FEWEST_WORDS_IN_FIGURES:
        folded = _FIGURES_FOR_LETTERS.sub(lambda match: match.group().translate(FIGURES), folded)
    return _LETTERS_APART.sub(lambda match: _BETWEEN.sub("", match.group()), folded)


def _in_one_alphabet(match: re.Match[str]) -> str:
    word = match.group()
    is_mixed = _LATIN.search(word) and _OTHER_ALPHABET.search(word)
    return word.translate(TWINS) if is_mixed else word
