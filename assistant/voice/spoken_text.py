"""Turns written text into text that any engine says right: acronyms, amounts, dates, articles of law, addresses.

Engine-neutral: no mark-up, nothing but words and punctuation. French is written out in full; English engines read their
own numbers, so that English needs less.
"""

import re
import unicodedata
from functools import cache

from assistant.vocabulary import Language
from assistant.voice.spoken_french import rewrite_french
from assistant.voice.spoken_numbers import groups_of
from assistant.voice.spoken_words import (
    Rewrite,
    SpokenWords,
    read_spoken_words,
    rewrite_abbreviations,
    rewrite_acronyms,
    rewrite_addresses,
    rewrite_signs,
)

_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SUPERSCRIPTS = str.maketrans("ᵉʳᵈᵐᵃⁿˢᵗº", "erdmanst°")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_MARKUP = re.compile(r"</?\w[^>]*>|\*\*|__|`|^#+\s*|[\[\]{}|\\]", re.MULTILINE)


def to_spoken(text: str, language: Language) -> str:
    """The words to say. Empty when the text holds nothing that can be said."""
    said = clean(text.replace(" | ", ", "))
    for rewrite in _rewrites(language):
        said = rewrite(said)
    said = re.sub(r"[«»“”\"()]", " ", said)
    said = re.sub(r"\s+([,.])", r"\1", _SPACES.sub(" ", said))
    said = re.sub(r"([,;:])(?:\s*[,;:])+", r"\1", said)
    said = re.sub(r"(?<=[.!?])(?:\s*[,;:.])+", "", said)
    said = re.sub(r"^[\s,;:.]+", "", said).strip()
    return said if any(character.isalnum() for character in said) else ""


def clean(text: str) -> str:
    """Without mark-up, emoji and other drawings, whose names an engine would read out."""
    plain = _SPACES.sub(" ", _MARKUP.sub(" ", text.translate(_SUPERSCRIPTS).replace("’", "'")))
    return "".join(
        c for c in plain if unicodedata.category(c) not in ("So", "Sk", "Cf", "Cn", "Co", "Cc", "Cs") or c in "°©®™"
    )


@cache
def _rewrites(language: Language) -> tuple[Rewrite, ...]:
    words = read_spoken_words(language)
    if language is Language.FRENCH:
        return (*rewrite_french(words), rewrite_acronyms(words), rewrite_signs(words))
    return (*_english(words), rewrite_acronyms(words), rewrite_signs(words))


def _english(words: SpokenWords) -> tuple[Rewrite, ...]:
    def spell_date(match: re.Match[str]) -> str:
        day, number, year = map(int, match.groups())
        return f"{day} {_ENGLISH_MONTHS[number - 1]} {year}" if 1 <= number <= 12 else match[0]

    return (
        rewrite_addresses(words, "the site {name}", "an e-mail address"),
        rewrite_abbreviations(words),
        groups_of(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", spell_date),
        groups_of(r"€ ?(\d+(?:[.,]\d+)*)", lambda match: f"{match[1]} euros"),
        groups_of(r"(\d)[–-](?=\d)", lambda match: f"{match[1]} to "),
    )
