"""Reads what people dictate: numbers said in French words, e-mail addresses said with « arobase » and « point ».

The words of a number follow the French rules for compounds (quatre-vingt-onze, trois cent cinquante,
mille neuf cent quarante-trois), with the Belgian and Swiss tens. A run of numbers stays a run: « zéro six
douze » gives « 0 6 12 », never a sum.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

Rewriting = tuple[int, int, str]
"""Start, end, and what is written there instead."""

SMALL = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
HUNDRED = ("cent", "cents")
THOUSAND = "mille"
NUMBER_WORD = "|".join(sorted((*SMALL, "z[ée]ro", *TENS, *HUNDRED, THOUSAND), key=len, reverse=True))
SAID = re.compile(rf"(?<![^\W\d])(?:{NUMBER_WORD}|et)(?![^\W\d])", re.IGNORECASE)
BETWEEN_NUMBERS = re.compile(
    r"[ ,]*(?:(?:euh|heu|et|puis|ensuite|alors|voil[àa]|(?:la[ ])?cl[ée]f?|tiret|trait d'union|espace|barre|slash"
    r"|point|[àa] la fin)[ ,]+)*[ ,\-]*",
    re.IGNORECASE,
)

AT = (
    r"(?:[ ]*@[ ]*|[ ]?[\[({][ ]?(?:at|a|arobase|chez|@)[ ]?[\])}][ ]?|[ ]+(?:arr?obas[e]?|arobaze|at)[ ]+"
    r"|[ ]+chez[ ]+(?=[\w\-]+(?:[ ]+point[ ]+|\.)(?:fr|com|net|org|eu|be|ch|de|it|es|pt)(?!\w))"
    r"|(?<=\w)#(?=[a-z][\w\-]*\.[a-z]{2}))"
)
DOT = (
    r"(?:\.|[ ]?[\[({][ ]?(?:dot|point|\.)[ ]?[\])}][ ]?|[ ]+(?:point|dot)[ ]+|[ ]\.[ ]?"
    r"|,(?=(?:fr|com|net|org)))"
)
LINK = r"(?:[ ]+(?:point|dot|tiret(?:[ ]+(?:du[ ]+)?(?:bas|milieu|haut|6|8|six|huit))?|underscore|moins|dash)[ ]+|\.)"
LETTER_BY_LETTER = r"(?:[a-z0-9][ ])+[a-z0-9](?![^\W_])"
IN_ONE_WORD = r"(?:[\w\-]+[ ]){1,5}(?:tout|en[ ]un(?:[ ]seul)?[ ]mot)(?:[ ](?:attach|coll)[ée]e?)?"
DICTATED_ADDRESS = re.compile(
    rf"(?<![\w.])(?:{IN_ONE_WORD}|{LETTER_BY_LETTER}(?:{LINK}{LETTER_BY_LETTER})*|[\w+%\-]+(?:{LINK}[\w+%\-]+)*)"
    r"(?:[ ]\d{1,4}){0,3}"
    rf"{AT}[\w\-]+(?:(?:{LINK})[\w\-]+)*?(?:{DOT}[a-z]{{2,}})+(?!\w)",
    re.IGNORECASE,
)
SPELLED = (
    (re.compile(r"[ ]*(?:tiret[ ]+(?:du[ ]+)?(?:bas|8|huit)|underscore)[ ]*", re.IGNORECASE), "_"),
    (re.compile(r"[ ]+(?:tiret(?:[ ]+(?:du[ ]+)?(?:milieu|haut|6|six))?|moins|dash)[ ]+", re.IGNORECASE), "-"),
    (re.compile(AT, re.IGNORECASE), "@"),
    (re.compile(DOT, re.IGNORECASE), "."),
)


@dataclass(frozen=True, slots=True)
class _Word:
    said: str
    start: int
    end: int
    glued: bool
    """True when a hyphen ties the word to the one before it."""


def dictated_numbers(text: str) -> Iterator[Rewriting]:
    """Every number said in words, as digits; the fillers between two of them (« euh », « clé », « puis ») go."""
    for run in _runs(text):
        hyphenated = any(word.glued for word in run)
        numbers = list(_numbers(run, hyphenated))
        if len(numbers) == 1 and run[0].said in ("un", "une", "et"):
            continue
        previous_end = -1
        for start, end, value in numbers:
            if 0 <= previous_end < start:
                yield previous_end, start, " "
            yield start, end, str(value)
            previous_end = end


def dictated_addresses(text: str) -> Iterator[Rewriting]:
    """Every e-mail address said or disguised with words, as an address."""
    for match in DICTATED_ADDRESS.finditer(text):
        written = match.group()
        for pattern, character in SPELLED:
            written = pattern.sub(character, written)
        written = written.replace(" ", "")
        if written != match.group():
            yield match.start(), match.end(), written


def _runs(text: str) -> Iterator[list[_Word]]:
    """Words of numbers that follow one another with nothing but fillers between them."""
    run: list[_Word] = []
    for match in SAID.finditer(text):
        said = match.group().lower().replace("é", "e")
        gap = text[run[-1].end : match.start()] if run else ""
        if run and not BETWEEN_NUMBERS.fullmatch(gap):
            yield from _trimmed(run)
            run, gap = [], ""
        if said == "et" and not run:
            continue
        run.append(_Word(said, match.start(), match.end(), glued=gap == "-"))
    yield from _trimmed(run)


def _trimmed(run: list[_Word]) -> Iterator[list[_Word]]:
    while run and run[-1].said == "et":
        run.pop()
    if run:
        yield run


def _numbers(run: list[_Word], hyphenated: bool) -> Iterator[tuple[int, int, int]]:
    """Start, end and value of each number of a run."""
    at = 0
    while at < len(run):
        if run[at].said == "et":
            at += 1
            continue
        value, after = _thousands(run, at, hyphenated)
        yield run[at].start, run[after - 1].end, value
        at = after


def _thousands(run: list[_Word], at: int, hyphenated: bool) -> tuple[int, int]:
    value, after = (1, at) if run[at].said == THOUSAND else _hundreds(run, at, hyphenated)
    if value > 0 and _said(run, after) == THOUSAND:
        value, after = value * 1000, after + 1
        if after < len(run) and _said(run, after) not in ("et", "zero", THOUSAND):
            rest, after = _hundreds(run, after, hyphenated)
            value += rest
    return value, after


def _hundreds(run: list[_Word], at: int, hyphenated: bool) -> tuple[int, int]:
    value, after = (1, at) if run[at].said in HUNDRED else _tens(run, at, hyphenated)
    if (1 < value < 10 or 10 < value < 20 or after == at) and _said(run, after) in HUNDRED:
        value, after = value * 100, after + 1
        if after < len(run) and _said(run, after) not in ("et", "zero", THOUSAND, *HUNDRED):
            rest, after_rest = _tens(run, after, hyphenated)
            # « cinq cent … deux cent »: the next hundreds begin a number of their own
            if not (_said(run, after_rest) in HUNDRED and rest < 10):
                value, after = value + rest, after_rest
    return value, after


def _tens(run: list[_Word], at: int, hyphenated: bool) -> tuple[int, int]:
    said = run[at].said
    if said == "quatre" and _said(run, at + 1) in ("vingt", "vingts") and _ties(run, at + 1, hyphenated):
        return _with_unit(run, 80, at + 2, hyphenated)
    if said in TENS:
        return _with_unit(run, TENS[said], at + 1, hyphenated)
    return _small(run, at, hyphenated)


def _with_unit(run: list[_Word], tens: int, at: int, hyphenated: bool) -> tuple[int, int]:
    teens_follow = tens in (60, 80)
    if _said(run, at) == "et" and _said(run, at + 1) in ("un", "une", "onze") and tens != 80:
        return tens + SMALL[run[at + 1].said], at + 2
    if at < len(run) and run[at].said in SMALL and _ties(run, at, hyphenated):
        value, after = _small(run, at, hyphenated)
        if 0 < value < (20 if teens_follow else 10):
            return tens + value, after
    return tens, at


def _small(run: list[_Word], at: int, hyphenated: bool) -> tuple[int, int]:
    value = SMALL.get(run[at].said, 0)
    if value == 10 and _said(run, at + 1) in ("sept", "huit", "neuf") and _ties(run, at + 1, hyphenated):
        return 10 + SMALL[run[at + 1].said], at + 2
    return value, at + 1


def _said(run: list[_Word], at: int) -> str:
    return run[at].said if at < len(run) else ""


def _ties(run: list[_Word], at: int, hyphenated: bool) -> bool:
    """Whether a word belongs to the compound before it: by its hyphen, or by nearness where nobody writes any."""
    return run[at].glued or not hyphenated
