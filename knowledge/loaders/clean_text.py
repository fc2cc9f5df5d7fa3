"""Text as people read it: one space between words, nothing invisible."""

import re
import unicodedata

_NO_BREAK_SPACES = "\u00a0\u202f\u2007\u2009"
_UNEVEN_SPACE = re.compile(r"[^\S ]\s*| \s+")
_SPACE_BEFORE_CLOSING = re.compile(r"[ \u00a0]+(?=[,)]|\.(?:\s|$))")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters of no width and no ink."""
_VARIATION_SELECTORS = ((0xFE00, 0xFE0F), (0xE0100, 0xE01EF), (0x180B, 0x180F))
"""They choose another drawing of the character before them; a run of them carries any bytes, unseen."""
_NO_WIDTH = rf"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f{''.join(sorted(_INVISIBLE_LETTERS))}]"
_PARTED = re.compile(rf"(?:\S{_NO_WIDTH}+ ?{_NO_WIDTH}*){{4,}}\S?")
"""Four letters and more that are parted one by one: text made for a machine and not for people."""


def clean(text: str) -> str:
    """One line of visible text.

    Control, zero-width and bidirectional characters, tags and variation selectors go: they can hide words from a
    reader, or hide instructions in a page. Letters that they part one by one go with them: they would become an order
    that reads like the page's own words. A no-break space stays one (U+00A0), because amounts and French punctuation
    rest on it.
    """
    text = drop_parted(text)
    invisible = {ord(character): None for character in set(text) if is_invisible(character)}
    visible = text.translate(invisible) if invisible else text
    return _SPACE_BEFORE_CLOSING.sub("", _UNEVEN_SPACE.sub(_one_space, visible)).strip()


def drop_parted(text: str) -> str:
    """The text without runs of letters that characters of no width part one by one."""
    return _PARTED.sub("", text)


def is_invisible(character: str) -> bool:
    """Whether a reader sees nothing of it, white space left aside."""
    code = ord(character)
    hides = (
        unicodedata.category(character) in _INVISIBLE_CATEGORIES
        or character in _INVISIBLE_LETTERS
        or any(first <= code <= last for first, last in _VARIATION_SELECTORS)
    )
    return hides and not character.isspace()


def _one_space(run: re.Match[str]) -> str:
    return "\u00a0" if run.group().strip(_NO_BREAK_SPACES) == "" else " "
