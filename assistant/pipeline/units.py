"""Cuts a passage into units: lines that mean something only together, and are shown or left out together.

A list stays with the line that opens it, a table with its header, an exception with its rule, « ce délai » with the
sentence that names it. So an answer can be trimmed without losing a condition.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from assistant.pipeline.routes import fold
from knowledge.types import Block, BlockKind, HeadingKind

_LEANS_BACK = re.compile(
    r"(?:toutefois|cependant|neanmoins|sauf|mais|en revanche|par contre|a defaut|sinon|a condition|attention"
    r"|dans les autres cas|dans tous les cas|passe ce delai|au-dela|c'est le cas|il en est de meme|de meme|en effet"
    r"|(?:si|dans|pour|pendant|apres|avant|a l'issue de|avec|sans|a) (?:ce|cet|cette|ces|cela)|cela|par exemple"
    r"|si [^,]{1,40}\bne respect\w+ pas"
    r"|ce|cet|cette|ces|celui-ci|celle-ci|ceux-ci|celles-ci|il|elle|ils|elles)\b"
)
"""Openings of a line that changes the line before, or that cannot be read without it."""
_IMPERSONAL = re.compile(r"(?:il (?:faut|existe|est|n'est|n'existe|y a)|ce (?:service|site|numero))\b")
"""Openings that look back in form only."""
_MOST_WORDS_OF_DATA = 40
"""What is said of an office or a service in more is shown in part: its name, and the lines that answer."""
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


class DataLine(StrEnum):
    """A line of a block that the page gives as data too: an office, an online service, a form."""

    NAME = "name"
    DETAIL = "detail"
    """A telephone number, hours, « accessible avec FranceConnect »: nothing without the name."""


LineKind = BlockKind | HeadingKind | DataLine
GIVEN_AS_DATA = re.compile(r"(?:Où s'adresser|Service en ligne|Formulaire|Modèle de document|Simulateur)\s[:?]\s")
"""Opens the lines that the page's own data says again, with its link, under the answer."""


def line_kinds(blocks: Sequence[Block]) -> Mapping[str, LineKind]:
    """What each line of a page is. A line that a page has twice is what it is first."""
    kinds: dict[str, LineKind] = {}
    for block in blocks:
        for step in block.path[1:]:
            kinds.setdefault(step.text, step.kind)
        is_data = bool(block.lines) and GIVEN_AS_DATA.match(block.lines[0]) is not None
        for number, line in enumerate(block.lines):
            of_data = DataLine.DETAIL if number else DataLine.NAME
            kinds.setdefault(line, of_data if is_data else block.kind)
    return kinds


def headings_above(blocks: Sequence[Block]) -> Mapping[str, Set[str]]:
    """The headings under which each line of a page stands."""
    above: defaultdict[str, set[str]] = defaultdict(set)
    for block in blocks:
        for line in block.lines:
            above[line].update(step.text for step in block.path)
    return above


def cut_into_units(
    lines: Sequence[str], kinds: Mapping[str, LineKind], *, whole_lists: bool = False
) -> tuple[Unit, ...]:
    """The units of a passage. ``whole_lists`` keeps long lists in one unit: for who asks for papers, one missing
    item makes the rest useless."""
    return tuple(
        unit
        for group in _groups(lines, kinds)
        for unit in (_pieces(group, lines, kinds) if not whole_lists else (Unit(tuple(group)),))
    )


def _groups(lines: Sequence[str], kinds: Mapping[str, LineKind]) -> Iterator[list[int]]:
    group: list[int] = []
    for number, line in enumerate(lines):
        if group and not _belongs(line, lines[number - 1], kinds):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _belongs(line: str, before: str, kinds: Mapping[str, LineKind]) -> bool:
    """Whether a line stays with the one before."""
    kind, kind_before = kinds.get(line), kinds.get(before)
    if kind is DataLine.DETAIL:
        return isinstance(kind_before, DataLine)
    if isinstance(kind_before, HeadingKind) or before.rstrip().endswith(":"):
        return True
    if isinstance(kind, HeadingKind):
        return False
    if kind in (BlockKind.LIST, BlockKind.TABLE):
        return kind_before is kind
    folded = fold(line)
    return _LEANS_BACK.match(folded) is not None and not _IMPERSONAL.match(folded)


def _pieces(group: Sequence[int], lines: Sequence[str], kinds: Mapping[str, LineKind]) -> Iterator[Unit]:
    """The group as one unit, or, where it is a long list, table or office, its opening with each item."""
    words = sum(len(_WORD.findall(lines[number])) for number in group)
    if kinds.get(lines[group[0]]) is DataLine.NAME and words > _MOST_WORDS_OF_DATA:
        yield from (Unit((group[0], number)) for number in group[1:])
        return
    listed = [number for number in group if kinds.get(lines[number]) in (BlockKind.LIST, BlockKind.TABLE)]
    opening = [number for number in group if number < (listed[0] if listed else 0)]
    if listed and kinds.get(lines[listed[0]]) is BlockKind.TABLE and len(listed) > 1:
        opening.append(listed.pop(0))
    tail = [number for number in group if listed and number > listed[-1]]
    if len(listed) < 2 or words <= MOST_WORDS_OF_A_LIST or tail:
        yield Unit(tuple(group))
        return
    for number in listed:
        yield Unit((*opening, number), is_piece=True)
