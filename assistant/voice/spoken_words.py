"""The table of spoken words, and the rewriting that every language does with it: names, acronyms, signs, addresses."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from assistant.vocabulary import Language
from assistant.voice.spoken_numbers import groups_of

Rewrite = Callable[[str], str]

_LONGEST_SPELLED = 5
_VOWELS, _NAMED_LIKE_VOWELS = frozenset("aàâeéèêiîoôuûh"), frozenset("fmnrslx")
_FULL_WORDS = {"l'": "", "d'": "de ", "qu'": "que "}


@dataclass(frozen=True, slots=True)
class SpokenWords:
    """The table of one language."""

    acronyms: Mapping[str, str]
    abbreviations: Mapping[str, str]
    signs: Mapping[str, str]
    units: Mapping[str, tuple[str, str]]
    sites: Mapping[str, str]
    feminine: frozenset[str]
    roman_after: tuple[str, ...]
    services: tuple[str, ...]
    """Names that people say and that a model of speech often writes wrong."""


@cache
def read_spoken_words(language: Language) -> SpokenWords:
    """Read ``spoken_words.<language>.toml``."""
    file = resources.files(__package__) / f"spoken_words.{language.value}.toml"
    table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return SpokenWords(
        acronyms=table["acronyms"],
        abbreviations=table["abbreviations"],
        signs=table["signs"],
        units={unit: (one, several) for unit, (one, several) in table.get("units", {}).items()},
        sites=table["sites"],
        feminine=frozenset(table.get("feminine", {}).get("nouns", ())),
        roman_after=tuple(table.get("roman_after", {}).get("words", ())),
        services=tuple(table.get("services", {}).get("names", ())),
    )


def rewrite_addresses(words: SpokenWords, site: str, mail: str) -> Rewrite:
    """An address is named and never read: it goes by another way, a screen or a sheet."""
    mails = groups_of(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", lambda _: mail)

    def name(match: re.Match[str]) -> str:
        host = match["host"].lower().removeprefix("www.")
        known = next((said for end, said in words.sites.items() if host == end or host.endswith("." + end)), "")
        return site.format(name=known or re.sub(r"[.-]", " ", host.rpartition(".")[0])) + match["end"]

    sites = groups_of(
        r"(?:\b(?:[Ll]e |[Ll]a |[Tt]he )?(?:site|page) (?:internet |web )?)?"
        r"(?:https?://)?(?<![\w@])(?P<host>(?:[\w-]+\.)+(?:fr|com|org|net|eu|gouv|info|paris|bzh|example))\b(?:/[^\s,;)]*?)?(?P<end>[.,;:!?)]?(?=\s|$)|(?=[,;)]))",
        name,
    )
    return lambda text: sites(mails(text))


def rewrite_abbreviations(words: SpokenWords) -> Rewrite:
    ordered = sorted(words.abbreviations, key=len, reverse=True)
    names = "|".join(re.escape(short) + ("" if short.endswith(".") else r"\b") for short in ordered)
    # a title is one only before a name: « M. » ends a sentence nowhere else, and « Me » begins many
    compiled = re.compile(rf"(?<![\w.'-])(?:{names})")

    def say(match: re.Match[str]) -> str:
        if match[0] in ("M.", "MM.", "Me", "Dr") and not re.match(r"\s*[A-ZÉ<\[(]", match.string[match.end() :]):
            return match[0]
        return words.abbreviations[match[0]]

    return lambda text: compiled.sub(say, text)


def rewrite_acronyms(words: SpokenWords) -> Rewrite:
    known = "|".join(re.escape(name) for name in sorted(words.acronyms, key=len, reverse=True))

    def say_known(match: re.Match[str]) -> str:
        said, before = words.acronyms[match["name"]], match["before"] or ""
        first = said[0].lower()
        is_elided = first in _VOWELS or (first in _NAMED_LIKE_VOWELS and said[1:2] == ".")
        if before and not is_elided:  # « l'ANTS » is « France Titres »
            before = _FULL_WORDS[before.lower()]
        return before + said

    table = groups_of(rf"(?<![\w.])(?P<before>[LlDd]'|[Qq]u')?(?P<name>{known})(?![\w])", say_known)

    def say(match: re.Match[str]) -> str:
        name = match[0]
        is_shouted = re.search(r"[A-ZÉÈÀ]{2,}\W+$", match.string[: match.start()]) or re.match(
            r"\W+[A-ZÉÈÀ]{2,}", match.string[match.end() :]
        )
        if len(name) > _LONGEST_SPELLED or is_shouted or not name.isascii():
            return name.capitalize()
        return ".".join(name) + "."

    spelled = groups_of(r"(?<![\w.'])[A-ZÉÈÀÇ]{2,}(?![\w.]?[a-zé])(?!\.[A-Z])\b", say)
    return lambda text: spelled(table(text))


def rewrite_signs(words: SpokenWords) -> Rewrite:
    ordered = sorted(words.signs, key=len, reverse=True)
    return groups_of("|".join(map(re.escape, ordered)), lambda match: words.signs[match[0]])
