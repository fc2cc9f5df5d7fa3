"""How well two colours stand apart, as WCAG 2.2 measures it."""

import re
from itertools import pairwise

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def read_colour(text: str) -> tuple[int, int, int]:
    """Red, green and blue of ``#1f4e79`` or ``#fff``. Raises ``ValueError``."""
    if not _HEX.fullmatch(text):
        raise ValueError("a colour is written #rgb or #rrggbb")
    digits = text[1:] if len(text) == 7 else "".join(digit * 2 for digit in text[1:])
    red, green, blue = (int(digits[start:end], 16) for start, end in pairwise(range(0, 8, 2)))
    return red, green, blue


def luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = map(_linear, read_colour(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Ratio of contrast, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
