"""Pages cut into passages along their own structure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from knowledge.sentences import split_sentences
from knowledge.types import Block, BlockKind, Document, Heading, HeadingKind, Passage

FORMAT = 1
"""Raised when the same document would give other passages: versions of a base are told apart by it."""

TARGET_WORDS = 110
"""A passage is closed when the next unit would carry it past this."""
SMALL_WORDS = 45
"""Sections shorter than this join a neighbour of the same chapter."""
MAX_WORDS = 240
"""No passage is longer, save one sentence or one table row that is."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """Lines that must stay together."""

    lines: tuple[str, ...]

    @property
    def words(self) -> int:
        return sum(len(line.split()) for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Section:
    """Consecutive units under one heading path."""

    path: tuple[Heading, ...]
    units: tuple[_Unit, ...]

    @property
    def words(self) -> int:
        return sum(unit.words for unit in self.units)


def cut_into_passages(document: Document) -> list[Passage]:
    """The passages of a page, in reading order.

    A passage holds the blocks under one heading path; the introduction stands alone. Long ones are cut, with the
    sentence that leads into a list and the header of a table said again on each piece. Small sections of one chapter
    join, their own heading kept as a line. Two situations or cases never share a passage, even where their words are
    the same.
    """
    passages: list[Passage] = []
    introduction = document.blocks[: document.introduction_blocks]
    body = document.blocks[document.introduction_blocks :]
    for section in (*_sections(introduction), *_joined(list(_sections(body)))):
        for lines in _pieces(section.units):
            position = len(passages)
            passages.append(
                Passage(
                    id=f"{document.id}#{position}",
                    document_id=document.id,
                    base=document.base,
                    title=document.title,
                    path=section.path,
                    text="\n".join(lines),
                    url=document.url,
                    updated_on=document.updated_on,
                    theme=document.theme,
                    audience=document.audience,
                    position=position,
                )
            )
    return passages


def _sections(blocks: Iterable[Block]) -> Iterator[_Section]:
    for path, run in groupby(blocks, key=lambda block: block.path):
        yield _Section(path, tuple(_units(list(run))))


def _units(blocks: list[Block]) -> Iterator[_Unit]:
    """A lead-in stays with what it leads to; a long list or table is cut with its opening repeated."""
    lead: tuple[str, ...] = ()
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if _leads_into(block, following):
            lead = (*lead, *block.lines)
            continue
        if block.kind is BlockKind.TABLE:
            yield from _repeated((*lead, *block.lines[:1]), block.lines[1:])
        elif block.kind is BlockKind.LIST:
            yield from _repeated(lead, block.lines)
        elif block.kind is BlockKind.PARAGRAPH:
            yield from (_Unit((*lead, line)) for line in block.lines)
        else:
            yield from _repeated((*lead, *block.lines[:1]), block.lines[1:])
        lead = ()


def _leads_into(block: Block, following: Block | None) -> bool:
    return (
        following is not None
        and block.kind is BlockKind.PARAGRAPH
        and block.lines[-1].rstrip().endswith(":")
        and len(block.lines[-1].split()) <= SMALL_WORDS
    )


def _repeated(opening: tuple[str, ...], lines: tuple[str, ...]) -> Iterator[_Unit]:
    """One unit when it fits, else several that all begin with ``opening``."""
    whole = _Unit((*opening, *lines))
    if whole.words <= MAX_WORDS or not lines:
        yield whole
        return
    budget = max(TARGET_WORDS - _Unit(opening).words, SMALL_WORDS)
    for piece in _filled([_Unit((line,)) for line in lines], budget):
        yield _Unit((*opening, *piece))


def _joined(sections: list[_Section]) -> list[_Section]:
    """Neighbouring small sections of one chapter as one, under the path that they share."""
    joined: list[_Section] = []
    for section in sections:
        last = joined[-1] if joined else None
        if last is not None and _may_join(last, section):
            shared = _shared(last.path, section.path)
            joined[-1] = _Section(shared, (*_said(last, shared), *_said(section, shared)))
        else:
            joined.append(section)
    return joined


def _may_join(first: _Section, second: _Section) -> bool:
    if min(first.words, second.words) > SMALL_WORDS or first.words + second.words > TARGET_WORDS:
        return False
    if _branches(first.path) != _branches(second.path):
        return False
    shared = _shared(first.path, second.path)
    return len(shared) > 1 and shared[-1].kind is HeadingKind.CHAPTER


def _said(section: _Section, shared: tuple[Heading, ...]) -> tuple[_Unit, ...]:
    """The section's units, opened by the headings that the shared path does not say."""
    own = tuple(step.text for step in section.path[len(shared) :])
    if not own:
        return section.units
    first, *rest = section.units
    return (_Unit((*own, *first.lines)), *rest)


def _shared(first: tuple[Heading, ...], second: tuple[Heading, ...]) -> tuple[Heading, ...]:
    count = 0
    for left, right in zip(first, second, strict=False):
        if left != right:
            break
        count += 1
    return first[:count]


def _branches(path: tuple[Heading, ...]) -> tuple[Heading, ...]:
    return tuple(step for step in path if step.kind in (HeadingKind.SITUATION, HeadingKind.CASE))


def _pieces(units: tuple[_Unit, ...]) -> Iterator[tuple[str, ...]]:
    yield from _filled([piece for unit in units for piece in _within_limit(unit)], TARGET_WORDS)


def _filled(units: list[_Unit], budget: int) -> list[tuple[str, ...]]:
    """Units gathered until ``budget`` words; a small remainder joins the piece before it."""
    pieces: list[_Unit] = []
    for unit in units:
        last = pieces[-1] if pieces else None
        if last is not None and (last.words + unit.words <= budget or last.words < SMALL_WORDS // 2):
            pieces[-1] = _Unit(last.lines + unit.lines)
        else:
            pieces.append(unit)
    if len(pieces) > 1 and pieces[-1].words < SMALL_WORDS // 2 and pieces[-2].words + pieces[-1].words <= MAX_WORDS:
        end = pieces.pop()
        pieces[-1] = _Unit(pieces[-1].lines + end.lines)
    return [piece.lines for piece in pieces]


def _within_limit(unit: _Unit) -> Iterator[_Unit]:
    """A unit cut at sentence ends when it is longer than a passage may be."""
    if unit.words <= MAX_WORDS:
        yield unit
        return
    for line in unit.lines:
        if len(line.split()) <= MAX_WORDS:
            yield _Unit((line,))
        else:
            yield from (
                _Unit((" ".join(piece),))
                for piece in _filled([_Unit((sentence,)) for sentence in split_sentences(line)], TARGET_WORDS)
            )
