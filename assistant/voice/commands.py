"""Command words of a spoken conversation, matched before anything else and without any model.

The whole of what is said must be the command: a question that holds the word is a question. A word that was written a
little wrong is still understood, unless that wrong word is one that people use.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from rapidfuzz import fuzz, process

from assistant.vocabulary import Language

_SHORTEST_FUZZY = 5
"""Letters. A shorter word is one letter away from too many others."""
_NEAR = 86.0
"""Likeness in a hundred from which a phrase is taken for another: one letter wrong in seven."""
_MOST_WORDS = 8


class Command(StrEnum):
    """What a person can say, or press, at any time."""

    REPEAT = "repeat"
    SLOWER = "slower"
    FASTER = "faster"
    SHORTER = "shorter"
    DETAIL = "detail"
    SOURCE = "source"
    SPELL = "spell"
    BACK = "back"
    """To the answer before."""
    RESTART = "restart"
    HELP = "help"
    STOP = "stop"
    PERSON = "person"
    YES = "yes"
    NO = "no"
    WHO = "who"
    """Who is speaking: the notice again."""
    WAIT = "wait"
    """The person needs time before speaking."""
    SKIP = "skip"
    """By its key only: what is being said is left out."""


KEYS = {
    "0": Command.PERSON,
    "1": Command.YES,
    "2": Command.NO,
    "*": Command.REPEAT,
    "#": Command.SKIP,
    "7": Command.SLOWER,
    "9": Command.FASTER,
    "8": Command.HELP,
}
"""Keys of a telephone, where no number is asked for."""


@dataclass(frozen=True, slots=True)
class _Phrases:
    exact: Mapping[str, Command]
    near: Mapping[str, Command]
    """Those long enough to be recognised when a letter is wrong, without their spaces."""
    polite: re.Pattern[str]
    refused: frozenset[str]


def read_command(said: str) -> Command | None:
    """The command that this is, in any language; None for everything else."""
    phrases = _read_phrases()
    words = strip_polite(said)
    if not words or len(words.split()) > _MOST_WORDS:
        return None
    folded = fold_words(said)
    if command := phrases.exact.get(folded) or phrases.exact.get(words):
        return command
    tight = words.replace(" ", "")
    if len(tight) < _SHORTEST_FUZZY or words in phrases.refused:
        return None
    found = process.extractOne(tight, phrases.near.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return phrases.near[found[0]] if found else None


def split_denial(said: str) -> str:
    """What follows « non » in « non, je veux refaire mon passeport »; empty when nothing to speak of does."""
    match = re.match(r"\W*(?:non|no|nope)\b[\s,.:;!]+(?:pas (?:ça|cela)[\s,.]+)?(.+)", said, re.IGNORECASE | re.DOTALL)
    rest = match[1].strip() if match else ""
    return rest if len(rest.split()) >= 2 and read_command(said) is None else ""


def strip_polite(said: str) -> str:
    """The words that matter: folded, without politeness at either end."""
    phrases, words, before = _read_phrases(), fold_words(said), ""
    while words != before:
        before, words = words, phrases.polite.sub("", words).strip()
    return words


def fold_words(said: str) -> str:
    """Lower case without accents or punctuation, apostrophes and hyphens apart, single spaces."""
    plain = unicodedata.normalize("NFKD", said.casefold()).replace("’", "'").replace("œ", "oe")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w'-]|_", " ", plain).replace("-", " ").split())


@cache
def _read_phrases() -> _Phrases:
    file = resources.files(__package__) / "commands.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    exact: dict[str, Command] = {}
    for name, by_language in table["phrases"].items():
        for language in Language:
            for phrase in by_language[language.value]:
                known = exact.setdefault(fold_words(phrase), Command(name))
                if known is not Command(name):
                    raise ValueError(f"commands.toml: {phrase!r} is both {known} and {name}")
    polite = sorted({fold_words(word) for words in table["polite"].values() for word in words}, key=len, reverse=True)
    either = "|".join(map(re.escape, polite))
    return _Phrases(
        exact=exact,
        near={
            tight: command
            for phrase, command in exact.items()
            if len(tight := phrase.replace(" ", "")) >= _SHORTEST_FUZZY
        },
        polite=re.compile(rf"^(?:{either})(?= |$)|(?:^| )(?:{either})$"),
        refused=frozenset(map(fold_words, table["not_commands"]["words"])),
    )
