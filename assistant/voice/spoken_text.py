"""Turns written text into text that any engine says right: acronyms, amounts, dates, articles of law, addresses.

Engine-neutral: no mark-up, nothing but words and punctuation. French is written out in full; English engines read their
own numbers, so that English needs less.
"""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from assistant.vocabulary import Language
from assistant.voice.spoken_numbers import (
    NUMBER,
    count,
    feminine,
    groups_of,
    is_service_number,
    rank,
    read_amount,
    read_article,
    read_date,
    read_digits,
    read_fraction,
    read_hour,
    read_number,
    read_phone,
    read_roman,
)

Rewrite = Callable[[str], str]

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_SUPERSCRIPTS = str.maketrans("ᵉʳᵈᵐᵃⁿˢᵗº", "erdmanst°")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_MARKUP = re.compile(r"</?\w[^>]*>|\*\*|__|`|^#+\s*|[\[\]{}|\\]", re.MULTILINE)
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


def to_spoken(text: str, language: Language) -> str:
    """The words to say. Empty when the text holds nothing that can be said."""
    said = clean(text.replace(" | ", ", "))
    for rewrite in _rewrites(language):
        said = rewrite(said)
    said = re.sub(r"[«»“”\"()]", " ", said)
    said = re.sub(r"\s+([,.;:!?])", r"\1", _SPACES.sub(" ", said))
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
        return (*_french(words), _acronyms(words), _signs(words))
    return (*_english(words), _acronyms(words), _signs(words))


def _english(words: SpokenWords) -> tuple[Rewrite, ...]:
    month = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]

    def spell_date(match: re.Match[str]) -> str:
        day, number, year = map(int, match.groups())
        return f"{day} {month[number - 1]} {year}" if 1 <= number <= 12 else match[0]

    return (
        _addresses(words, "the site {name}", "an e-mail address"),
        _abbreviations(words),
        groups_of(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b", spell_date),
        groups_of(r"€ ?(\d+(?:[.,]\d+)*)", lambda match: f"{match[1]} euros"),
        groups_of(r"(\d)[–-](?=\d)", lambda match: f"{match[1]} to "),
    )


def _french(words: SpokenWords) -> tuple[Rewrite, ...]:
    """In an order that matters: what has the narrowest shape is read first."""
    return (
        _addresses(words, "le site {name}", "une adresse électronique"),
        groups_of(r"\(e?s\)|\((?:ne|le|re|ère)s?\)", lambda _: ""),
        _articles(),
        groups_of(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b", _read_written_date),
        groups_of(r"\b1er (?=(?:" + _MONTHS + r")\b)", lambda _: "premier "),
        groups_of(r"\b24 ?h ?(?:/|sur) ?24\b", lambda _: "vingt-quatre heures sur vingt-quatre"),
        groups_of(r"\b7 ?j ?(?:/|sur) ?7\b", lambda _: "sept jours sur sept"),
        groups_of(r"(?<![\d,])(\d{1,2}) ?[hH](?: ?(\d{2}))?\b(?!/)", _read_written_hour),
        groups_of(
            r"(?<![\d.,])(?:\+\d{2} ?(?:\(0\) ?)?\d(?:[ .-]?\d{2}){4}|0\d(?:[ .-]?\d{2}){4}|0 ?8\d{2}(?:[ .]?\d{3}){2})(?!\d)",
            lambda match: read_phone(match[0]),
        ),
        groups_of(r"\b(?:3\d ?\d{2}|116 ?\d{3})\b(?! ?(?:€|euros|%|habitants|personnes|\d))", _read_service_number),
        groups_of(r"\b[Nn](?:°|º|o\.) ?(?=\d)", lambda _: "numéro "),
        groups_of(r"\b[Nn]° ?", lambda _: "numéro "),
        groups_of(r"(\d)\*(\d+)", lambda match: f"{match[1]} étoile {read_digits(match[2])}"),
        groups_of(r"(?<=numéro )(\d{2,4})-(\d+)", lambda m: f"{count(int(m[1]))} tiret {read_digits(m[2])}"),
        _abbreviations(words),
        groups_of(
            rf"({NUMBER}) ?(millions?|milliards?|mille|M|k)? ?(?:d'euros|€|euros)(?!\w)(?: ?/ ?(\w+))?", _read_money
        ),
        groups_of(
            rf"({NUMBER})(?: (?:à|et) | ?[-–] ?)({NUMBER}) ?%",
            lambda m: f"{read_number(m[1])} à {read_number(m[2])} pour cent",
        ),
        groups_of(rf"({NUMBER}) ?%", lambda match: f"{read_number(match[1])} pour cent"),
        _units(words),
        groups_of(r"\b([IVX]+)(?:e|ème)\b(?: (siècle))?", _read_roman_rank),
        groups_of(r"\bIer\b", lambda _: "premier"),
        groups_of(r"\b(" + "|".join(words.roman_after) + r")s? ([IVX]+)\b", _read_roman_after),
        groups_of(r"\b1(?:re|ère|ere)\b", lambda _: "première"),
        groups_of(r"\b1er\b", lambda _: "premier"),
        groups_of(r"\b1(?:res|ères)\b", lambda _: "premières"),
        groups_of(r"\b2(?:nd|d)(e?)\b", lambda match: f"second{match[1]}"),
        groups_of(r"\b(\d+)(?:e|è|ème|eme|ième)(s?)\b", lambda match: rank(int(match[1])) + match[2]),
        groups_of(
            r"(?<![\d/])(\d)/(\d)(?![\d/])",
            lambda m: read_fraction(int(m[1]), int(m[2])) or f"{count(int(m[1]))} sur {count(int(m[2]))}",
        ),
        groups_of(r"(?<=\w) ?/ ?(?=\w)", lambda _: " ou "),
        groups_of(r" [-–—] ", lambda _: ", "),
        groups_of(
            rf"(?<![\w,.-])({NUMBER}) ?[-–] ?({NUMBER})(?![\w-])",
            lambda m: f"{read_number(m[1])} à {read_number(m[2])}",
        ),
        groups_of(r"(?<![\w,.])-(\d)", lambda match: f"moins {match[1]}"),
        _counts(words),
        groups_of(r"\b(0\d+)\b", lambda match: read_digits(match[1])),
        groups_of(rf"({NUMBER})", lambda match: read_number(match[1])),
    )


def _addresses(words: SpokenWords, site: str, mail: str) -> Rewrite:
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


def _articles() -> Rewrite:
    """« art. L. 111-1 » → « article L cent onze tiret un », in lists and ranges too."""
    number = r"\d+(?:-\d+)*"
    coded = groups_of(rf"(?<!\w)([LRD])\.? ?\*?({number})(?!\w)", lambda match: read_article(match[1], match[2]))
    plain = groups_of(
        r"\b([Aa]rt(?:icle)?s?\.?) (\d+(?:-\d+)+)\b", lambda match: f"{_whole(match[1])} {read_article('', match[2])}"
    )
    short = groups_of(r"\b([Aa])rts?\. ?(?=[LRD]\b|[LRD]\.|\d)", lambda match: f"{match[1]}rticle ")
    return lambda text: coded(short(plain(text)))


def _whole(word: str) -> str:
    return word if word.rstrip("s").endswith("icle") else f"{word[0]}rticle"


def _abbreviations(words: SpokenWords) -> Rewrite:
    ordered = sorted(words.abbreviations, key=len, reverse=True)
    names = "|".join(re.escape(short) + ("" if short.endswith(".") else r"\b") for short in ordered)
    # a title is one only before a name: « M. » ends a sentence nowhere else, and « Me » begins many
    compiled = re.compile(rf"(?<![\w.'-])(?:{names})")

    def say(match: re.Match[str]) -> str:
        if match[0] in ("M.", "MM.", "Me", "Dr") and not re.match(r"\s*[A-ZÉ<\[(]", match.string[match.end() :]):
            return match[0]
        return words.abbreviations[match[0]]

    return lambda text: compiled.sub(say, text)


def _units(words: SpokenWords) -> Rewrite:
    names = "|".join(re.escape(unit) for unit in sorted(words.units, key=len, reverse=True))

    def say(match: re.Match[str]) -> str:
        one, several = words.units[match["unit"]]
        written = match["number"]
        if written is None:
            return one
        value = float(re.sub(r"[ .](?=\d{3})", "", written).replace(",", "."))
        said = read_number(written)
        return f"{feminine(said) if one in words.feminine else said} {several if value >= 2 else one}"

    numbered = groups_of(rf"(?P<number>{NUMBER}) ?(?P<unit>{names})(?![\w²³/])", say)
    alone = groups_of(r"(?<!\w)(?P<number>(?!))?(?P<unit>[ck]?m[²³])(?!\w)", say)
    return lambda text: alone(numbered(text))


def _counts(words: SpokenWords) -> Rewrite:
    """« 21 pages » → « vingt et une pages »."""

    def say(match: re.Match[str]) -> str:
        said = read_number(match[1])
        return f"{feminine(said) if match[2].lower() in words.feminine else said} {match[2]}"

    return groups_of(rf"(?<![\w,])({NUMBER}) (\w+)", say)


def _acronyms(words: SpokenWords) -> Rewrite:
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


def _signs(words: SpokenWords) -> Rewrite:
    ordered = sorted(words.signs, key=len, reverse=True)
    return groups_of("|".join(map(re.escape, ordered)), lambda match: words.signs[match[0]])


def _read_written_date(match: re.Match[str]) -> str:
    try:
        return read_date(*map(int, match.groups()))
    except ValueError:
        return match[0]


def _read_written_hour(match: re.Match[str]) -> str:
    hours, minutes = int(match[1]), int(match[2] or 0)
    return read_hour(hours, minutes) if hours <= 24 and minutes < 60 else match[0]


def _read_service_number(match: re.Match[str]) -> str:
    digits = match[0].replace(" ", "")
    return read_phone(digits) if len(digits) == 6 or is_service_number(int(digits)) else match[0]


def _read_money(match: re.Match[str]) -> str:
    scale = {"M": "millions", "k": "mille"}.get(match[2] or "", match[2] or "")
    said = read_amount(match[1], scale)
    return f"{said} par {match[3]}" if match[3] else said


def _read_roman_rank(match: re.Match[str]) -> str:
    value = read_roman(match[1])
    return f"{rank(value)} {match[2] or ''}".strip() if value else match[0]


def _read_roman_after(match: re.Match[str]) -> str:
    value = read_roman(match[2])
    return f"{match[1]} {count(value)}" if value else match[0]
