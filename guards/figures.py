"""Finds every figure of a text, in a form in which two ways to write it are equal.

« trois mois » and « 3 mois », « 1 034,50 € » and « 1034,50 euros », « 1er janvier 2021 » and « 01/01/2021 »,
« 36 46 » and « 3646 » come out the same. A figure keeps its unit: « 3 mois » never stands for « 3 ans ».
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from guards.personal_data.dictation import dictated_numbers
from guards.wording import FUNCTION_WORDS, stem

MONTHS = (
    ("janvier", "january"), ("fevrier", "february"), ("mars", "march"), ("avril", "april"),
    ("mai", "may"), ("juin", "june"), ("juillet", "july"), ("aout", "august"),
    ("septembre", "september"), ("octobre", "october"), ("novembre", "november"), ("decembre", "december"),
)  # fmt: skip
MONTH_NUMBERS = {name: number for number, names in enumerate(MONTHS, start=1) for name in names}
MONTH = "|".join(MONTH_NUMBERS)
NUMBER = r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)?"
UNITS = {
    "€": "euro", "euro": "euro", "euros": "euro", "eur": "euro", "%": "percent", "pour cent": "percent",
    "percent": "percent", "an": "year", "ans": "year", "annee": "year", "annees": "year", "year": "year",
    "years": "year", "mois": "month", "month": "month", "months": "month", "semaine": "week", "semaines": "week",
    "week": "week", "weeks": "week", "jour": "day", "jours": "day", "day": "day", "days": "day", "heure": "hour",
    "heures": "hour", "h": "hour", "hour": "hour", "hours": "hour", "minute": "minute", "minutes": "minute",
    "min": "minute", "m²": "m2", "m2": "m2", "metre": "metre", "metres": "metre", "m": "metre", "km": "km",
    "km/h": "km/h", "kg": "kg", "g": "g", "cm": "cm",
}  # fmt: skip
UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
STREET = r"(?:rue|avenue|boulevard|impasse|allee|chemin|place|quai|route|square|cours|passage)\b[^,;.\n]{0,40}"

Key = tuple[str, ...]

SCANNERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "url",
        re.compile(
            r"(?:https?://|www\.)[^\s)>\]]+|\b[\w-]+(?:\.[\w-]+)*\.(?:fr|gouv\.fr|com|org|net|eu)\b"
            r"(?:/[^\s)>\]]*)?"
        ),
    ),
    ("email", re.compile(r"[\w.+-]+ ?@ ?[\w-]+(?:\.[\w-]+)+")),
    (
        "phone",
        re.compile(
            r"(?<!\d)(?:\+33 ?(?:\(0\))? ?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)|(?<!\d)0 ?8\d{2} ?\d{3} ?\d{3}"
            r"(?!\d)"
        ),
    ),
    ("address", re.compile(rf"\b\d{{1,4}}(?: ?(?:bis|ter))?,? {STREET}")),
    (
        "date",
        re.compile(rf"(?<!\d)(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)? (?P<month>{MONTH})(?: (?P<year>\d{{4}}))?(?!\d)"),
    ),
    ("date", re.compile(rf"\b(?P<month>{MONTH}) (?P<year>\d{{4}})(?!\d)")),
    ("date", re.compile(r"(?<!\d)(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})(?!\d)")),
    (
        "article",
        re.compile(
            r"\b(?:articles?|art\.) (?:n° ?)?(?P<value>[lrda]?\.? ?\*?\d+(?:-\d+)*)|\b"
            r"(?P<code>[lrd]\.? ?\d{1,4}(?:-\d+)+)"
        ),
    ),
    (
        "form",
        re.compile(
            r"(?<!\d)(?P<value>\d{4,5})[*#]\d{2}(?!\d)|\bcerfa (?:n° ?)?(?P<code>\d{4,5})(?:[*#]\d{2})?"
            r"(?!\d)"
        ),
    ),
    ("time", re.compile(r"(?<!\d)(?P<hours>\d{1,2}) ?h(?:eures?)? ?(?P<minutes>\d{2})(?!\d)")),
    ("phone", re.compile(rf"(?<![\d,.])3\d ?\d{{2}}(?!\d|[.,]\d|[ ]?(?:{UNIT})(?!\w)| \d)")),
    (
        "code",
        re.compile(
            r"\b(?=[a-z*-]*\d)(?=[\d*-]*[a-z])(?!\d+(?:er|ere|re|e|eme|h|m2|km|kg|g|cm|m|eur|€)\b)[\da-z]+"
            r"(?:[-*][\da-z]+)*\b"
        ),
    ),
    (
        "quantity",
        re.compile(
            rf"(?<![\w,.])€ ?(?P<before>{NUMBER})|(?<![\w,.])(?P<value>{NUMBER})(?:er|ere|re|eme|e)?"
            rf"(?![\w])(?: ?(?P<unit>{UNIT})(?!\w)(?P<kind> (?:ouvr\w+|francs?|calendaires?|glissants?))?| "
            rf"(?P<noun>[^\W\d_]+))?|(?<![\w,.])(?P<glued>{NUMBER}) ?(?P<glued_unit>{UNIT})(?!\w)"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: as it is written, and the key by which it compares."""

    written: str
    key: Key


def figures_of(text: str) -> tuple[Figure, ...]:
    """Every figure of a text, in the order of the scanners."""
    return tuple(_scan(in_digits(text)))


def in_digits(text: str) -> str:
    """The text in lower case, without accents, with single spaces and its numbers in digits."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("\u2019", "'").replace("œ", "oe"))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    plain = re.sub(r"[^\S\n]+", " ", plain)
    plain = re.sub(rf"\b(?:une?)(?= (?:seule? )?(?:{UNIT})\b)", "1", plain)
    pieces: list[str] = []
    done = 0
    for start, end, written in dictated_numbers(plain):
        if written.isdigit():
            pieces += (plain[done:start], written)
            done = end
    return "".join((*pieces, plain[done:]))


def _scan(text: str) -> Iterator[Figure]:
    left = text
    for kind, scanner in SCANNERS:
        for match in list(scanner.finditer(left)):
            written = match.group().strip()
            for key in _keys(kind, match):
                yield Figure(written, key)
            left = left[: match.start()] + "\n" * len(match.group()) + left[match.end() :]


def _keys(kind: str, match: re.Match[str]) -> Iterator[Key]:
    parts = match.groupdict()
    if kind == "date":
        yield ("date", *(_of_date(parts.get(name)) for name in ("year", "month", "day")))
    elif kind == "quantity":
        value = parts["before"] or parts["value"] or parts["glued"] or "0"
        yield ("quantity", _decimal(value), _unit(parts))
    elif kind in ("phone", "time"):
        digits = re.sub(r"^33", "0", re.sub(r"\D", "", match.group().replace("(0)", "")))
        yield (kind, digits)
    elif kind in ("article", "form"):
        yield (kind, re.sub(r"[ .*]", "", parts["value"] or parts["code"] or ""))
    else:
        yield (kind, re.sub(r"\s+", "", match.group().rstrip(" .,;:")))


def _unit(parts: dict[str, str | None]) -> str:
    if parts["before"]:
        return "euro"
    if unit := parts["unit"] or parts["glued_unit"]:
        return UNITS[unit] + (f" {stem(kind)}" if (kind := (parts["kind"] or "").strip()) else "")
    noun = parts["noun"] or ""
    return "" if noun in FUNCTION_WORDS or len(noun) < 3 else stem(noun)


def _of_date(part: str | None) -> str:
    return str(MONTH_NUMBERS.get(part or "", part or 0)).lstrip("0") or "0"


def _decimal(written: str) -> str:
    plain = re.sub(r"(?<=\d)[ .](?=\d{3}(?!\d))", "", written).replace(",", ".")
    return str(Decimal(plain).normalize())
