"""The lists of the desk: who waits, and for what."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from assistant.vocabulary import Queue
from tui.actions import QUEUE_ACTIONS, find_action
from tui.places import Place
from tui.screens.place import PlaceScreen, bindings_of
from tui.screens.styles import StylePaths
from tui.telling.rows import tell_draft_row, tell_queue, tell_row
from tui.unsent import edited_slot, reply_slot
from tui.widgets.lines import QueueTabs
from tui.widgets.rows import Row, Rows

_KEYS = {queue: find_action(name).key for name, queue in QUEUE_ACTIONS.items()}


class ListsScreen(PlaceScreen):
    CSS_PATH: ClassVar[StylePaths] = ["place.tcss", "lists.tcss"]
    PLACE: ClassVar[Place] = Place.QUEUES
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.QUEUES)

    def compose_place(self) -> ComposeResult:
        yield QueueTabs(id="queues")
        yield Rows(id="rows")
        yield Static(id="under", markup=False)

    def rest_focus(self) -> Widget:
        return self.query_one(Rows)

    def tell_place(self) -> None:
        desk, words, now = self.work.desk, self.work.words, self.work.desk.now()
        self._tell_tabs()
        rows = [tell_row(line, words, now, has_text=desk.unsent.holds(reply_slot(line.id))) for line in desk.lines] + [
            tell_draft_row(draft, words, now, has_text=desk.unsent.holds(edited_slot(draft.id)))
            for draft in desk.drafts
        ]
        self.query_one(Rows).set_rows([Row(facts, (subject,)) for facts, subject in rows], desk.marked)
        under = words.say("queue.more") if desk.more else "" if rows or not desk.queues else words.say("queue.empty")
        self.query_one("#under", Static).update(under)
        self.query_one("#under", Static).display = bool(under)

    def _tell_tabs(self) -> None:
        desk, words = self.work.desk, self.work.words
        tabs = [
            (f"{_KEYS[queue]} {tell_queue(queue, desk.queues, words)}", queue is desk.queue and not desk.searched)
            for queue in Queue
        ]
        if desk.searched:
            tabs.append((words.say("queue.searched", words=desk.searched, count=len(desk.lines)), True))
        self.query_one(QueueTabs).tell(tabs)

    def on_option_list_option_highlighted(self, event: Rows.OptionHighlighted) -> None:
        self.work.desk.marked = event.option_index
        self.tell_hints()

    def on_option_list_option_selected(self, event: Rows.OptionSelected) -> None:
        self.work.desk.marked = event.option_index
        self.action_do("open")
