"""French numbers as they are said: amounts, dates, hours, telephones, articles of law. Written text in, words out."""

import re
from collections.abc import Callable
from datetime import date

from num2words import num2words

from assistant.messages.dates import spell_date
from assistant.vocabulary import Language

NUMBER = r"\d{1,3}(?:[ .]\d{3})+(?:,\d+)?|\d+(?:[,.]\d+)?"
"""« 1 234,56 », « 12.5 », « 3 »."""
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_FIRST_SERVICE_NUMBER, _LAST_SERVICE_NUMBER = 3000, 3999
_FRACTIONS = {(1, 2): "un demi", (1, 3): "un tiers", (2, 3): "deux tiers", (1, 4): "un quart", (3, 4): "trois quarts"}


def count(number: int) -> str:
    """« soixante et onze »."""
    return str(num2words(number, lang="fr"))


def rank(number: int, *, is_feminine: bool = False) -> str:
    """« premier », « première », « vingt et unième »."""
    if number == 1:
        return "première" if is_feminine else "premier"
    return str(num2words(number, lang="fr", to="ordinal"))


def read_number(written: str) -> str:
    """« 1 234,50 » → « mille deux cent trente-quatre virgule cinquante »."""
    whole, _, decimals = _split(written)
    if not decimals:
        return count(int(whole))
    zeros = len(decimals) - len(decimals.lstrip("0"))
    said = " ".join(["zéro"] * zeros + ([count(int(decimals))] if decimals.strip("0") else []))
    return f"{count(int(whole))} virgule {said}"


def read_amount(written: str, scale: str = "") -> str:
    """« 1 234,56 » → « mille deux cent trente-quatre euros et cinquante-six centimes ». ``scale`` is « millions »…"""
    whole, _, decimals = _split(written)
    if scale:
        return f"{read_number(written)} {scale} d'euros" if scale != "mille" else f"{read_number(written)} mille euros"
    euros, cents = int(whole), int((decimals + "00")[:2] or 0)
    parts = []
    if euros or not cents:
        of = " d'" if euros >= 1_000_000 and euros % 1_000_000 == 0 else " "
        parts.append(f"{count(euros)}{of}euro{'s' if euros > 1 else ''}")
    if cents:
        parts.append(f"{count(cents)} centime{'s' if cents > 1 else ''}")
    return " et ".join(parts)


def read_date(day: int, month: int, year: int) -> str:
    """« premier février deux mille vingt-cinq ». Raises ``ValueError`` for a day that no calendar has."""
    _, name, _ = spell_date(date(year, month, day), Language.FRENCH).split(" ")
    return f"{'premier' if day == 1 else count(day)} {name} {count(year)}"


def read_hour(hours: int, minutes: int = 0) -> str:
    """« quatorze heures trente », « une heure »."""
    said = f"{feminine(count(hours))} heure{'s' if hours != 1 else ''}"
    return f"{said} {feminine(count(minutes))}" if minutes else said


def feminine(words: str) -> str:
    """« vingt et un » → « vingt et une »."""
    return re.sub(r"\bun$", "une", words)


def read_digits(digits: str) -> str:
    """Digits with a leading zero as they are dictated: « 02 » → « zéro deux »."""
    zeros = len(digits) - len(digits.lstrip("0"))
    rest = digits[zeros:]
    return " ".join(["zéro"] * zeros + ([count(int(rest))] if rest else []))


def read_phone(written: str) -> str:
    """Groups as a person dictates them, with a breath between: « zéro six, trente-neuf, … »."""
    digits = re.sub(r"\D", "", written)
    if written.startswith("+"):
        rest = digits[2:].lstrip("0")
        return ", ".join(["plus " + count(int(digits[:2])), count(int(rest[0])), *map(read_digits, _pairs(rest[1:]))])
    if len(digits) == 10 and digits.startswith("08"):
        return ", ".join(map(read_digits, (digits[:4], digits[4:7], digits[7:])))
    if len(digits) == 6:
        return ", ".join(map(read_digits, (digits[:3], digits[3:])))
    return ", ".join(map(read_digits, _pairs(digits)))


def is_service_number(number: int) -> bool:
    """« 3939 »: four digits that are called, never counted."""
    return _FIRST_SERVICE_NUMBER <= number <= _LAST_SERVICE_NUMBER


def read_article(letter: str, number: str) -> str:
    """« L », « 111-1 » → « L cent onze tiret un »."""
    said = " tiret ".join(read_digits(part) for part in number.split("-"))
    return f"{letter} {said}".strip()


def read_fraction(above: int, below: int) -> str | None:
    """« trois quarts »; None for one that has no name."""
    return _FRACTIONS.get((above, below))


def read_roman(letters: str) -> int:
    """The value of Roman capitals; 0 when they are no number."""
    if not re.fullmatch(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", letters):
        return 0
    values = [_ROMAN_VALUES[letter] for letter in letters]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def groups_of(pattern: str, read: Callable[[re.Match[str]], str]) -> Callable[[str], str]:
    """A function that replaces each match of a pattern by what ``read`` says of it."""
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(read, text)


def _pairs(digits: str) -> list[str]:
    return [digits[place : place + 2] for place in range(0, len(digits), 2)]


def _split(written: str) -> tuple[str, str, str]:
    """Whole part, the comma, decimals. A full stop before three digits groups thousands."""
    bare = re.sub(r"(?<=\d)[ .](?=\d{3}(?:\D|$))", "", written)
    return bare.replace(".", ",").partition(",")
