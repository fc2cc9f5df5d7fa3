"""A Word document (DOCX) as a page: its text as it stands once changes are accepted, without what is hidden."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from knowledge.loaders.docx_styles import DocxStyles
from knowledge.loaders.hidden import Hidden
from knowledge.loaders.office_package import check_package
from knowledge.loaders.outline import Outline
from knowledge.loaders.parsed_file import ParsedFile, day_of_moment
from knowledge.loaders.skipped import FileRefused, SkipReason

MOST_DEPTH = 40
"""Tables and frames inside one another."""
_NOT_READ = frozenset(
    {qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
"""What a change has taken away, and the copy of a drawing for old programs."""
_GROUPS = frozenset({qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")})
_BREAKS = {qn("w:tab"): " ", qn("w:br"): " ", qn("w:cr"): " ", qn("w:noBreakHyphen"): "-"}
_CORE = "docProps/core.xml"


def read_docx(content: bytes, file: str) -> ParsedFile:
    """The page of one file. Raises :class:`FileRefused`; a broken part may raise whatever the library raises."""
    parts = check_package(content)
    if "word/document.xml" not in parts:
        raise FileRefused(SkipReason.UNREADABLE, "not a Word document")
    document = docx.Document(io.BytesIO(content))
    outline = Outline()
    reader = _Reader(outline, DocxStyles.of(document), _addresses(document))
    reader.read(document.element.body)
    if outline.is_empty:
        raise FileRefused(SkipReason.EMPTY, "no text")
    properties = document.core_properties if _CORE in parts else None  # without the part the library invents today
    page = outline.page(
        file,
        titles=((properties.title if properties else "") or "", reader.title),
        updated_on=day_of_moment(properties.modified) if properties else None,
    )
    return ParsedFile((page,), +outline.hidden)


def _addresses(document: Any) -> dict[str, str]:
    """Where links lead, by their id in the file."""
    return {key: link.target_ref for key, link in document.part.rels.items() if link.is_external}


class _Reader:
    """Walks the body in reading order."""

    def __init__(self, outline: Outline, styles: DocxStyles, addresses: dict[str, str]) -> None:
        self.title = ""
        """What stands in the style « Title »."""
        self._outline = outline
        self._styles = styles
        self._addresses = addresses

    def read(self, parent: Any, depth: int = 0) -> None:
        if depth > MOST_DEPTH:
            raise FileRefused(SkipReason.NESTED, f"more than {MOST_DEPTH} tables or groups inside one another")
        for child in parent:
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._outline.end_list()
                self._outline.table(self._rows(child, depth))
            elif child.tag in _GROUPS:
                self.read(child, depth + 1)

    def _paragraph(self, paragraph: Any) -> None:
        if self._styles.is_contents(paragraph):
            return
        text = self._text(paragraph)
        if not text.strip():
            return
        if not self.title and self._styles.is_title(paragraph):
            self.title = text
        elif level := self._styles.heading_level(paragraph):
            self._outline.heading(level, text)
        elif self._styles.is_item(paragraph):
            self._outline.item(text)
        else:
            self._outline.paragraph(text)

    def _text(self, paragraph: Any) -> str:
        pieces: list[str] = []
        for run in paragraph.iter(qn("w:r")):
            if any(holder.tag in _NOT_READ for holder in _between(run, paragraph)):
                continue
            text = "".join(_words(run))
            if text.strip() and self._styles.hides(run, _paragraph_of(run)):
                self._outline.hidden[Hidden.ELEMENT] += 1
            else:
                pieces.append(text)
        for link in paragraph.iter(qn("w:hyperlink")):
            words = "".join(text for run in link.iter(qn("w:r")) for text in _words(run))
            self._outline.link(words, self._addresses.get(link.get(qn("r:id"), ""), ""))
        return "".join(pieces)

    def _rows(self, table: Any, depth: int) -> Iterator[list[str]]:
        """Cells by row; one that covers several columns or rows is said in each."""
        if depth > MOST_DEPTH:
            raise FileRefused(SkipReason.NESTED, f"more than {MOST_DEPTH} tables inside one another")
        above: list[str] = []
        for row in table.iterchildren(qn("w:tr")):
            cells: list[str] = []
            for cell in row.iter(qn("w:tc")):
                if next(cell.iterancestors(qn("w:tr"))) is not row:
                    continue  # of a table inside a cell, whose text that cell holds already
                text = " ".join(
                    self._text(paragraph) for paragraph in cell.iter(qn("w:p")) if not _is_framed(paragraph)
                )
                if _goes_on(cell) and len(cells) < len(above):
                    text = above[len(cells)]
                cells += [text] * _columns(cell)
            above = cells
            yield cells


def _words(run: Any) -> Iterator[str]:
    for child in run:
        if child.tag == qn("w:t"):
            yield child.text or ""
        else:
            yield _BREAKS.get(child.tag, "")


def _between(run: Any, paragraph: Any) -> Iterator[Any]:
    for holder in run.iterancestors():
        if holder is paragraph:
            return
        yield holder


def _paragraph_of(run: Any) -> Any:
    """A text frame inside a paragraph has paragraphs of its own."""
    return next(run.iterancestors(qn("w:p")))


def _is_framed(paragraph: Any) -> bool:
    """Whether it stands in a frame of another paragraph, whose text holds it already."""
    return next(paragraph.iterancestors(qn("w:p")), None) is not None


def _goes_on(cell: Any) -> bool:
    """Whether the cell is the lower part of one that covers several rows."""
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val"), "continue") == "continue"


def _columns(cell: Any) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    value = span.get(qn("w:val"), "") if span is not None else ""
    return min(int(value), 50) if value.isdigit() and int(value) > 0 else 1
