"""The net under the others: long runs of digits that are not sums, years or published references."""

import regex
from presidio_analyzer import Pattern

from guards.personal_data.recognizers.public_reference import is_public_reference
from guards.personal_data.recognizers.shape import ShapeRecognizer


class LongNumberRecognizer(ShapeRecognizer):
    """Nine digits or more, whatever is between them; seven in one piece."""

    ENTITY = "NUMBER"
    PATTERNS = (
        Pattern(
            "nine digits or more",
            r"(?<![\w,.\-/])\d(?:[ .\-]?\d){8,}(?![\w€%*])(?![ ]?(?:€|euros?\b|%|francs?\b))",
            0.5,
        ),
        Pattern(
            "nine digits or more, dictated",
            r"(?<![\w,.\-/])\d(?:[ .\-]{0,2}\d){8,}(?![\w€%*])(?![ ]?(?:€|euros?\b|%))",
            0.5,
        ),
        Pattern("seven digits in one piece", r"(?<![\w,.\-/])\d{7,}(?![\w€%*])(?![ ]?(?:€|euros?\b|%))", 0.5),
    )

    def is_something_else(self, match: regex.Match[str]) -> bool:
        """A published reference, a service number, or a run of years."""
        return is_public_reference(match)
