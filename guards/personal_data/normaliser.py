"""Brings a text to a form that patterns can read, and keeps the way back to what was typed.

Two forms are used. *Tidy* changes single characters: every kind of space, full-width digits, typographic
dashes and quotes, accents typed apart from their letter, invisible characters. *Transcribed* goes on from it:
dictated numbers become digits, dictated e-mail addresses become addresses, and a line break inside a number
becomes a space. Both keep, for each character, the place that it has in the text as typed.
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

BREAK_INSIDE_A_NUMBER = re.compile(r"(?<=\d)[ ]*\n[ ]*(?=\d)")


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
    """What was dictated, in digits and addresses, and numbers broken over two lines in one piece."""
    numbers = tidied.rewrite(dictated_numbers(tidied.text))
    addresses = numbers.rewrite(dictated_addresses(numbers.text))
    return addresses.rewrite((m.start(), m.end(), " ") for m in BREAK_INSIDE_A_NUMBER.finditer(addresses.text))


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
