"""A document as it is read, piece by piece: headings, paragraphs, lists, tables and links become a page.

Every format hands its text to one of these, so that all of it is cleaned, cut and counted in one way.
"""

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath

import regex

from knowledge.loaders.clean_text import clean
from knowledge.loaders.hidden import Hidden, uncover_text
from knowledge.loaders.prices import price_sentences
from knowledge.loaders.service_public_actions import web_url
from knowledge.loaders.skipped import FileRefused, SkipReason
from knowledge.loaders.tables import SEPARATOR
from knowledge.types import ActionKind, Block, BlockKind, Document, Heading, HeadingKind, PageAction

MOST_LINES = 100_000
"""A code of law has some tens of thousands."""
MOST_LINKS = 200
LONGEST_LINE = 6_000
"""Characters. No paragraph for people is longer; a longer one is cut, so that no passage is out of bounds."""
LONGEST_HEADING = 300
"""Characters. Past it a style was misused: the text is a paragraph."""
_LEVELS = range(1, 10)
_NOT_A_TITLE = regex.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|powerpoint presentation|présentation powerpoint|untitled.*"
    r"|sans titre.*|document ?\d*|sans nom ?\d*|.*\.(?:docx?|odt|pdf|indd|qxp|rtf|pub|html?)"
    r"|word document|title|titre)",
    regex.IGNORECASE,
)
"""What programs write where nobody gave a title."""

_Path = tuple[tuple[int, str], ...]


@dataclass(slots=True)
class Outline:
    """Owns the pieces of one document in reading order. Texts are given as they stand; :meth:`page` gives the page."""

    hidden: Counter[Hidden] = field(default_factory=Counter)
    """What no reader sees. Readers of a format add what its markup hides."""
    _path: _Path = ()
    _blocks: list[tuple[BlockKind, _Path, list[str]]] = field(default_factory=list)
    _links: dict[str, str] = field(default_factory=dict)
    _lines: int = 0
    _in_list: bool = False

    @property
    def is_empty(self) -> bool:
        return not self._blocks

    def heading(self, level: int, text: str) -> None:
        """``level`` from 1, the most important. What follows stands under it until one as important comes."""
        text = self._clean(text)
        if len(text) > LONGEST_HEADING:
            self._add(BlockKind.PARAGRAPH, [text])
        elif text:
            level = min(max(level, _LEVELS.start), _LEVELS.stop)
            self._path = (*(step for step in self._path if step[0] < level), (level, text))
            self._in_list = False

    def paragraph(self, text: str) -> None:
        self._add(BlockKind.PARAGRAPH, [self._clean(text)])

    def item(self, text: str) -> None:
        """An item of the list that is being read, or the first of another."""
        text = self._clean(text)
        if not text:
            return
        if self._in_list:
            self._blocks[-1][2].extend(self._cut(text))
        else:
            self._add(BlockKind.LIST, [text])
            self._in_list = True

    def end_list(self) -> None:
        """What comes next is another list."""
        self._in_list = False

    def table(self, rows: Iterable[Sequence[str]]) -> None:
        """Rows of cells, headers first. One column, or one row, is no table but lines one under another."""
        cleaned = [cells for cells in ([self._clean(cell) for cell in row] for row in rows) if any(cells)]
        if max(map(len, cleaned), default=0) > 1 and len(cleaned) > 1:
            self._add(BlockKind.TABLE, [SEPARATOR.join(cells) for cells in cleaned])
            return
        for row in cleaned:
            for cell in row:
                self._add(BlockKind.PARAGRAPH, [cell])

    def link(self, text: str, url: str) -> None:
        """A link that the document gives. Those that lead to no web page are passed over."""
        text, url = self._clean(text), web_url(url)
        if text and url and not text.startswith(("http", "www.")) and len(self._links) < MOST_LINKS:
            self._links.setdefault(url, text)

    def page(
        self, file: str, *, titles: Iterable[str] = (), url: str = "", updated_on: date | None = None, kind: str = ""
    ) -> Document:
        """The page, without base and id: whoever loads it names it.

        Its title is the first of ``titles`` that is one, else the heading that opens the document and stands over all
        others, else the name of the file.
        """
        title = self._title(titles, file)
        top = Heading(HeadingKind.TITLE, title)
        blocks = tuple(
            Block(kind_of_block, (top, *_chapters(path, title)), tuple(lines))
            for kind_of_block, path, lines in self._blocks
        )
        introduction = next((number for number, block in enumerate(blocks) if len(block.path) > 1), 0)
        return Document(
            id="",
            base="",
            title=title,
            url=url,
            description="",
            updated_on=updated_on,
            theme="",
            audience="",
            kind=kind,
            breadcrumb=(),
            blocks=blocks,
            actions=tuple(PageAction(ActionKind.INFORMATION, text, url) for url, text in self._links.items()),
            costs=price_sentences(blocks),
            introduction_blocks=introduction,
            file=file,
        )

    def _add(self, kind: BlockKind, lines: list[str]) -> None:
        kept = [piece for line in lines if line for piece in self._cut(line)]
        if kept:
            self._blocks.append((kind, self._path, kept))
            self._in_list = False

    def _cut(self, line: str) -> list[str]:
        pieces = [line] if len(line) <= LONGEST_LINE else textwrap.wrap(line, LONGEST_LINE)
        self._lines += len(pieces)
        if self._lines > MOST_LINES:
            raise FileRefused(SkipReason.TOO_MANY, "too many lines", str(MOST_LINES))
        return pieces

    def _clean(self, text: str) -> str:
        return clean(uncover_text(text, self.hidden))

    def _title(self, given: Iterable[str], file: str) -> str:
        heading = self._only_heading()
        for title in given:
            title = self._clean(title)[:LONGEST_HEADING]
            if title and not _NOT_A_TITLE.fullmatch(title):
                # « Carte de pêche | Ville de Villeneuve » names the site too
                return heading if heading and title.casefold().startswith(heading.casefold()) else title
        return heading or readable_name(file)

    def _only_heading(self) -> str:
        """The heading that all others stand under; one of several chapters is no title."""
        tops = dict.fromkeys(path[0] for _, path, _ in self._blocks if path)
        highest = [text for level, text in tops if level == min(level for level, _ in tops)]
        return highest[0] if len(highest) == 1 and next(iter(tops))[1] == highest[0] else ""


def _chapters(path: _Path, title: str) -> tuple[Heading, ...]:
    """The headings of a path; the title is not said twice."""
    texts = [text for _, text in path]
    if texts and texts[0].casefold() == title.casefold():
        del texts[0]
    return tuple(Heading(HeadingKind.CHAPTER, text) for text in texts)


def readable_name(file: str) -> str:
    """A file's name as a title: ``guides/carte_grise-2024.pdf`` is « Carte grise 2024 »."""
    words = clean(regex.sub(r"[_\-\s+]+|%20", " ", PurePosixPath(file).stem)) or "Document"
    return words[0].upper() + words[1:]
