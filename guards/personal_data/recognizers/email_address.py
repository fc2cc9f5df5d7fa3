"""E-mail addresses."""

from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import ShapeRecognizer


class EmailRecognizer(ShapeRecognizer):
    """An address with or without spaces about its sign; dictated ones come here already transcribed.

    Presidio's own asks the network for the list of public suffixes: this one only reads.
    """

    ENTITY = "EMAIL"
    PATTERNS = (
        Pattern("address", r"(?<![\w.+\-])[\w.!#$%&*+/=?^{|}~\-]*[\w+\-][ ]?@[ ]?[\w\-]+(?:\.[\w\-]+)+", 0.9),
        Pattern("address without an ending", r"(?<![\w.+\-])[\w.+\-]{2,}@[\w\-]{2,}", 0.6),
    )
