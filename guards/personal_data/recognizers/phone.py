"""Telephone numbers, of mainland France, overseas and abroad."""

import regex
from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import SEPARATOR as S
from guards.personal_data.recognizers.shape import ShapeRecognizer, masked_group

FRENCH_PREFIX = r"(?:33|262|508|590|594|596|681|687|689)"
DATE = r"\d{1,2}[./\-]\d{1,2}[./\-]\d{4}(?!\d)"


class PhoneRecognizer(ShapeRecognizer):
    """Ten digits from 01 to 07 and 09, or an international number.

    Short numbers and the 08 range (special-rate services: ARCEP decision n° 2018-0881) belong to services, never to
    a person: they stay.
    """

    ENTITY = "PHONE"
    PATTERNS = (
        Pattern("national", rf"(?<![0-9])(?!{DATE})0{S}[1-79](?:{S}\d){{8}}(?![0-9])(?![ ]?(?:€|euros?\b))", 0.8),
        Pattern(
            "national, with other signs between its digits",
            r"(?<![0-9])(?:\(0\)|0)(?:[ ]?[.\-/_,][ ]?|[ ]{0,2})[1-79]"
            r"(?:(?:[ ]?[.\-/_][ ]?|,|[ ]{0,2})\d){8}(?![0-9,])",
            0.7,
        ),
        Pattern(
            "French, from abroad",
            rf"(?<![0-9])(?:\+|00){S}{FRENCH_PREFIX}{S}(?:\(0\))?{S}(?:0{S})?[1-79](?:{S}\d){{8}}(?![0-9])",
            0.9,
        ),
        Pattern("foreign", rf"(?<![0-9+])\+{S}[1-9](?:[ .\-/()]{{0,2}}\d){{7,13}}(?![0-9])", 0.7),
        Pattern(
            "digits said to be a telephone",
            rf"\b(?:t[ée]l(?:[ée]phone)?|portable|mobile|fixe|whatsapp|phone|joindre au|appel(?:er|ez)[ -]?"
            rf"(?:moi )?au)\b[^\n\d.?!]{{0,20}}(?P<value>\d(?:{S}\d){{7,12}})(?![0-9])",
            0.5,
        ),
    )
    CONTEXT = (
        "tél",
        "tel",
        "téléphone",
        "portable",
        "mobile",
        "numéro",
        "num",
        "joindre",
        "rappeler",
        "appeler",
        "phone",
    )

    def is_something_else(self, match: regex.Match[str]) -> bool:
        """The 08 range, however it is written."""
        value = match.group(masked_group(match))
        digits = "".join(filter(str.isdigit, value))
        return digits.startswith("08") or (digits.startswith("338") and len(digits) == 11)
