"""Payment cards."""

from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import SEPARATOR as S
from guards.personal_data.recognizers.shape import ShapeRecognizer, digits_of, passes_luhn


class BankCardRecognizer(ShapeRecognizer):
    """Thirteen to nineteen digits that begin like a card of a large network (ISO/IEC 7812-1)."""

    ENTITY = "CARD"
    PATTERNS = (
        Pattern("sixteen digits", rf"(?<![0-9a-z])(?:4\d|5[0-8]|2[2-7]|6\d)\d{{2}}(?:{S}\d{{4}}){{3}}(?![0-9])", 0.7),
        Pattern("fifteen digits, in 4-6-5", rf"(?<![0-9a-z])3[47]\d{{2}}{S}\d{{6}}{S}\d{{5}}(?![0-9])", 0.7),
        Pattern(
            "digits said to be a card",
            rf"\b(?:cb|carte (?:bancaire|bleue|de cr[ée]dit|visa)|visa|mastercard|card)\b[^\n\d.?!]{{0,20}}"
            rf"(?P<value>\d(?:{S}\d){{11,18}})(?![0-9])",
            0.7,
        ),
    )
    CONTEXT = ("carte", "cb", "card", "visa", "mastercard", "paiement", "bancaire", "bleue")

    def validate_result(self, pattern_text: str) -> bool | None:
        """True when the last digit is right."""
        return True if passes_luhn(digits_of(pattern_text)) else None
