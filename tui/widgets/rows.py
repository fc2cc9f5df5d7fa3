"""A list whose marked row carries a sign, so that it is found without colours."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

_MARKED, _UNMARKED = "▶ ", "  "


@dataclass(frozen=True, slots=True)
class Row:
    """``head`` in bold, the rest under it."""

    head: str
    lines: tuple[str, ...] = ()


class Rows(OptionList):
    """Rows of one or several lines."""

    def __init__(self, rows: Sequence[Row] = (), *, marked: int = 0, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self._rows: tuple[Row, ...] = ()
        self.set_rows(rows, marked)

    def set_rows(self, rows: Sequence[Row], marked: int = 0) -> None:
        """Show these. Nothing moves when they are the ones that are shown."""
        if tuple(rows) != self._rows:
            self._rows = tuple(rows)
            self.clear_options()
            self.add_options(Option(_draw(row, is_marked=number == marked)) for number, row in enumerate(self._rows))
        if self._rows:
            self.highlighted = max(0, min(marked, len(self._rows) - 1))

    def watch_highlighted(self, highlighted: int | None) -> None:
        for number, row in enumerate(self._rows[: self.option_count]):
            self.replace_option_prompt_at_index(number, _draw(row, is_marked=number == highlighted))
        super().watch_highlighted(highlighted)


def _draw(row: Row, *, is_marked: bool) -> Content:
    start = _MARKED if is_marked else _UNMARKED
    rest = "".join(f"\n{_UNMARKED}{line}" for line in row.lines)
    return Content.assemble(start, (row.head, "bold"), rest)
