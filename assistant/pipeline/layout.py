"""Tells which lines of a quote are items of a list or rows of a table of the page, so that they are shown as such."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from assistant.conversation.types import split_cells
from assistant.pipeline.units import line_kinds
from knowledge.types import Block, BlockKind

_FEWEST_COLUMNS = 2


def find_items(lines: Sequence[str], blocks: Sequence[Block]) -> tuple[int, ...]:
    """Numbers, from 0, of the lines that are items of a list."""
    kinds = line_kinds(blocks)
    return tuple(number for number, line in enumerate(lines) if kinds.get(line) is BlockKind.LIST)


def find_rows(lines: Sequence[str], blocks: Sequence[Block]) -> tuple[int, ...]:
    """Numbers, from 0, of the lines that are rows of a table: only where its headers are among them and every row has
    as many cells, since a cell that is read under the header of another tells something else."""
    tables: dict[str, set[str]] = defaultdict(set)
    for block in blocks:
        if block.kind is BlockKind.TABLE:
            tables[block.lines[0]].update(block.lines[1:])
    return tuple(number for run in _runs(lines, tables) for number in run)


def _runs(lines: Sequence[str], tables: Mapping[str, Set[str]]) -> Iterator[range]:
    for start, line in enumerate(lines):
        rows, columns = tables.get(line, frozenset()), len(split_cells(line))
        end = start + 1
        while end < len(lines) and lines[end] in rows:
            end += 1
        is_even = all(len(split_cells(row)) == columns for row in lines[start:end])
        if rows and end > start + 1 and columns >= _FEWEST_COLUMNS and is_even:
            yield range(start, end)
