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
    "km/h": "km/h", "kg": "kg", "kilo": "kg", "kilos": "kg", "g": "g", "gramme": "g", "grammes": "g", "cm": "cm",
}  # fmt: skip
UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
STREET = r"(?:rue|avenue|boulevard|impasse|allee|chemin|place|quai|route|square|cours|passage)\b[^,;.\n]{0,40}"

Key = tuple[str, ...]

SCANNERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[\w.+-]+ ?@ ?[\w-]+(?:\.[\w-]+)+")),
    (
        "url",
        re.compile(
            r"(?:https?://|www\.)[^\s)>\]]+|\b[\w-]+(?:\.[\w-]+)*\.(?:fr|gouv\.fr|com|org|net|eu)\b"
            r"(?:/[^\s)>\]]*)?"
        ),
    ),
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
    return tuple(figure for _, _, figure in _scan(in_digits(text)))


def with_figures_as_words(text: str) -> str:
    """The text in lower case where each figure is one made-up word, the same for equal figures.

    What compares words then compares figures too, in their places.
    """
    plain = in_digits(text)
    for start, end, figure in sorted(_scan(plain), reverse=True, key=lambda found: found[0]):
        plain = f"{plain[:start]} {_as_word(figure.key)} {plain[end:]}"
    return plain


def in_digits(text: str) -> str:
    """The text in lower case, without accents, with single spaces and its numbers in digits."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("\u2019", "'").replace("œ", "oe"))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    plain = re.sub(r"[^\S\n]+", " ", plain)
    plain = plain.replace("pour cent", "%")
    plain = re.sub(rf"\b(?:une?)(?= (?:seule? )?(?:{UNIT})\b)", "1", plain)
    pieces: list[str] = []
    done = 0
    for start, end, written in dictated_numbers(plain):
        if written.isdigit():
            pieces += (plain[done:start], written)
            done = end
    return "".join((*pieces, plain[done:]))


def _scan(text: str) -> Iterator[tuple[int, int, Figure]]:
    """Start, end and figure. What one scanner took, the next does not see; a counted noun is not taken."""
    left = text
    for kind, scanner in SCANNERS:
        for match in list(scanner.finditer(left)):
            start, end = match.span()
            if kind == "quantity" and match.group("noun"):
                end = match.end("value")
            yield start, end, Figure(match.group().strip(), _key(kind, match))
            left = left[:start] + "\n" * (end - start) + left[end:]


def _as_word(key: Key) -> str:
    letters = ("bcdfghjklm"[int(c)] if c.isdecimal() else c for c in "".join(key) if c.isascii() and c.isalnum())
    return f"xx{''.join(letters)}q"


def _key(kind: str, match: re.Match[str]) -> Key:
    parts = match.groupdict()
    if kind == "date":
        return ("date", *(_of_date(parts.get(name)) for name in ("year", "month", "day")))
    if kind == "quantity":
        return ("quantity", _decimal(parts["before"] or parts["value"] or parts["glued"] or "0"), _unit(parts))
    if kind in ("phone", "time"):
        return (kind, re.sub(r"^33", "0", re.sub(r"\D", "", match.group().replace("(0)", ""))))
    if kind in ("article", "form"):
        return (kind, re.sub(r"[ .*]", "", parts["value"] or parts["code"] or ""))
    return (kind, re.sub(r"[\s,]+", "", match.group().rstrip(" .,;:")))


def _unit(parts: dict[str, str | None]) -> str:
    if parts["before"]:
        return "euro"
    if unit := parts["unit"] or parts["glued_unit"]:
        return UNITS[unit] + (f" {stem(kind)}" if (kind := (parts["kind"] or "").strip()) else "")
    noun = parts["noun"] or ""
    return "" if noun in FUNCTION_WORDS or len(noun) < 3 else stem(noun)


def _of_date(part: str | None) -> str:
    return str(MONTH_NUMBERS.get(part or "", part or 0)).lstrip("0") or "0"


def number_of(written: str) -> Decimal:
    """The number that is written as :data:`NUMBER` takes it: « 1 034,50 »."""
    return Decimal(re.sub(r"(?<=\d)[ .](?=\d{3}(?!\d))", "", written).replace(",", "."))


def _decimal(written: str) -> str:
    return format(number_of(written).normalize(), "f")
