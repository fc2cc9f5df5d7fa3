"""Brings a text to a form that patterns can read, and keeps the way back to what was typed.

Two forms are used. *Tidy* changes single characters: every kind of space, full-width digits, typographic
dashes and quotes, accents typed apart from their letter, invisible characters. *Transcribed* goes on from it:
dictated numbers become digits, letters spelled with a word (« E comme Émile ») or typed for a digit are put
right, numbers glued to a word are parted from it, dictated e-mail addresses become addresses, and a line break
inside a number becomes a space. Both keep, for each character, the place that it has in the text as typed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from guards.personal_data.dictation import Rewriting, dictated_addresses, dictated_numbers

DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
QUOTES = dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032\u0060\u00b4", "'")
MIDDLE_DOTS = dict.fromkeys("\u00b7\u2022\u2219\u22c5\u30fb", ".")
SAME_FOR_PATTERNS = DASHES | QUOTES | MIDDLE_DOTS

SPELLED_LETTER = re.compile(r"(?<![^\W_])([a-z])[ ]comme[ ][^\W\d_]+", re.IGNORECASE)
SIGN_BETWEEN_GROUPS = re.compile(
    r"(?:(?<=\d)|(?<=(?<![^\W\d_])[a-z])|(?<=(?<![^\W\d_])[a-z][a-z]))"
    r"[ ](?:tiret(?:[ ]du[ ](?:milieu|haut))?|trait d'union|barre(?:[ ]oblique)?|slash)[ ]"
    r"(?=\d|[a-z]{1,2}(?![^\W_]))",
    re.IGNORECASE,
)
GLUED_TO_A_WORD = re.compile(
    r"(?<=[a-zà-ÿ]{3})[a-zà-ÿ](?=[A-Z0-9][A-Z0-9 .\-]{6})"
    r"|(?<=[A-Z0-9]{6})[A-Z0-9](?=[a-zà-ÿ]{4})|(?<=\d[ .\-]\d)\d(?=[a-zà-ÿ]{4})"
)
LETTER_FOR_A_DIGIT = re.compile(
    r"(?<=\d)(?P<zero>o)(?=[ .\-]?\d)|(?<=\d[ .\-])(?P<zero_first>o)(?=\d)|(?<=\d)(?P<one>[li|])(?=\d)"
    r"|(?<![\w])(?P<zero_of_a_phone>o)(?=[1-79](?:[ .\-]?\d){8}(?!\d))",
    re.IGNORECASE,
)
BREAK_INSIDE_A_NUMBER = re.compile(r"(?<=\d)[ ]*\n[ ]*(?=\d)")
DASH_WITH_SPACES = re.compile(r"(?<=[0-9A-Z])[ ][\-/.][ ](?=[0-9A-Z]{2})")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text made of characters that each remember where they come from in the original."""

    text: str
    starts: tuple[int, ...]
    """For each character, the offset in the original of the first character that it stands for."""
    ends: tuple[int, ...]
    """For each character, the offset in the original just after the last character that it stands for."""

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The place, in the original, of a non-empty span of this text."""
        return self.starts[start], self.ends[end - 1]

    def rewrite(self, rewritings: Iterable[Rewriting]) -> "Normalised":
        """The same text with some spans written otherwise. Rewritings are in order and do not overlap."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for start, end, written in rewritings:
            pieces.append(self.text[done:start])
            starts += self.starts[done:start]
            ends += self.ends[done:start]
            pieces.append(written)
            if written:
                first, last = self.original_span(start, end)
                starts += [first] * len(written)
                ends += [last] * len(written)
            done = end
        pieces.append(self.text[done:])
        return Normalised("".join(pieces), (*starts, *self.starts[done:]), (*ends, *self.ends[done:]))


def tidy(text: str) -> Normalised:
    """The text with one spelling for each kind of space, dash, quote, digit and accented letter."""
    written: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        plain = _plain(text[start:end])
        written.append(plain)
        starts += [start] * len(plain)
        ends += [end] * len(plain)
        start = end
    return Normalised("".join(written), tuple(starts), tuple(ends))


def transcribe(tidied: Normalised) -> Normalised:
    """What was dictated or disguised, in digits and addresses, and numbers broken over two lines in one piece."""
    tidied = tidied.rewrite((m.start(), m.end(), f"{m[0]} ") for m in GLUED_TO_A_WORD.finditer(tidied.text))
    letters = tidied.rewrite((m.start(), m.end(), m[1]) for m in SPELLED_LETTER.finditer(tidied.text))
    numbers = letters.rewrite(dictated_numbers(letters.text))
    addresses = numbers.rewrite(dictated_addresses(numbers.text))
    whole = addresses.rewrite((m.start(), m.end(), " ") for m in BREAK_INSIDE_A_NUMBER.finditer(addresses.text))
    whole = whole.rewrite((m.start(), m.end(), "-") for m in DASH_WITH_SPACES.finditer(whole.text))
    signs = whole.rewrite((m.start(), m.end(), "-") for m in SIGN_BETWEEN_GROUPS.finditer(whole.text))
    return signs.rewrite(
        (m.start(), m.end(), "1" if m.group("one") else "0") for m in LETTER_FOR_A_DIGIT.finditer(signs.text)
    )


def _plain(cluster: str) -> str:
    if len(cluster) == 1:
        if cluster.isascii() and (cluster.isprintable() or cluster == "\n"):
            return cluster
        if cluster in SAME_FOR_PATTERNS:
            return SAME_FOR_PATTERNS[cluster]
        if cluster == "\t" or unicodedata.category(cluster) in ("Zs", "Zl", "Zp"):
            return "\n" if cluster in "\u2028\u2029" else " "
        if unicodedata.category(cluster) in ("Cf", "Cc", "Co", "Cn", "Cs"):
            return ""
    folded = unicodedata.normalize("NFKC", cluster)
    return "".join(" " if character.isspace() else character for character in folded)
