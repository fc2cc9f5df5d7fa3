"""Bank accounts: the international IBAN and the French RIB."""

from typing import ClassVar

from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import SEPARATOR as S
from guards.personal_data.recognizers.shape import ShapeRecognizer, digits_of

GROUP = rf"{S}(?=[0-9a-z]{{0,3}}\d)[0-9a-z]{{1,4}}"
"""Up to four characters with at least one digit, so that the word after a number is no part of it."""


class IbanRecognizer(ShapeRecognizer):
    """An IBAN of any country (ISO 13616-1), in any grouping, whole or not."""

    ENTITY = "IBAN"
    PATTERNS = (
        Pattern(
            "French IBAN",
            rf"(?<![0-9a-z])fr{S}\d{S}\d(?:{S}\d){{10}}(?:{S}[0-9a-z]){{11}}(?:{S}\d){{2}}(?![0-9a-z])",
            0.9,
        ),
        Pattern(
            "IBAN of any country",
            (
                rf"(?<![0-9a-z])(?:(?-i:[A-Z]{{2}})[ ]?\d[ ]?\d|[a-z]{{2}}\d\d)(?=(?:{S}[0-9a-z]){{10}})"
                rf"(?:{GROUP}){{3,30}}(?![0-9a-z])"
            ),
            0.5,
        ),
        Pattern(
            "IBAN in one piece", r"(?<![0-9a-z])[a-z]{2}\d\d(?=[0-9a-z]{0,8}\d{4})[0-9a-z]{11,30}(?![0-9a-z])", 0.6
        ),
    )
    CONTEXT = ("iban", "rib", "compte", "virement", "account", "bank")

    def validate_result(self, pattern_text: str) -> bool | None:
        """True when the two check digits are right (ISO/IEC 7064, MOD 97-10)."""
        characters = "".join(filter(str.isalnum, pattern_text.upper()))
        moved = characters[4:] + characters[:4]
        number = "".join(str(int(character, 36)) for character in moved)
        return True if 15 <= len(characters) <= 34 and int(number) % 97 == 1 else None


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
