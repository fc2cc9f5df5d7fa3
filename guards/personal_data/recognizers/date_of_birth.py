"""Dates of birth, and no other date: dates carry the law."""

from collections.abc import Iterable, Iterator

import regex
from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import ShapeRecognizer

MONTH = (
    r"(?:janv(?:ier)?|f[ée]vr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|jui?lliet|ao[ûu]t"
    r"|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|d[ée]c(?:embre)?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|jan"
    r"|feb|mar|apr|jun|jul|aug|sep|dec)\.?"
)
DAY = r"(?:premier|0?[1-9]|[12]\d|3[01])"
YEAR = r"(?:(?:19|20)\d{2}|\d{2}|19[ ]\d{2}|20[ ]\d{2})"
NUMERIC = (
    rf"(?:{DAY}[ ]?[./\- ,][ ]?(?:0?[1-9]|1[0-2])[ ]?[./\- ,][ ]?(?:19|20)?\d{{2}}|{DAY}[./\- ](?:x?(?:v?i{{1,3}}"
    rf"|iv|v)|ix|xi{{0,2}})[./\- ]{YEAR}|(?:0?[1-9]|1[0-2])/{DAY}/(?:19|20)\d{{2}}|{DAY}[ ]du[ ](?:0?[1-9]|1[0-2])"
    rf"(?:[ ](?:de[ ])?{YEAR})?|"
    r"(?:19|20)\d{2}[./\- ](?:0[1-9]|1[0-2])[./\- ](?:0[1-9]|[12]\d|3[01])|[0-3]\d[01]\d(?:19"
    r"|20)\d{2})"
)
WRITTEN = (
    rf"{DAY}(?:er|st|nd|rd|th)?[ ]?[\-./]?(?:of[ ])?{MONTH}(?:,?[ \-./](?:de[ ]|en[ ])?{YEAR})?"
    rf"|{MONTH}[ ]\d{{1,2}}(?:st|nd|rd|th)?,?[ ](?:19|20)\d{{2}}"
)
MONTH_OF_YEAR = rf"{MONTH}[ ](?:de[ ])?(?:19|20)\d{{2}}"
DATE = rf"(?<!\d)(?:{NUMERIC}|{WRITTEN})(?!\d)"
BIRTH = (
    r"(?:\bn[ée]+(?:\(e\)|\.e|·e)?s?(?=[ :,(])|\bn[ée]ss?ance|\bnaissance|\bnaiss?ence|\bddn\b"
    r"|\bborn\b|\bbirth(?:day|date)?\b|\bdob\b|\banniversaire|\bd\.?o\.?b\b|\bnacid[oa]\b"
    r"|\bnasc(?:id[oa]|imento)\b|\bnais\.|\bnaqui\w+|\bn[ae]issan\w*|\bjumeaux|\bjumel+es?|\bmaternit[ée]|\baccouch\w+"
    r"|\bsous[ ](?:le|les)[ ](?:\w+[ ])?pr[ée]noms?)"
)

NO_OTHER_EVENT = (
    r"(?:(?!\b(?:depuis|mari[ée]|pacs|divorc|s[ée]par[ée]|arriv[ée]|entr[ée]e?\b|d[ée]c[ée]d|mort|embauch|since"
    r"|married))[^.?!\n\d])"
)
GAP = rf"{NO_OTHER_EVENT}{{0,45}}?"
"""What may stand between the birth and its date: no other event, and no other figure."""


class DateOfBirthRecognizer(ShapeRecognizer):
    """A full date beside a word of birth; of several children, each. A year or an age alone stays."""

    ENTITY = "DATE_OF_BIRTH"
    PATTERNS = (
        Pattern("date after birth", rf"{BIRTH}{GAP}(?P<value>{DATE})", 0.9),
        Pattern("date on the line after birth", rf"{BIRTH}[^.?!\n]{{0,20}}\n[ ]*(?P<value>{DATE})", 0.8),
        Pattern("second date after birth", rf"{BIRTH}{GAP}{DATE}{NO_OTHER_EVENT}{{0,70}}?(?P<value>{DATE})", 0.7),
        Pattern(
            "third date after birth",
            rf"{BIRTH}{GAP}{DATE}[^.?!\n\d]{{0,25}}?{DATE}[^.?!\n\d]{{0,25}}?(?P<value>{DATE})",
            0.7,
        ),
        Pattern(
            "child of a date",
            rf"\b(?:fils|filles?|enfants?|b[ée]b[ée]|jumeaux|jumel+es|petit|petite|son|daughter)[ ](?:est|sont"
            rf"|is)[ ](?:du|de|from)[ ](?P<value>{DATE})",
            0.7,
        ),
        Pattern("month and year of birth", rf"\bn[ée]+(?:\(e\))?s?[ ]en[ ](?P<value>{MONTH_OF_YEAR})", 0.8),
        Pattern("day, then year of birth", rf"{BIRTH}{GAP}(?P<value>{DAY}[ ]{MONTH},?[ ]en[ ](?:19|20)\d{{2}})", 0.9),
        Pattern(
            "date before born",
            rf"(?P<value>{DATE})[ ,(]{{1,3}}(?:date de naissance|my birthday|date of birth|anniversaire"
            r"|[àa] la maternit|(?:donc|alors|du coup|so)[ ]j'?[ ]?ai[ ](?:juste[ ])?\d\d"
            r"|j'ai[ ](?:donc[ ])?\d\d[ ]ans)",
            0.7,
        ),
        Pattern("same date of birth", rf"\bm[êe]mes?[ ]dates?(?:[ ]de[ ]naiss\w+)?[ ,:(]{{1,3}}(?P<value>{DATE})", 0.7),
    )


AFTER_A_NAME = regex.compile(rf"[ ,(]{{1,3}}(?P<date>{DATE})(?=[ ,.;)\n]|$)(?<=\d)", regex.IGNORECASE)


BEFORE_A_NUMBER = regex.compile(rf"(?P<date>{DATE})(?:[ ,;:/|\n]{{1,3}}|[ ]?-[ ])$", regex.IGNORECASE)
LONGEST_DATE = 30


def dates_beside(text: str, name_ends: Iterable[int], number_starts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The full dates that directly follow a name or come before a social-security number.

    « Jeanne Martin 24.11.91 »: in a list of one's particulars, nothing else says what the date is.
    """
    for end in name_ends:
        if match := AFTER_A_NAME.match(text, end):
            yield match.span("date")
    for start in number_starts:
        if match := BEFORE_A_NUMBER.search(text, max(0, start - LONGEST_DATE), start):
            yield match.span("date")
