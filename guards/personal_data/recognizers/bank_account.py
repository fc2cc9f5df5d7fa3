"""Bank accounts: the international IBAN and the French RIB."""

from collections import defaultdict
from typing import ClassVar

import regex
from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import SEPARATOR as S
from guards.personal_data.recognizers.shape import ShapeRecognizer, digits_of

LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "DZ": 26, "EE": 20, "EG": 29, "ES": 24,
    "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28,
    "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MA": 28, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30,
    "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "SN": 28, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "XK": 20,
}  # fmt: skip
"""Characters of an IBAN by country: the registry of ISO 13616, kept by SWIFT."""
LEAST_DIGITS = 0.4
"""Share of digits under which letters and digits are words with a number among them."""
GROUP = rf"{S}(?=[0-9a-z]{{0,3}}\d)[0-9a-z]{{1,4}}"
"""Up to four characters with at least one digit, so that the word after a number is no part of it."""


def _of_the_right_length() -> str:
    """One alternative a length: the countries that have it, then as many characters as are left."""
    countries: dict[int, list[str]] = defaultdict(list)
    for country, length in LENGTHS.items():
        countries[length].append(f"{country[0]}{S}{country[1]}")
    return "|".join(
        rf"(?:{'|'.join(codes)}){S}\d{S}\d(?:{S}[0-9a-z]){{{length - 4}}}" for length, codes in countries.items()
    )


NUMBER_FOR_THE_TAX_ON_SALES = regex.compile(r"fr[ ]?\d{2}(?:[ ]?\d{3}){3}", regex.IGNORECASE)
"""A firm's, printed on its bills."""


class IbanRecognizer(ShapeRecognizer):
    """An IBAN of any country (ISO 13616-1), in any grouping, glued to its label, mistyped or not whole."""

    ENTITY = "IBAN"
    PATTERNS = (
        Pattern("as long as its country says", rf"(?=[a-z]{S}[a-z]{S}\d{S}\d)(?:{_of_the_right_length()})", 0.6),
        Pattern(
            "French IBAN",
            rf"(?<![0-9a-z])fr{S}\d{S}\d(?:{S}\d){{10}}(?:{S}[0-9a-z]){{11}}(?:{S}\d){{2}}(?![0-9a-z])",
            0.9,
        ),
        Pattern(
            "French IBAN, dictated",
            r"(?<![0-9a-z])f[ ]r(?:[ ]\d+){8,20}(?:[ ][a-z](?:[ ]\d+){1,4}){0,2}(?![0-9a-z])",
            0.6,
        ),
        Pattern(
            "IBAN of any country",
            (
                rf"(?<![0-9a-z])(?:(?-i:[A-Z]{{2}})[ ]?\d[ ]?\d|[a-z]{{2}}\d\d)(?=(?:{S}[0-9a-z]){{10}})"
                rf"(?:{S}(?-i:[A-Z]{{4}})(?=[ ]?\d))?(?:{GROUP}){{3,30}}(?![0-9a-z])"
            ),
            0.5,
        ),
        Pattern(
            "IBAN in one piece", r"(?<![0-9a-z])[a-z]{2}\d\d(?=[0-9a-z]{0,8}\d{4})[0-9a-z]{11,30}(?![0-9a-z])", 0.6
        ),
    )
    CONTEXT = ("iban", "rib", "compte", "virement", "account", "bank")

    def is_something_else(self, match: regex.Match[str]) -> bool:
        """A firm's number for the value-added tax; words around a number; a piece of a longer word."""
        if NUMBER_FOR_THE_TAX_ON_SALES.fullmatch(match.group()):
            return True
        characters = [character for character in match.group() if character.isalnum()]
        if sum(map(str.isdigit, characters)) < LEAST_DIGITS * len(characters):
            return self.validate_result(match.group()) is not True
        text, start, end = match.string, match.start(), match.end()
        is_glued = text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum()
        return is_glued and self.validate_result(match.group()) is not True

    def validate_result(self, pattern_text: str) -> bool | None:
        """True when the two check digits are right (ISO/IEC 7064, MOD 97-10)."""
        characters = "".join(filter(str.isalnum, pattern_text.upper()))
        if not (characters.isascii() and 15 <= len(characters) <= 34):
            return None
        moved = characters[4:] + characters[:4]
        number = "".join(str(int(character, 36)) for character in moved)
        return True if int(number) % 97 == 1 else None


class RibRecognizer(ShapeRecognizer):
    """A French account without its country: bank, branch, account of eleven characters, key."""

    ENTITY = "IBAN"
    PATTERNS = (Pattern("RIB", rf"(?<![0-9a-z])\d{{5}}{S}\d{{5}}(?:{S}[0-9a-z]){{11}}{S}\d{{2}}(?![0-9a-z])", 0.5),)
    CONTEXT = ("rib", "compte", "banque", "virement", "guichet")
    LETTER_VALUES: ClassVar[dict[int, int]] = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "12345678912345678923456789")

    def validate_result(self, pattern_text: str) -> bool | None:
        """True when the key is right: 97 less (89 bank + 15 branch + 3 account) modulo 97."""
        number = digits_of("".join(filter(str.isalnum, pattern_text.upper())).translate(self.LETTER_VALUES))
        if len(number) != 23:
            return None
        bank, branch, account, key = int(number[:5]), int(number[5:10]), int(number[10:21]), int(number[21:])
        return True if 97 - (89 * bank + 15 * branch + 3 * account) % 97 == key else None
