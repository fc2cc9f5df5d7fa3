"""The keepers' lists: bases, versions, what a version changes, work to do, answers, accounts."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import SHELF_ACTIONS, find_action
from tui.places import Place, may_enter
from tui.screens.place import PlaceScreen
from tui.screens.styles import StylePaths
from tui.telling.keeper_rows import tell_above, tell_nothing, tell_rows, tell_tab
from tui.widgets.lines import QueueTabs
from tui.widgets.rows import Row, Rows

_WITHIN = {Place.VERSIONS: Place.BASES, Place.CHECK: Place.BASES}
"""The list with a key of its own that a deeper one belongs to."""


class ShelfScreen(PlaceScreen):
    """One list. Each place has a screen with its own keys: ``tui/screens/shelves.py``."""

    CSS_PATH: ClassVar[StylePaths] = ["place.tcss", "shelf.tcss"]

    def compose_place(self) -> ComposeResult:
        yield QueueTabs(id="shelves")
        yield Static(id="above", markup=False)
        yield Rows(id="rows")
        yield Static(id="under", markup=False)

    def rest_focus(self) -> Widget:
        return self.query_one(Rows)

    def tell_place(self) -> None:
        desk, words = self.work.desk, self.work.words
        shown = _WITHIN.get(desk.place, desk.place)
        self.query_one(QueueTabs).tell(
            [
                (f"{find_action(name).key} {tell_tab(name, place, desk, words)}", place is shown)
                for name, place in SHELF_ACTIONS.items()
                if may_enter(place, desk.roles)
            ]
        )
        self._tell("#above", "\n".join(tell_above(desk, words)))
        rows = [Row(head, lines) for head, lines in tell_rows(desk, words)]
        self.query_one(Rows).set_rows(rows, desk.marked_row)
        more = words.say("queue.more") if desk.situation.has_more else ""
        self._tell("#under", more if rows else tell_nothing(desk.place, words))

    def _tell(self, line: str, sentence: str) -> None:
        told = self.query_one(line, Static)
        told.update(sentence)
        told.display = bool(sentence)

    def on_option_list_option_highlighted(self, event: Rows.OptionHighlighted) -> None:
        if self.work.desk.place is self.PLACE:
            self.work.desk.mark_row(event.option_index)
            self.tell_hints()

    def on_option_list_option_selected(self, event: Rows.OptionSelected) -> None:
        self.work.desk.mark_row(event.option_index)
        self.action_do("open")
