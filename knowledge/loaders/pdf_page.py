"""A PDF as a page: its text in reading order, under its bookmarks, its larger letters, or its page numbers."""

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pypdf
import regex
from pypdf.generic import Destination

from knowledge.loaders.clean_text import clean
from knowledge.loaders.hidden import Hidden
from knowledge.loaders.outline import Outline
from knowledge.loaders.parsed_file import ParsedFile, day_of_moment
from knowledge.loaders.pdf_ink import InkWatch
from knowledge.loaders.pdf_lines import (
    LARGER,
    Line,
    Piece,
    into_pieces,
    plain,
    usual_gap,
    usual_size,
    without_running_lines,
    words_of,
)
from knowledge.loaders.skipped import FileRefused, SkippedPage, SkipReason

MOST_PAGES = 2_000
MOST_BOOKMARKS = 5_000
_MOST_DEPTH = 12
_FEWEST_LETTERS = 8
"""A page with fewer has no text to speak of: a number, a stamp."""
_TITLE_LARGER = 1.3
_MOST_HEADING_WORDS = 20
_MOST_HEADING_SIZES = 3
_PAGE = "Page {number}"

_Bookmarks = dict[int, list[tuple[int, str]]]
"""By page, from 0: level from 1 and title."""


def read_pdf(content: bytes, file: str) -> ParsedFile:
    """The page of one file. Raises :class:`FileRefused`; a broken part may raise whatever the library raises."""
    if b"%PDF-" not in content[:1024]:
        raise FileRefused(SkipReason.UNREADABLE, "not a PDF")
    reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise FileRefused(SkipReason.PASSWORD, "it is locked with a password")
    if len(reader.pages) > MOST_PAGES:
        raise FileRefused(SkipReason.TOO_MANY, "too many pages", str(MOST_PAGES))
    outline = Outline()
    pages: list[list[Line]] = []
    pictures: list[int] = []
    for number, page in enumerate(reader.pages):
        lines, watch = _read_lines(page)
        outline.hidden[Hidden.ELEMENT] += watch.hidden
        pages.append(lines)
        if _letters(lines) < _FEWEST_LETTERS and watch.has_picture:
            pictures.append(number + 1)
    if not any(map(_letters, pages)):
        kind = SkipReason.SCANNED if pictures else SkipReason.EMPTY
        raise FileRefused(kind, "pages that are pictures, without text" if pictures else "no text")
    _fill(outline, pages, _bookmarks(reader))
    if outline.is_empty:
        raise FileRefused(SkipReason.EMPTY, "no text but running lines")
    left_out = [SkippedPage(file, "pictures without text", SkipReason.SCANNED, _ranges(pictures))] if pictures else []
    title, day = _properties(reader)
    document = outline.page(file, titles=(title, _large_title(pages)), updated_on=day)
    return ParsedFile((document,), +outline.hidden, tuple(left_out))


def _read_lines(page: Any) -> tuple[list[Line], InkWatch]:
    """The page's lines. Where all of its text is drawn without ink over a picture, it is a scan that was read by a
    machine: its text is the picture's own."""
    lines, watch = _extract(page, InkWatch())
    if not _letters(lines) and watch.unseen and watch.has_picture:
        lines, watch = _extract(page, InkWatch(reads_unseen=True))
    return lines, watch


def _extract(page: Any, watch: InkWatch) -> tuple[list[Line], InkWatch]:
    pieces: list[tuple[str, float, float]] = []

    def see(text: str, place: Sequence[float], matrix: Sequence[float], _font: Any, size: float) -> None:
        if text:
            scale = abs(matrix[3] * place[3]) or abs(matrix[1] * place[2]) or 1.0
            height = matrix[4] * place[1] + matrix[5] * place[3] + place[5]
            pieces.append((text, abs(size) * scale, height))

    page.extract_text(visitor_operand_before=watch.before, visitor_text=see)
    return list(_lines_of(pieces)), watch


def _lines_of(pieces: Sequence[tuple[str, float, float]]) -> Iterator[Line]:
    """Pieces of text joined until each line end."""
    text, sizes, height = "", Counter[float](), 0.0
    for piece, size, at in (*pieces, ("\n", 0.0, 0.0)):
        for number, part in enumerate(plain(piece).split("\n")):
            if number:
                if text.strip():
                    yield Line(" ".join(text.split(" ")).strip(), sizes.most_common(1)[0][0] if sizes else 0.0, height)
                text, sizes, height = "", Counter(), 0.0
            if part.strip():
                sizes[round(size, 1)] += len(part.strip())
                height = height or at
            text += part


def _fill(outline: Outline, pages: Sequence[list[Line]], bookmarks: _Bookmarks) -> None:
    kept = without_running_lines(pages)
    words, gap = words_of(kept), usual_gap(kept)
    sizes = () if bookmarks else _heading_sizes(kept)
    for number, lines in enumerate(kept):
        waiting = list(bookmarks.get(number, ()))
        if not bookmarks and not sizes and len(pages) > 1:
            outline.heading(1, _PAGE.format(number=number + 1))
        pieces = into_pieces(lines, words, gap)
        for level, title in _without_place(waiting, pieces):
            outline.heading(level, title)
        for piece in pieces:
            _hand_over(outline, piece, waiting, sizes)
        outline.end_list()


def _hand_over(outline: Outline, piece: Piece, waiting: list[tuple[int, str]], sizes: Sequence[float]) -> None:
    key = _key(piece.text)
    for bookmark in waiting:
        if _key(bookmark[1]) == key:
            outline.heading(*bookmark)
            waiting.remove(bookmark)
            return
    if piece.size in sizes and len(piece.text.split()) <= _MOST_HEADING_WORDS and any(map(str.isalpha, piece.text)):
        outline.heading(sizes.index(piece.size) + 1, piece.text)
    elif piece.is_item:
        outline.item(piece.text)
    else:
        outline.paragraph(piece.text)


def _without_place(waiting: list[tuple[int, str]], pieces: Sequence[Piece]) -> list[tuple[int, str]]:
    """Bookmarks whose title stands in no line of their page: they open it."""
    keys = {_key(piece.text) for piece in pieces}
    lost = [bookmark for bookmark in waiting if _key(bookmark[1]) not in keys]
    for bookmark in lost:
        waiting.remove(bookmark)
    return lost


def _key(text: str) -> str:
    """A title as a line and as a bookmark may write it: with or without its number."""
    return regex.sub(r"^(?:[\divxlc]+[.)\s]+)+(?=\w)|\W+", "", text.casefold())


def _heading_sizes(pages: Sequence[Sequence[Line]]) -> tuple[float, ...]:
    """Sizes of the letters of headings, largest first: those larger than most of the text."""
    usual = usual_size(pages)
    larger = {line.size for page in pages for line in page if line.size >= usual * LARGER}
    return tuple(sorted(larger, reverse=True)[:_MOST_HEADING_SIZES]) if usual else ()


def _large_title(pages: Sequence[Sequence[Line]]) -> str:
    """What the largest letters of the first page with text say."""
    first = next((page for page in pages if page), [])
    largest = max((line.size for line in first), default=0.0)
    text = " ".join(line.text for line in first if line.size == largest)
    is_title = largest >= usual_size(pages) * _TITLE_LARGER and len(text.split()) <= _MOST_HEADING_WORDS
    return text if is_title else ""


def _bookmarks(reader: pypdf.PdfReader) -> _Bookmarks:
    """The file's own outline, where it can be read."""
    found: _Bookmarks = {}
    try:
        for level, entry in _walk(reader.outline, 1):
            page = reader.get_destination_page_number(entry)
            title = clean(plain(str(entry.title or "")))
            if page is not None and page >= 0 and title:
                found.setdefault(page, []).append((level, title))
                if sum(map(len, found.values())) >= MOST_BOOKMARKS:
                    break
    except Exception:  # an outline is a help: a broken one leaves the sizes of letters
        return {}
    return found


def _walk(entries: Sequence[Any], level: int) -> Iterator[tuple[int, Destination]]:
    if level > _MOST_DEPTH:
        return
    for entry in entries:
        if isinstance(entry, list):
            yield from _walk(entry, level + 1)
        else:
            yield level, entry


def _properties(reader: pypdf.PdfReader) -> tuple[str, date | None]:
    try:
        properties = reader.metadata
        if properties is None:
            return "", None
        return str(properties.title or ""), day_of_moment(properties.modification_date or properties.creation_date)
    except Exception:  # dates are written in many wrong ways
        return "", None


def _letters(lines: Sequence[Line]) -> int:
    return sum(character.isalpha() for line in lines for character in line.text)


def _ranges(numbers: Sequence[int]) -> str:
    """« 3, 5-8 »."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
