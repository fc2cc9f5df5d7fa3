"""Text as people read it: one space between words, nothing invisible."""

import re
import unicodedata

_NO_BREAK_SPACES = "\u00a0\u202f\u2007\u2009"
_UNEVEN_SPACE = re.compile(r"[^\S ]\s*| \s+")
_SPACE_BEFORE_CLOSING = re.compile(r"[ \u00a0]+(?=[,)]|\.(?:\s|$))")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def clean(text: str) -> str:
    """One line of visible text.

    Control, zero-width and bidirectional characters go: they can hide words from a reader, or hide instructions
    in a page. A no-break space stays one (U+00A0), because amounts and French punctuation rest on it.
    """
    invisible = {ord(character): None for character in set(text) if _is_invisible(character)}
    visible = text.translate(invisible) if invisible else text
    return _SPACE_BEFORE_CLOSING.sub("", _UNEVEN_SPACE.sub(_one_space, visible)).strip()


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE_CATEGORIES and not character.isspace()


def _one_space(run: re.Match[str]) -> str:
    return "\u00a0" if run.group().strip(_NO_BREAK_SPACES) == "" else " "
