"""How the lines of an answer are laid out on a page: paragraphs, lists and tables as such."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from assistant.conversation.types import AnswerPart, split_cells


@dataclass(frozen=True, slots=True)
class Run:
    """Lines that follow each other and are of one kind."""

    kind: Literal["paragraphs", "list", "table"]
    lines: tuple[str, ...]

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """Of a table: its rows, headers first."""
        return tuple(map(split_cells, self.lines))


def lay_out(part: AnswerPart) -> Iterator[Run]:
    """The lines of a part, in their order."""

    def kind(number: int) -> Literal["paragraphs", "list", "table"]:
        return "list" if number in part.items else "table" if number in part.rows else "paragraphs"

    for kind_of_run, numbers in groupby(range(len(part.lines)), key=kind):
        yield Run(kind_of_run, tuple(part.lines[number] for number in numbers))
