"""A LibreOffice text (ODT) as a page, without what is hidden, tracked as deleted, or a comment."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import odfdo
from odfdo import Element

from knowledge.loaders.hidden import Hidden
from knowledge.loaders.office_package import check_package
from knowledge.loaders.outline import Outline
from knowledge.loaders.parsed_file import ParsedFile, day_of_moment
from knowledge.loaders.skipped import FileRefused, SkipReason

MOST_DEPTH = 60
TINY_POINTS = 2.0
_MOST_SPAN = 50
_NOT_READ = frozenset(
    {
        "text:tracked-changes", "text:table-of-content", "text:illustration-index", "text:table-index",
        "text:alphabetical-index", "text:sequence-decls", "text:variable-decls", "office:forms", "text:note-citation",
        "text:bibliography", "svg:title", "svg:desc",
    }
)  # fmt: skip
_COMMENTS = frozenset({"office:annotation", "text:script"})
_HIDDEN_FIELDS = frozenset({"text:hidden-text", "text:hidden-paragraph"})
_INDENTS = {"text:s": " ", "text:tab": " ", "text:line-break": " ", "text:soft-page-break": ""}
_WHITE = frozenset({"#ffffff", "#fffffe", "#fefefe"})


def read_odt(content: bytes, file: str) -> ParsedFile:
    """The page of one file. Raises :class:`FileRefused`; a broken part may raise whatever the library raises."""
    if "content.xml" not in check_package(content):
        raise FileRefused(SkipReason.UNREADABLE, "not an ODT document")
    document = odfdo.Document(io.BytesIO(content))
    if document.get_type() not in ("text", "text-template"):
        raise FileRefused(SkipReason.UNKNOWN_FORMAT, "an OpenDocument file that is no text")
    outline = Outline()
    reader = _Reader(outline, _Styles.of(document))
    reader.read(document.body)
    if outline.is_empty:
        raise FileRefused(SkipReason.EMPTY, "no text")
    page = outline.page(
        file, titles=(document.meta.title or "", reader.title), updated_on=day_of_moment(document.meta.date)
    )
    return ParsedFile((page,), +outline.hidden)


@dataclass(slots=True)
class _Styles:
    """What the styles of a document say of the looks of a text: their own attributes before their parent's."""

    _parents: dict[str, str] = field(default_factory=dict)
    _looks: dict[str, dict[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: odfdo.Document) -> "_Styles":
        styles = cls()
        for part in ("styles", "content"):
            for style in document.get_part(part).get_elements("//style:style"):  # type: ignore[union-attr]
                name = str(style.get_attribute("style:name") or "")
                styles._parents[name] = str(style.get_attribute("style:parent-style-name") or "")
                styles._looks[name] = {
                    key: str(value) for child in style.children for key, value in child.attributes.items()
                }
        return styles

    def look(self, names: list[str], attribute: str) -> str:
        """The nearest say, from the innermost style out."""
        for name in reversed(names):
            seen: set[str] = set()
            while name and name not in seen:
                seen.add(name)
                if value := self._looks.get(name, {}).get(attribute):
                    return value
                name = self._parents.get(name, "")
        return ""

    def hides(self, names: list[str]) -> bool:
        """Not shown, two points high, or white on nothing."""
        if self.look(names, "text:display") in ("none", "condition"):
            return True
        size = self.look(names, "fo:font-size")
        if size.endswith("pt") and size[:-2].replace(".", "", 1).isdigit() and float(size[:-2]) <= TINY_POINTS:
            return True
        ground = self.look(names, "fo:background-color").lower()
        return self.look(names, "fo:color").lower() in _WHITE and ground in ("", "transparent", *_WHITE)

    def base_names(self, name: str) -> Iterator[str]:
        seen: set[str] = set()
        while name and name not in seen:
            seen.add(name)
            yield name
            name = self._parents.get(name, "")


class _Reader:
    """Walks the body in reading order."""

    def __init__(self, outline: Outline, styles: _Styles) -> None:
        self.title = ""
        """What stands in the style « Title »."""
        self._outline = outline
        self._styles = styles
        self._cell: list[str] = []
        """Style names of the table cell that is read: its ground may be dark."""

    def read(self, parent: Element, depth: int = 0) -> None:
        if depth > MOST_DEPTH:
            raise FileRefused(SkipReason.NESTED, f"more than {MOST_DEPTH} elements inside one another")
        for child in parent.children:
            tag = child.tag
            if tag in _NOT_READ:
                continue
            if tag == "text:section" and child.get_attribute("text:display") in ("none", "condition"):
                self._outline.hidden[Hidden.ELEMENT] += 1
            elif tag == "text:h":
                self._outline.heading(_level(child), self._text(child, []))
            elif tag == "text:p":
                self._paragraph(child)
            elif tag == "text:list":
                for line in self._items(child, depth):
                    self._outline.item(line)
                self._outline.end_list()
            elif tag == "table:table":
                self._outline.table(self._rows(child, depth))
            else:
                self.read(child, depth + 1)

    def _paragraph(self, paragraph: Element) -> None:
        text = self._text(paragraph, [])
        style = str(paragraph.get_attribute("text:style-name") or "")
        if not self.title and text.strip() and "Title" in self._styles.base_names(style):
            self.title = text
        else:
            self._outline.paragraph(text)

    def _items(self, items: Element, depth: int) -> Iterator[str]:
        """A line an item; those of a list inside an item follow it. A heading in a list stays a heading."""
        if depth > MOST_DEPTH:
            raise FileRefused(SkipReason.NESTED, f"more than {MOST_DEPTH} lists inside one another")
        for item in items.children:
            words: list[str] = []
            for child in item.children:
                if child.tag == "text:list":
                    yield " ".join(words)
                    words = []
                    yield from self._items(child, depth + 1)
                elif child.tag == "text:h":
                    self._outline.heading(_level(child), self._text(child, []))
                else:
                    words.append(self._text(child, []))
            yield " ".join(words)

    def _rows(self, table: Element, depth: int) -> Iterator[list[str]]:
        if depth > MOST_DEPTH:
            raise FileRefused(SkipReason.NESTED, f"more than {MOST_DEPTH} tables inside one another")
        covers: dict[tuple[int, int], str] = {}
        for number, row in enumerate(_rows_of(table)):
            cells: list[str] = []
            for cell in row.children:
                if cell.tag == "table:covered-table-cell":
                    for _ in range(_count(cell, "table:number-columns-repeated")):
                        cells.append(covers.get((number, len(cells)), ""))
                elif cell.tag == "table:table-cell":
                    text = self._cell_text(cell)
                    for down in range(_count(cell, "table:number-rows-spanned")):
                        for across in range(_count(cell, "table:number-columns-spanned")):
                            covers[number + down, len(cells) + across] = text
                    cells += [text] * _count(cell, "table:number-columns-repeated")
            yield cells

    def _cell_text(self, cell: Element) -> str:
        self._cell = [str(cell.get_attribute("table:style-name") or "")]
        text = " ".join(self._text(child, []) for child in cell.children)
        self._cell = []
        return text

    def _text(self, element: Element, styles: list[str]) -> str:
        """The words of a paragraph, those of its frames and notes included."""
        styles = [*styles, str(element.get_attribute("text:style-name") or "")]
        if len(styles) > MOST_DEPTH:
            raise FileRefused(SkipReason.NESTED, f"more than {MOST_DEPTH} elements inside one another")
        is_unseen = self._styles.hides([*self._cell, *styles])
        pieces = [self._seen(element.text or "", is_unseen)]
        for child in element.children:
            tag = child.tag
            if tag in _COMMENTS or tag in _HIDDEN_FIELDS:
                self._outline.hidden[Hidden.COMMENT if tag in _COMMENTS else Hidden.ELEMENT] += 1
            elif tag in _INDENTS:
                pieces.append(_INDENTS[tag])
            elif tag not in _NOT_READ:
                words = self._text(child, styles)
                if tag == "text:a":
                    self._outline.link(words, str(child.get_attribute("xlink:href") or ""))
                pieces.append(words)
            pieces.append(self._seen(child.tail or "", is_unseen))
        return "".join(pieces)

    def _seen(self, text: str, is_unseen: bool) -> str:
        if not is_unseen or not text.strip():
            return text
        self._outline.hidden[Hidden.ELEMENT] += 1
        return ""


def _level(heading: Element) -> int:
    value = str(heading.get_attribute("text:outline-level") or "1")
    return int(value) if value.isdigit() else 1


def _rows_of(table: Element) -> Iterator[Element]:
    for child in table.children:
        if child.tag == "table:table-row":
            yield child
        elif child.tag in ("table:table-header-rows", "table:table-rows", "table:table-row-group"):
            yield from _rows_of(child)


def _count(cell: Element, attribute: str) -> int:
    value = str(cell.get_attribute(attribute) or "1")
    return min(int(value), _MOST_SPAN) if value.isdigit() else 1
