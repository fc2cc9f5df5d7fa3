"""What stands in a page and is shown to no reader: taken out before the page is read, and counted.

A page is data. Words that only a machine sees are how somebody speaks to it behind the reader's back.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol
from xml.etree.ElementTree import Element

import regex

from knowledge.loaders.clean_text import is_invisible


class Hidden(StrEnum):
    """How something hides."""

    COMMENT = "comment"
    """A comment or an instruction to a program."""
    ELEMENT = "element"
    """An element that is declared not to be seen."""
    CHARACTER = "character"
    """Of no width, of another direction, a tag, a variation, a soft hyphen."""
    MIXED_ALPHABETS = "mixed_alphabets"
    """A word with letters of another alphabet that look like its own. It is left in the page: only a reader can say
    what was meant."""


@dataclass(frozen=True, slots=True)
class HiddenText:
    """What was found in one page of a source."""

    name: str
    """The file of the page."""
    counts: Mapping[Hidden, int]


OnHidden = Callable[[HiddenText], None]


def ignore_hidden(found: HiddenText) -> None:
    """For callers that do not report."""


_HIDING_ATTRIBUTES = frozenset({"hidden", "aria-hidden", "style"})
_HIDING_STYLE = (
    r"(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?(?![.\d])"
    r"|font-size\s*:\s*(?:0(?:\.0+)?(?![.\d])|(?:0?\.\d+|[12](?:\.\d+)?)\s*(?:px|pt)\b)"
    r"|(?:left|right|top|bottom|text-indent)\s*:\s*-\d{3,})"
)
_WHITE = r"(?<![\w-])color\s*:\s*(?:#fff(?:fff)?\b|white\b|transparent\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)"
_INK = regex.compile(r"(?<![\w-])color\s*:([^;]+)", regex.IGNORECASE)
_GROUND = regex.compile(r"(?<![\w-])background(?:-color)?\s*:([^;]+)", regex.IGNORECASE)
_STYLE = regex.compile(_HIDING_STYLE, regex.IGNORECASE)
_WHITE_STYLE = regex.compile(_WHITE, regex.IGNORECASE)
_MARKUP_COMMENT = regex.compile(r"<!--.*?(?:-->|\Z)", regex.DOTALL)
_MARKUP_ELEMENT = regex.compile(
    rf"<(?P<tag>\w+)\b[^<>]*(?:{_HIDING_STYLE}|{_WHITE}|\shidden\b|aria-hidden\s*=\s*[\"']?true)[^<>]*>"
    r".*?(?:</(?P=tag)\s*>|\Z)",
    regex.DOTALL | regex.IGNORECASE,
)
"""Markup written out inside a text: a page of a page."""
_OTHER = r"[\p{Cyrillic}\p{Greek}\p{Armenian}\p{Cherokee}\p{Coptic}]"
_WORTH_READING = regex.compile(
    rf"[[\p{{C}}--\s]<\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]|{_OTHER}",
    regex.VERSION1,
)
"""Most texts hold none of these: they are passed over at once."""
_MIXED_WORD = regex.compile(rf"\p{{Latin}}\p{{L}}*{_OTHER}|{_OTHER}\p{{L}}*\p{{Latin}}")


def uncover(root: Element) -> Counter[Hidden]:
    """Take out of a page what nobody sees, and count it. Invisible characters are counted here and go where each text
    is cleaned."""
    found: Counter[Hidden] = Counter()
    _drop_elements(root, found)
    for element in root.iter():
        element.text = uncover_text(element.text, found) if element.text else None
        element.tail = uncover_text(element.tail, found) if element.tail else None
    return found


def _drop_elements(parent: Element, found: Counter[Hidden]) -> None:
    for child in tuple(parent):
        if not hides(child):
            _drop_elements(child, found)
            continue
        found[Hidden.ELEMENT] += 1
        _keep_tail(parent, child)
        parent.remove(child)


def _keep_tail(parent: Element, child: Element) -> None:
    """What follows a hidden element is not part of it."""
    before = list(parent)[: list(parent).index(child)]
    if before:
        before[-1].tail = (before[-1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")


class HasAttributes(Protocol):
    """An element, or the attributes of one."""

    def get(self, key: str, default: str) -> Any: ...

    def keys(self) -> Any: ...


def hides(element: HasAttributes) -> bool:
    """Whether its own attributes say that it is not to be seen."""
    if _HIDING_ATTRIBUTES.isdisjoint(element.keys()):
        return False
    return (
        element.get("hidden", "false").lower() != "false"
        or element.get("aria-hidden", "").lower() == "true"
        or style_hides(element.get("style", ""))
    )


def style_hides(style: str) -> bool:
    """Whether CSS declarations take a text out of sight: not shown, transparent, tiny, off the page, ink on ink."""
    if _STYLE.search(style):
        return True
    inks, grounds = _INK.findall(style), _GROUND.findall(style)
    if inks and grounds:
        return _plain_color(inks[-1]) == _plain_color(grounds[-1])
    return _WHITE_STYLE.search(style) is not None and "background" not in style.lower()


def _plain_color(value: str) -> str:
    """``#FFF``, ``#ffffff`` and ``white`` are one color."""
    color = value.strip().lower().removesuffix("!important").strip()
    if regex.fullmatch("#[0-9a-f]{3}", color):
        color = "#" + "".join(2 * digit for digit in color[1:])
    return {"white": "#ffffff", "black": "#000000"}.get(color, color)


def uncover_text(text: str, found: Counter[Hidden]) -> str:
    """The text without the markup comments and elements that it writes out unseen, counted in ``found`` with its
    invisible characters, which go where the text is cleaned."""
    if not _WORTH_READING.search(text):
        return text
    if "<" in text:
        text, comments = _MARKUP_COMMENT.subn(" ", text)
        text, elements = _MARKUP_ELEMENT.subn(" ", text)
        found.update({Hidden.COMMENT: comments, Hidden.ELEMENT: elements})
    found[Hidden.CHARACTER] += sum(map(text.count, filter(is_invisible, set(text))))
    found[Hidden.MIXED_ALPHABETS] += len(_MIXED_WORD.findall(text))
    return text
