"""Lines of a PDF put back into paragraphs: without running headers, page numbers and cut words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

LARGER = 1.12
"""How much larger than the text the letters of a heading are."""
_EDGE_LINES = 3
"""Running headers and footers stand in the first and last lines of a page."""
_REPEATED_SHARE = 0.6
_FEWEST_PAGES = 3
_PAGE_NUMBER = regex.compile(
    r"[-–—\s]*(?:p(?:age|\.)?\s*)?\d{1,4}(?:\s*(?:/|sur|of|de)\s*\d{1,4})?[-–—\s]*", regex.IGNORECASE
)
_CONTENTS = regex.compile(r"(?:\s?\.){5,}\s*\d*\s*$")
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "Ĳ": "IJ", "ĳ": "ij"}
)
_ITEM = regex.compile(r"\s*(?:[•▪◦●■□➢➔→✓✔·\uf0b7\uf0a7\uf0d8]|[-–—*o](?=\s)|\d{1,2}[.)](?=\s)|[a-z]\)(?=\s))\s*")
_CUT_WORD = regex.compile(r"(\p{L}{2,})[-\u2010\u00ad]$")
_GOES_ON = regex.compile(r"\p{Ll}+")
_KEEPS_HYPHEN_BEFORE = frozenset(
    [
        "ce",
        "ci",
        "dessous",
        "dessus",
        "delà",
        "elle",
        "elles",
        "il",
        "ils",
        "je",
        "la",
        "là",
        "le",
        "les",
        "lui",
        "même",
        "mêmes",
        "moi",
        "nous",
        "on",
        "toi",
        "tu",
        "un",
        "vous",
        "être",
        "en",
    ]
)
_KEEPS_HYPHEN_AFTER = frozenset(
    [
        "anti",
        "au",
        "avant",
        "après",
        "ci",
        "demi",
        "ex",
        "mi",
        "non",
        "peut",
        "porte",
        "quasi",
        "rendez",
        "sans",
        "semi",
        "sous",
        "vice",
        "contre",
        "celui",
        "celle",
        "ceux",
    ]
)
_SENTENCE_END = (".", "!", "?", ":", ";", "…", "»", ")")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page."""

    text: str
    size: float
    """Height of its letters in points; 0 where the file does not say."""
    height: float
    """Where it stands on its page, in points from the bottom; 0 where the file does not say."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph or an item of a list."""

    text: str
    is_item: bool
    size: float
    lines: int


def plain(text: str) -> str:
    """Letters that are drawn as one, written as two."""
    return text.translate(_LIGATURES)


def without_running_lines(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without what stands at the edge of most of them or opens or ends several, without page numbers and
    without the lines of a table of contents."""
    usual = usual_size(pages)
    near = Counter(key for page in pages for key in {_key(line, usual) for line in _edges(page)})
    outermost = Counter(key for page in pages for key in {_key(line, usual) for line in (*page[:1], *page[-1:])})
    fewest = max(_FEWEST_PAGES, round(len(pages) * _REPEATED_SHARE))
    repeated = {key for key, count in near.items() if count >= fewest}
    repeated |= {key for key, count in outermost.items() if count >= _FEWEST_PAGES}
    return [list(_kept(page, repeated, usual)) for page in pages]


def _kept(page: Sequence[Line], repeated: set[str], usual: float) -> Iterator[Line]:
    for number, line in enumerate(page):
        is_edge = number < _EDGE_LINES or number >= len(page) - _EDGE_LINES
        is_outermost = number in (0, len(page) - 1)
        if is_edge and (_key(line, usual) in repeated or (is_outermost and _PAGE_NUMBER.fullmatch(line.text))):
            continue
        if not _CONTENTS.search(line.text):
            yield line


def _edges(page: Sequence[Line]) -> list[Line]:
    return [*page[:_EDGE_LINES], *page[max(_EDGE_LINES, len(page) - _EDGE_LINES) :]]


def _key(line: Line, usual: float) -> str:
    """What a running line has the same on each page: its words, whatever its numbers. In larger letters, « Fiche 1 »
    and « Fiche 2 » are two headings."""
    text = line.text.casefold().strip()
    return text if line.size > usual * LARGER else regex.sub(r"\d+", "#", text)


def usual_size(pages: Sequence[Sequence[Line]]) -> float:
    """Size of most letters."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def into_pieces(lines: Sequence[Line], words: frozenset[str], usual_gap: float) -> list[Piece]:
    """Paragraphs and items, with cut words made whole. ``words`` are those that the document writes in one piece."""
    pieces: list[Piece] = []
    width = max((len(line.text) for line in lines), default=0)
    before: Line | None = None
    for line in lines:
        item = _ITEM.match(line.text)
        text = line.text[item.end() :] if item else line.text
        if before is None or item or _begins(before, line, usual_gap, width):
            pieces.append(Piece(text, bool(item), line.size, 1))
        else:
            last = pieces.pop()
            pieces.append(Piece(_joined(last.text, text, words), last.is_item, last.size, last.lines + 1))
        before = line
    return pieces


def _begins(before: Line, line: Line, usual_gap: float, width: int) -> bool:
    """Whether a line opens a paragraph: other letters, a wider gap, or a capital after a short, finished line."""
    if abs(before.size - line.size) > 0.6:
        return True
    gap = before.height - line.height
    if usual_gap and before.height and (gap > 1.4 * usual_gap):
        return True
    ends = before.text.rstrip().endswith(_SENTENCE_END)
    is_short = len(before.text) < 0.8 * width
    return (
        is_short
        and not _GOES_ON.match(line.text)
        and (ends or (line.text[:1].isupper() and len(before.text) < 0.5 * width))
    )


def _joined(first: str, second: str, words: frozenset[str]) -> str:
    cut = _CUT_WORD.search(first)
    rest = _GOES_ON.match(second)
    if not cut or not rest:
        return f"{first} {second}" if not first.endswith("-") or not second else first + second
    start, end = cut.group(1).casefold(), rest.group().casefold()
    keeps = f"{start}-{end}" in words or end in _KEEPS_HYPHEN_BEFORE or start in _KEEPS_HYPHEN_AFTER
    if start + end in words or first.endswith("\u00ad"):
        keeps = False
    return (first[:-1] + "-" if keeps else first[:-1]) + second


def usual_gap(pages: Sequence[Sequence[Line]]) -> float:
    """The most frequent distance between two lines, in points; 0 where the file does not say."""
    gaps = Counter(
        round(first.height - second.height, 0)
        for page in pages
        for first, second in pairwise(page)
        if 2 < first.height - second.height < 60
    )
    return gaps.most_common(1)[0][0] if gaps else 0.0


def words_of(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    return frozenset(
        word.casefold() for page in pages for line in page for word in regex.findall(r"\p{L}+(?:-\p{L}+)*", line.text)
    )
