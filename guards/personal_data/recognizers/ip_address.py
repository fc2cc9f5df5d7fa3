"""IP addresses, which the Court of Justice counts as personal data (C-582/14, Breyer)."""

from ipaddress import ip_address

import regex
from presidio_analyzer import Pattern

from guards.personal_data.recognizers.shape import ShapeRecognizer

VERSION_BEFORE = regex.compile(
    r"(?:\b(?:version|v|release|android|ios|mise[ ][àa][ ]jour)|\bappli(?:cation)?\b[^.?!\n\d]{0,30})[ .:]{0,2}$",
    regex.IGNORECASE,
)


class IpAddressRecognizer(ShapeRecognizer):
    """Version 4 in four numbers, version 6 in groups of hexadecimal digits."""

    ENTITY = "IP"
    PATTERNS = (
        Pattern("version 4", r"(?<![0-9a-z.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)", 0.8),
        Pattern("version 6", r"(?<![0-9a-z:])(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}(?![0-9a-z:])", 0.8),
        Pattern(
            "version 6, shortened", r"(?<![0-9a-z:])(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6}(?![0-9a-z:])", 0.8
        ),
        Pattern("version 6, ended short", r"(?<![0-9a-z:])(?:[0-9a-f]{1,4}:){2,7}:(?![0-9a-z:])", 0.8),
    )

    def is_something_else(self, match: regex.Match[str]) -> bool:
        """The version of a program."""
        return VERSION_BEFORE.search(match.string[: match.start()]) is not None

    def validate_result(self, pattern_text: str) -> bool | None:
        """True when it is a well-formed address."""
        try:
            ip_address(pattern_text)
        except ValueError:
            return None
        return True
