"""Cuts a passage into units: lines that mean something only together, and are shown or left out together.

A list stays with the line that opens it, a table with its header, an exception with its rule, « ce délai » with the
sentence that names it. So an answer can be trimmed without losing a condition.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.pipeline.routes import fold
from knowledge.types import Block, BlockKind, HeadingKind

_LEANS_BACK = re.compile(
    r"(?:toutefois|cependant|neanmoins|sauf|mais|en revanche|par contre|a defaut|sinon|a condition|attention"
    r"|dans ce cas|dans les autres cas|dans tous les cas|passe ce delai|au-dela|c'est le cas|il en est de meme|de meme"
    r"|ce|cet|cette|ces|celui-ci|celle-ci|ceux-ci|celles-ci|il|elle|ils|elles)\b"
)
"""Openings of a line that changes the line before, or that cannot be read without it."""
_IMPERSONAL = re.compile(r"(?:il (?:faut|existe|est|n'est|n'existe|y a)|ce (?:service|site|numero))\b")
"""Openings that look back in form only."""
MOST_WORDS_OF_A_LIST = 90
"""A longer list may be shown in part: its opening, and the items that answer."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Unit:
    """Lines of one passage, in reading order."""

    lines: tuple[int, ...]
    """Numbers of its lines in the passage, from 0."""
    is_piece: bool = False
    """True for an item of a long list with the opening of that list: the rest of the list is another unit."""


def line_kinds(blocks: Sequence[Block]) -> Mapping[str, BlockKind | HeadingKind]:
    """What each line of a page is. A line that a page has twice is what it is first."""
    kinds: dict[str, BlockKind | HeadingKind] = {}
    for block in blocks:
        for step in block.path[1:]:
            kinds.setdefault(step.text, step.kind)
        for line in block.lines:
            kinds.setdefault(line, block.kind)
    return kinds


def cut_into_units(
    lines: Sequence[str], kinds: Mapping[str, BlockKind | HeadingKind], *, whole_lists: bool = False
) -> tuple[Unit, ...]:
    """The units of a passage. ``whole_lists`` keeps long lists in one unit: for who asks for papers, one missing
    item makes the rest useless."""
    return tuple(
        unit
        for group in _groups(lines, kinds)
        for unit in (_pieces(group, lines, kinds) if not whole_lists else (Unit(tuple(group)),))
    )


def _groups(lines: Sequence[str], kinds: Mapping[str, BlockKind | HeadingKind]) -> Iterator[list[int]]:
    group: list[int] = []
    for number, line in enumerate(lines):
        if group and not _belongs(line, lines[number - 1], kinds):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _belongs(line: str, before: str, kinds: Mapping[str, BlockKind | HeadingKind]) -> bool:
    """Whether a line stays with the one before."""
    kind, kind_before = kinds.get(line), kinds.get(before)
    if isinstance(kind_before, HeadingKind) or before.rstrip().endswith(":"):
        return True
    if isinstance(kind, HeadingKind):
        return False
    if kind in (BlockKind.LIST, BlockKind.TABLE):
        return kind_before is kind
    folded = fold(line)
    return _LEANS_BACK.match(folded) is not None and not _IMPERSONAL.match(folded)


def _pieces(group: Sequence[int], lines: Sequence[str], kinds: Mapping[str, BlockKind | HeadingKind]) -> Iterator[Unit]:
    """The group as one unit, or, where it is a long list or table, its opening with each item."""
    listed = [number for number in group if kinds.get(lines[number]) in (BlockKind.LIST, BlockKind.TABLE)]
    opening = [number for number in group if number < (listed[0] if listed else 0)]
    if listed and kinds.get(lines[listed[0]]) is BlockKind.TABLE and len(listed) > 1:
        opening.append(listed.pop(0))
    tail = [number for number in group if listed and number > listed[-1]]
    words = sum(len(_WORD.findall(lines[number])) for number in group)
    if len(listed) < 2 or words <= MOST_WORDS_OF_A_LIST or tail:
        yield Unit(tuple(group))
        return
    for number in listed:
        yield Unit((*opening, number), is_piece=True)
