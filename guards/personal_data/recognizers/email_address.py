"""E-mail addresses."""

import regex
from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import ShapeRecognizer

OF_A_SERVICE = regex.compile(
    r"(?:(?:no-?reply|ne-?pas-?repondre|contact|info|infos|information|accueil|mairie|secretariat|standard|support"
    r"|service|services|assistance|aide|dpo|donnees|personnelles|rgpd|cnil|webmaster|administration|courrier"
    r"|greffe|etat|civil|prefecture|reclamations?|mediateur)(?:[.\-_]|(?=@))){1,4}@",
    regex.IGNORECASE,
)
"""The part before the sign names a service and nobody."""


class EmailRecognizer(ShapeRecognizer):
    """An address with or without spaces about its sign; dictated ones come here already transcribed.

    Presidio's own asks the network for the list of public suffixes: this one only reads.
    """

    ENTITY = "EMAIL"
    HAS_DIGITS = False
    PATTERNS = (
        Pattern("address", r"(?<![\w.+\-])[\w.!#$%&*+/=?^{|}~\-]*[\w+\-][ ]?@[ ]?[\w\-]+(?:\.[\w\-]+)+", 0.9),
        Pattern("address without an ending", r"(?<![\w.+\-])[\w.+\-]{2,}@[\w\-]{2,}", 0.6),
    )

    def is_something_else(self, match: regex.Match[str]) -> bool:
        """The address of a service, which everybody may read."""
        return OF_A_SERVICE.match(match.group()) is not None
