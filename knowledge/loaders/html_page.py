"""An HTML page as a document: what a browser would show of it, without its menus."""

from collections.abc import Iterator
from datetime import date

import regex
from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from bs4.element import CData, Comment, Declaration, Doctype, NavigableString, ProcessingInstruction

from knowledge.loaders.hidden import Hidden, hides, style_hides
from knowledge.loaders.outline import Outline
from knowledge.loaders.parsed_file import ParsedFile, day_of
from knowledge.loaders.plain_text import decode
from knowledge.loaders.skipped import FileRefused, SkipReason

MOST_DEPTH = 250
"""Elements inside one another. Pages for people have some tens."""
_PROGRAMS = ("script", "style", "template", "noscript", "iframe", "object", "embed", "svg", "canvas", "math")
_APPARATUS = ("nav", "footer", "aside", "form", "button", "select", "input", "textarea")
_APPARATUS_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary", "dialog"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
        "tt", "u", "var", "wbr", "ruby", "rt", "rp", "img", "picture", "source",
    }
)  # fmt: skip
_DATES = (
    "dcterms.modified", "article:modified_time", "og:updated_time", "last-modified", "dc.date.modified", "revised",
    "dcterms.date", "dc.date", "date", "article:published_time",
)  # fmt: skip
_RULE = regex.compile(r"([^{}@;]+)\{([^{}]*)\}")
_COMMENT_IN_STYLE = regex.compile(r"/\*.*?\*/", regex.DOTALL)
_MOST_RULES = 2_000
_MOST_SPAN = 50


def read_html(content: bytes | str, file: str, *, title: str = "", updated_on: date | None = None) -> ParsedFile:
    """The page of one HTML file. ``title`` and ``updated_on`` are what is known of it from elsewhere.

    The address that the page gives for itself (*canonical*) is told as it stands: whoever loads it decides whether to
    believe it. Raises :class:`FileRefused`.
    """
    if isinstance(content, bytes) and EncodingDetector.find_declared_encoding(content, is_html=True) is None:
        content = decode(content)  # a parser would take it for Windows-1252
    soup = BeautifulSoup(content, "html5lib")
    outline = Outline()
    _refuse_depth(soup)
    known_title = title or (soup.title.get_text() if soup.title else "")
    day, url = updated_on or _date_of(soup), _canonical(soup)
    _drop_hidden(soup, outline)
    _Reader(outline).read(_body_of(soup))
    if outline.is_empty:
        raise FileRefused(SkipReason.EMPTY, "no text")
    return ParsedFile((outline.page(file, titles=(known_title,), url=url, updated_on=day),), +outline.hidden)


def _refuse_depth(soup: BeautifulSoup) -> None:
    depth, element = 0, soup.next_element
    level = {id(soup): 0}
    while element is not None:
        if isinstance(element, Tag):
            depth = level[id(element.parent)] + 1
            if depth > MOST_DEPTH:
                raise FileRefused(SkipReason.NESTED, f"more than {MOST_DEPTH} elements inside one another")
            level[id(element)] = depth
        element = element.next_element


def _drop_hidden(soup: BeautifulSoup, outline: Outline) -> None:
    """Comments and what the page's own styles do not show are counted; programs and menus just go."""
    for text in soup.find_all(string=lambda text: isinstance(text, Comment | ProcessingInstruction | Declaration)):
        outline.hidden[Hidden.COMMENT] += not isinstance(text, Doctype)
        text.extract()
    unseen = [element for element in soup.find_all(True) if hides(element.attrs)]
    for selector in _hiding_selectors(soup):
        try:
            unseen += soup.select(selector)
        except Exception:  # noqa: S112 - a selector of states (:hover) or a broken one chooses nothing here
            continue
    for element in dict.fromkeys(unseen):
        if element.name not in ("html", "body") and not element.decomposed:
            outline.hidden[Hidden.ELEMENT] += bool(element.get_text(strip=True)) and element.name not in _PROGRAMS
            element.decompose()
    for element in soup.select(",".join((*_PROGRAMS, *_APPARATUS, "[role]"))):
        if element.decomposed or (element.name not in _PROGRAMS + _APPARATUS and not _is_apparatus(element)):
            continue
        element.decompose()


def _is_apparatus(element: Tag) -> bool:
    return str(element.get("role", "")) in _APPARATUS_ROLES


def _hiding_selectors(soup: BeautifulSoup) -> Iterator[str]:
    """Selectors of the page's own style sheets that take elements out of sight on a screen."""
    rules = 0
    for sheet in soup.find_all("style"):
        for selector, declarations in _RULE.findall(
            _on_screen(_COMMENT_IN_STYLE.sub("", "".join(map(str, sheet.contents))))
        ):
            rules += 1
            if rules > _MOST_RULES:
                return
            if style_hides(declarations):
                yield selector.strip()


def _on_screen(sheet: str) -> str:
    """The sheet without the rules that stand inside others: those of paper, narrow screens, animations."""
    kept, depth, start = [], 0, 0
    for place, character in enumerate(sheet):
        if character == "{":
            depth += 1
        elif character == "}":
            depth = max(0, depth - 1)
            if depth == 0:
                rule = sheet[start : place + 1]
                kept.append("" if rule.lstrip().startswith("@") else rule)
                start = place + 1
    return "".join(kept)


def _body_of(soup: BeautifulSoup) -> Tag:
    """The page's own subject where it says which part that is."""
    main = soup.find("main") or soup.select_one("[role=main]")
    if isinstance(main, Tag) and main.get_text(strip=True):
        return main
    articles = soup.find_all("article")
    return articles[0] if len(articles) == 1 else soup.body or soup


def _date_of(soup: BeautifulSoup) -> date | None:
    given: dict[str, str] = {}
    for element in soup.find_all("meta"):
        name = str(element.get("name") or element.get("property") or element.get("http-equiv") or "").lower()
        given.setdefault(name, str(element.get("content", "")))
    return next((day for name in _DATES if (day := day_of(given.get(name, "")))), None)


def _canonical(soup: BeautifulSoup) -> str:
    link = soup.find("link", rel="canonical")
    return str(link.get("href", "")) if isinstance(link, Tag) else ""


class _Reader:
    """Walks a page and hands its pieces to the outline; the text between two block elements is one paragraph."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._run: list[str] = []
        self._lists = 0

    def read(self, root: Tag) -> None:
        self._walk(root)
        self._flush()

    def _walk(self, parent: Tag) -> None:
        for child in parent.children:
            if isinstance(child, Tag):
                self._element(child)
            elif isinstance(child, NavigableString) and not isinstance(child, Comment | CData | Doctype):
                self._run.append(str(child))

    def _element(self, element: Tag) -> None:
        name = element.name
        if name in _HEADINGS:
            self._flush()
            self._outline.heading(_HEADINGS[name], _text(element))
        elif name in ("ul", "ol", "menu"):
            self._list(element)
        elif name == "dl":
            self._flush()
            for line in _definitions(element):
                self._outline.item(line)
            self._outline.end_list()
        elif name == "table" and not _is_layout(element):
            self._flush()
            if caption := element.find("caption"):
                self._outline.paragraph(_text(caption))
            self._outline.table(_rows(element))
        elif name in _INLINE:
            if name == "a":
                self._outline.link(_text(element), str(element.get("href", "")))
            self._walk(element)
        elif name == "br" or (self._lists and name in ("p", "div")):
            self._run.append(" " if self._lists else "")
            if name == "br" and not self._lists:
                self._flush()
            self._walk(element)
            self._run.append(" ")
        else:
            self._flush()
            self._walk(element)
            self._flush()

    def _list(self, element: Tag) -> None:
        self._flush()
        self._lists += 1
        self._walk(element)
        self._flush()
        self._lists -= 1
        if not self._lists:
            self._outline.end_list()

    def _flush(self) -> None:
        text, self._run = "".join(self._run), []
        if self._lists:
            self._outline.item(text)
        elif text.strip():
            self._outline.paragraph(text)


def _text(element: Tag | NavigableString) -> str:
    if isinstance(element, NavigableString):
        return str(element)
    return " ".join(part for part in (str(text) for text in element.find_all(string=True)) if part)


def _definitions(element: Tag) -> Iterator[str]:
    """« Term : meaning », one line each."""
    term = ""
    for child in element.find_all(["dt", "dd"]):
        if child.name == "dt":
            if term:
                yield term
            term = _text(child)
        else:
            yield f"{term} : {_text(child)}" if term else _text(child)
            term = ""
    if term:
        yield term


def _is_layout(table: Tag) -> bool:
    """A table that only places things on the screen."""
    if table.get("role") == "presentation":
        return True
    return table.find("th") is None and table.find(["h1", "h2", "h3", "table", "ul", "ol"]) is not None


def _rows(table: Tag) -> Iterator[list[str]]:
    """Cells by row; one that covers several rows or columns is said in each."""
    pending: dict[int, tuple[int, str]] = {}
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table:
            continue
        cells: list[str] = []
        for cell in row.find_all(["th", "td"], recursive=False):
            _fill(cells, pending)
            text, down, across = _text(cell), _span(cell, "rowspan"), _span(cell, "colspan")
            for _ in range(across):
                if down > 1:
                    pending[len(cells)] = (down - 1, text)
                cells.append(text)
        _fill(cells, pending)
        yield cells


def _fill(cells: list[str], pending: dict[int, tuple[int, str]]) -> None:
    while len(cells) in pending:
        column = len(cells)
        left, text = pending.pop(column)
        if left > 1:
            pending[column] = (left - 1, text)
        cells.append(text)


def _span(cell: Tag, attribute: str) -> int:
    value = str(cell.get(attribute, ""))
    return min(int(value), _MOST_SPAN) if value.isascii() and value.isdigit() and int(value) > 0 else 1
