"""The tax number (numéro fiscal, or SPI): thirteen digits, the first 0 to 3."""

import regex
from presidio_analyzer import Pattern

from guards.personal_data.recognizers.public_reference import is_public_reference
from guards.personal_data.recognizers.shape import SEPARATOR as S
from guards.personal_data.recognizers.shape import ShapeRecognizer, digits_of


class TaxNumberRecognizer(ShapeRecognizer):
    """Article L287 of the Livre des procédures fiscales; the last three digits are the first ten modulo 511."""

    ENTITY = "TAX_ID"
    PATTERNS = (
        Pattern("thirteen digits", rf"(?<![0-9a-z])[0-3](?:{S}\d){{12}}(?![0-9a-z])", 0.5),
        Pattern(
            "digits said to be a tax number",
            rf"(?:fiscal(?:e|s)?|spi|tax (?:number|id|reference)|(?:r[ée]f[ée]rence"
            rf"|num[ée]ro) d'avis)\b[^\n\d.?!]{{0,30}}"
            rf"(?P<value>\d(?:{S}\d){{8,14}})(?![0-9€])(?![ ]?(?:€|euros?\b))",
            0.8,
        ),
    )
    CONTEXT = ("fiscal", "fiscale", "spi", "impôt", "impôts", "impot", "impots", "tax")

    def is_something_else(self, match: regex.Match[str]) -> bool:
        """A published reference with as many digits."""
        return is_public_reference(match)

    def validate_result(self, pattern_text: str) -> bool | None:
        """True when the key is right."""
        digits = digits_of(pattern_text)
        return True if len(digits) == 13 and int(digits[:10]) % 511 == int(digits[10:]) else None
