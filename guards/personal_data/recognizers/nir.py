"""The social-security number (NIR), thirteen characters and a key of two digits."""

import regex
from presidio_analyzer import Pattern

from guards.personal_data.recognizers.public_reference import is_public_reference
from guards.personal_data.recognizers.shape import SEPARATOR as S
from guards.personal_data.recognizers.shape import ShapeRecognizer


class NirRecognizer(ShapeRecognizer):
    """Sex, year, month, place of birth, order, key: décret n° 82-103 du 22 janvier 1982, article 4.

    Corsican places are written 2A and 2B. The key is 97 less the rest of the number modulo 97.
    """

    ENTITY = "NIR"
    PATTERNS = (
        Pattern(
            "NIR in any grouping",
            rf"(?<![0-9a-z])(?<!\d[ .\-/])[1-478](?:{S}\d){{4}}(?:(?:{S}\d){{2}}|{S}2{S}[ab])(?:{S}\d){{6}}"
            rf"(?:[ ,]*(?:cl[ée]f?)?[ :.\-/]{{0,3}}\d{S}\d)?(?![0-9])(?![\-/]\d)",
            0.6,
        ),
    )
    CONTEXT = ("nir", "sécu", "secu", "sécurité", "sociale", "ss", "vitale", "assuré", "assurée", "social")

    def is_something_else(self, match: regex.Match[str]) -> bool:
        """A published reference with as many digits."""
        return is_public_reference(match)

    def validate_result(self, pattern_text: str) -> bool | None:
        """True when the key is right."""
        characters = "".join(character for character in pattern_text.upper() if character in "0123456789AB")
        if len(characters) != 15:
            return None
        number = characters[:13].replace("2A", "19").replace("2B", "18")
        if not number.isdigit() or not characters[13:].isdigit():
            return None
        return True if 97 - int(number) % 97 == int(characters[13:]) else None
