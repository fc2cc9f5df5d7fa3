"""The bounds that a branch sets (« enfant de moins de 13 ans », « plus de 800 grammes »), against what was said.

Numbers alone are read: whoever says nothing of the measure that a branch is about stands on no side of it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from guards.figures import NUMBER, UNIT, UNITS, in_digits, number_of
from guards.wording import stem

MAJORITY: Final = Decimal(18)
_NO_END: Final = Decimal("Infinity")
_A_LITTLE: Final = Decimal("0.01")
"""What parts « moins de 13 ans » from « 13 ans » where ends are counted in."""

_QUANTITY = rf"(?P<number>{NUMBER}) ?(?P<unit>{UNIT}|[^\W\d_]{{3,}})(?!\w)"
_UNDER = r"(?:moins d[e']|inferieure?s? a|avant(?: l'age de)?|<) ?"
_UP_TO = r"(?:jusqu'a|au plus|inferieure?s? ou egale?s? a|n'excedant pas|ne depassant pas|⩽|≤|< ou = ?a?) ?(?:a )?"
_OVER = r"(?:plus d[e']|superieure?s? a|\+ ?de|>) ?"
_FROM = r"(?:au moins|a partir de|superieure?s? ou egale?s? a|des|⩾|≥|> ou = ?a?) ?(?:a )?"
_BETWEEN = re.compile(rf"(?:entre|de) (?P<low>{NUMBER})(?: ?(?:{UNIT}))? (?:et|a) {_QUANTITY}")
_BOUNDS = (
    (re.compile(_UP_TO + _QUANTITY), lambda end: (Decimal(0), end)),
    (re.compile(_FROM + _QUANTITY), lambda end: (end, _NO_END)),
    (re.compile(_UNDER + _QUANTITY), lambda end: (Decimal(0), end - _A_LITTLE)),
    (re.compile(_OVER + _QUANTITY), lambda end: (end + _A_LITTLE, _NO_END)),
    (re.compile(_QUANTITY + r" (?:et|ou) (?:plus|\+)"), lambda end: (end, _NO_END)),
    (re.compile(_QUANTITY + r" ou moins"), lambda end: (Decimal(0), end)),
)
_MINOR = re.compile(r"\bmin(?:eure?|or)s?\b")
_ADULT = re.compile(r"\b(?:majeure?s?|adultes?|adults?)\b")
_OF_A_PERSON = re.compile(
    r"\b(?:enfants?|jeunes?|mineure?s?|majeure?s?|adultes?|salariee?s?|apprentie?s?|etudiante?s?|victimes?|auteurs?"
    r"|personnes?|locataires?|condamnee?s?|agees?|ages?|assistantes? maternelles?|(?:vous|s'il|s'elle) a(?:vez)?)\b"
)
_NOTHING_ELSE = re.compile(
    rf"(?:{_UP_TO}|{_FROM}|{_UNDER}|{_OVER}|entre |de )?[\d ,et a]+ans(?: (?:et|ou) (?:plus|moins|\+))?"
)
"""A label that is a bound of years and no more is about an age."""
_OF_A_TIME = re.compile(
    r"\b(?:depuis|duree|dure|anciennete|contrats?|services?|sejour|peine|prison|permis|vehicules?|apres|delai|il y a"
    r"|y a|pendant|dans|since|for|ago|pel|bail|trimestres?)\b"
)
_EXPIRED = re.compile(r"\b(?:perim\w+|expir\w+|depass\w+|plus valables?|expired|out of date)\b")

_CHILD = (
    r"(?:enfants?|fils|filles?|bebes?|gamine?s?|gosses?|ados?|adolescente?s?|neveux?|nieces?|kids?|sons?|daughters?"
    r"|child(?:ren)?|bab(?:y|ies)|toddlers?|teenagers?)"
)
_A_CHILD = re.compile(rf"\b(?:m[ao]n?|mes|notre|nos|s[ao]n?|leur|une?|my|our|an?) (?:petite?-?)?{_CHILD}\b")
_AGED = re.compile(
    rf"(?:\b(?:j'?ai|g|ai|as|a|ont|avons|aura|aurai|am|is|are|agee?s?(?: de)?|aged)"
    rf"|\b(?:{_CHILD}|mineure?s?|jeunes?|peres?|meres?|mari|femme|parents?|freres?|soeurs?|personnes?|mamie|papi|ma[mn]an"
    rf"|papa|mother|father|locataires?|salariee?s?|etudiante?s?)\b[^.?!]{{0,12}})"
    r" $"
)
"""What stands before a number of years or months that is somebody's age."""
_YEARS = re.compile(rf"(?P<number>{NUMBER})[ -]?(?P<unit>ans?|annees?|mois|years?|months?)\b(?P<old>[ -]old)?")
_OWN = re.compile(r"\b(?:j'?ai|i am|i'm) $")
_SINCE = re.compile(r"\b(?:depuis|il y a|y a|for|since)\b[^.?!]{0,12}$")

_AGE: Final = "age"
_EXPIRY: Final = "expiry"


@dataclass(frozen=True, slots=True)
class Range:
    """A measure between two ends, both counted in."""

    measure: str
    """A person's age or the time since a paper expired, in years; anything else is a unit, or the stem of what is
    counted."""
    low: Decimal
    high: Decimal

    @property
    def is_age(self) -> bool:
        return self.measure == _AGE


_MINORS = Range(_AGE, Decimal(0), MAJORITY - _A_LITTLE)
_ADULTS = Range(_AGE, MAJORITY, _NO_END)


def is_within(label: str, told: Sequence[Range]) -> bool | None:
    """Whether what :func:`measures_of` read in a question lies within the bound of a label; None when nothing tells.

    Of several measures of one kind, one within is enough: « j'ai 40 ans et mon fils 8 ans » stands on both sides of 13.
    """
    bound = bound_of(label)
    if bound is None:
        return None
    sides = [_compare(measured, bound) for measured in told if measured.measure == bound.measure]
    if True in sides:
        return True
    return False if sides and None not in sides else None


def measures_of(said: str) -> tuple[Range, ...]:
    """Every measure that a person names. A child without an age is under eighteen."""
    return tuple(_measures(in_digits(said)))


def speaks_of_a_child(said: str) -> bool:
    """Whether the person is asking for somebody under eighteen."""
    told = measures_of(said)
    return _ADULTS not in told and any(measured.is_age and measured.high < MAJORITY for measured in told)


def bound_of(label: str) -> Range | None:
    """The one bound that a label sets; None for none, or several."""
    plain = in_digits(label)
    if between := _BETWEEN.search(plain):
        measure = _measure(between["unit"], plain)
        return Range(measure, number_of(between["low"]), number_of(between["number"])) if measure else None
    found: dict[str, Range] = {}
    for pattern, ends in _BOUNDS:
        for match in pattern.finditer(plain):
            low, high = ends(number_of(match["number"]))
            found.setdefault(match["number"], Range(_measure(match["unit"], plain), low, high))
    if len(found) == 1:
        (bound,) = found.values()
        return bound if bound.measure else None
    if found or (_ADULT.search(plain) and _MINOR.search(plain)):
        return None
    if _MINOR.search(plain):
        return _MINORS
    return _ADULTS if _ADULT.search(plain) else None


def _compare(measured: Range, bound: Range) -> bool | None:
    if bound.low <= measured.low and measured.high <= bound.high:
        return True
    return False if measured.high < bound.low or bound.high < measured.low else None


def _measure(unit: str, plain: str) -> str:
    """What a bound of a label is about; empty for what cannot be compared with what people say."""
    known = UNITS.get(unit, stem(unit))
    if known == "year":
        if _EXPIRED.search(plain):
            return _EXPIRY
        is_age = _NOTHING_ELSE.fullmatch(plain) or (_OF_A_PERSON.search(plain) and not _OF_A_TIME.search(plain))
        return _AGE if is_age else ""
    return "" if known in ("euro", "percent", "month", "week", "day", "hour", "minute") else known


def _measures(plain: str) -> Iterator[Range]:
    is_child_aged = False
    for match in _YEARS.finditer(plain):
        before = plain[: match.start()]
        years = number_of(match["number"]) / (12 if match["unit"].startswith("mo") else 1)
        if _SINCE.search(before):
            if _EXPIRED.search(plain):
                yield Range(_EXPIRY, years, years)
        elif match["old"] or _AGED.search(before):
            is_child_aged = is_child_aged or bool(_A_CHILD.search(before) and not _OWN.search(before))
            yield Range(_AGE, years, years)
    is_adult = bool(_ADULT.search(plain))
    if is_adult:
        yield _ADULTS
    if _MINOR.search(plain) or (_A_CHILD.search(plain) and not is_child_aged and not is_adult):
        yield _MINORS
    for match in re.finditer(_QUANTITY, plain):
        yield Range(UNITS.get(match["unit"], stem(match["unit"])), *[number_of(match["number"])] * 2)
