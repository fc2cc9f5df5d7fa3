"""The sentence inside a paragraph element, whatever marks cut it into pieces."""

import re
from xml.etree.ElementTree import Element

from knowledge.loaders.clean_text import clean

_RAISED = {"2": "²", "3": "³"}
_UNIT = re.compile(r"(?:^|[\s\d])(?:c|d|k|m)?m$")
_WORD_END = re.compile(r"(?:[^\W\d_]{2,}|\d)$")
_WORD_START = re.compile(r"(?:[^\W_]{2,}|[^\W_]['’]|\d)")
_LETTERS_END = re.compile(r"(?:[^\W\d_]{2,}|(?:^|[\s'’])à)$")
_GLUED = frozenset({"Exposant", "Indice"})
_WITHOUT_WORDS = frozenset({"Image", "Illustration"})


def inline_text(element: Element | None) -> str:
    """The element's text in reading order, spaces repaired, one line. Empty for ``None``."""
    return "" if element is None else clean(_join(element))


def _join(element: Element) -> str:
    """Text, children and tails. A page may drop the space between two words where a mark begins or ends
    (``jusqu'à<Valeur>1 500 €``): one is put back where two whole words would stick together, never inside a word
    of which a mark covers a part (``<Expression>V</Expression>igilance``)."""
    text = element.text or ""
    glued = False
    for child in element:
        if child.tag not in _WITHOUT_WORDS:
            piece = _join(child)
            if child.tag == "Exposant":
                piece = _raised(text, piece)
            text += piece if child.tag in _GLUED else _space_between(text, piece) + piece
            glued = child.tag in _GLUED
        tail = child.tail or ""
        text += tail if glued else _space_between(text, tail) + tail
    return text


def _space_between(before: str, after: str) -> str:
    if not before or not after:
        return ""
    if after[0].isdigit():
        sticks = _LETTERS_END.search(before) is not None
    else:
        sticks = _WORD_END.search(before) is not None and not before[-1].isdigit() and _starts_word(after)
    return " " if sticks else ""


def _starts_word(text: str) -> bool:
    return text[0].isalpha() and _WORD_START.match(text) is not None


def _raised(before: str, exponent: str) -> str:
    return _RAISED.get(exponent.strip(), exponent) if _UNIT.search(before) else exponent
