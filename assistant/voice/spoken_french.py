"""How French is written out: every rule, in the order in which it is applied."""

import re

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
from assistant.voice.spoken_words import Rewrite, SpokenWords, rewrite_abbreviations, rewrite_addresses

_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_PHONE = (
    r"(?<![\d.,])(?:\+\d{2} ?(?:\(0\) ?)?\d(?:[ .-]?\d{2}){4}"
    r"|0\d(?:[ .-]?\d{2}){4}|0 ?8\d{2}(?:[ .]?\d{3}){2})(?!\d)"
)


def rewrite_french(words: SpokenWords) -> tuple[Rewrite, ...]:
    """In an order that matters: what has the narrowest shape is read first."""
    return (
        rewrite_addresses(words, "le site {name}", "une adresse électronique"),
        groups_of(r"\(e?s\)|\((?:ne|le|re|ère)s?\)", lambda _: ""),
        _articles(),
        groups_of(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b", _read_written_date),
        groups_of(r"\b1er (?=(?:" + _MONTHS + r")\b)", lambda _: "premier "),
        groups_of(r"(\d ?[hH](?: ?\d{2})?) ?[-–—] ?(?=\d{1,2} ?[hH])", lambda match: f"{match[1]} à "),
        groups_of(r"\b24 ?h ?(?:/|sur) ?24\b", lambda _: "vingt-quatre heures sur vingt-quatre"),
        groups_of(r"\b7 ?j ?(?:/|sur) ?7\b", lambda _: "sept jours sur sept"),
        groups_of(r"(?<![\d,])(\d{1,2}) ?[hH](?: ?(\d{2}))?\b(?!/)", _read_written_hour),
        groups_of(_PHONE, lambda match: read_phone(match[0])),
        groups_of(r"\b(?:3\d ?\d{2}|116 ?\d{3})\b(?! ?(?:€|euros|%|habitants|personnes|\d))", _read_service_number),
        groups_of(r"\b[Nn](?:°|º|o\.) ?(?=\d)", lambda _: "numéro "),
        groups_of(r"\b[Nn]° ?", lambda _: "numéro "),
        groups_of(r"(\d)\*(\d+)", lambda match: f"{match[1]} étoile {read_digits(match[2])}"),
        groups_of(r"(?<=numéro )(\d{2,4})-(\d+)", lambda m: f"{count(int(m[1]))} tiret {read_digits(m[2])}"),
        rewrite_abbreviations(words),
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
