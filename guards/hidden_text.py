"""What stands in a text and is not seen by who reads it: characters of no ink, comments, hidden elements."""

import re
import unicodedata

KEPT_CONTROLS = "\n\t"
INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u2800")
"""Letters of no width and no ink: fillers, joiners, the empty Braille pattern."""
VARIATION_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
HTML_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
HIDDEN_ELEMENT = re.compile(
    r"<(?P<tag>\w+)\b[^>]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0"
    r"|\bhidden\b|aria-hidden\s*=\s*[\"']?true)"
    r"[^>]*>.*?</(?P=tag)\s*>",
    re.DOTALL | re.IGNORECASE,
)
ACTIVE_ELEMENT = re.compile(
    r"<(?P<tag>script|style|iframe|object|svg)\b.*?(?:</(?P=tag)\s*>|\Z)", re.DOTALL | re.IGNORECASE
)


def strip_invisible(text: str) -> str:
    """The text without characters that nobody sees: controls, direction marks, tags, fillers, variation selectors."""
    return "".join(character for character in text if not _is_invisible(character))


def neutralise(text: str) -> str:
    """The text without what a reader of the page would not see: invisible characters, comments, hidden elements."""
    visible = strip_invisible(text)
    for hidden in (HTML_COMMENT, ACTIVE_ELEMENT, HIDDEN_ELEMENT):
        visible = hidden.sub(" ", visible)
    return visible


def _is_invisible(character: str) -> bool:
    if character in KEPT_CONTROLS:
        return False
    code = ord(character)
    return (
        unicodedata.category(character) in INVISIBLE_CATEGORIES
        or character in INVISIBLE_LETTERS
        or any(first <= code <= last for first, last in VARIATION_SELECTORS)
    )
