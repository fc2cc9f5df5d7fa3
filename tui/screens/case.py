"""One case: what the person asked and the pages, then the conversation, then the reply."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from assistant.vocabulary import Author
from tui.actions import find_action, spell_key
from tui.deeds.work import Work
from tui.places import Place
from tui.screens.place import PlaceScreen, bindings_of
from tui.screens.styles import StylePaths
from tui.telling.case_text import tell_case
from tui.telling.rows import tell_state
from tui.widgets.blocks import Blocks
from tui.widgets.writing import WritingBox


class CaseScreen(PlaceScreen):
    CSS_PATH: ClassVar[StylePaths] = ["place.tcss", "case.tcss"]
    PLACE: ClassVar[Place] = Place.CASE
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.CASE)

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        self._messages = 0
        """How many are shown."""

    def compose_place(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield Blocks(id="blocks")
        yield Static(id="not-yours", markup=False)
        yield WritingBox(self.work.desk.unsent, placeholder=self.work.words.say("reply.placeholder"), id="reply")

    @property
    def writing_box(self) -> WritingBox:
        return self.query_one(WritingBox)

    def rest_focus(self) -> Widget:
        return self.query_one(Blocks)

    def tell_place(self) -> None:
        desk, words = self.work.desk, self.work.words
        if desk.case is None:
            return
        line = desk.case.line
        subject = words.mark_masks(line.subject) or words.say("row.no_subject")
        urgent = f"{words.say('row.urgent')} · " if line.is_urgent else ""
        title = Content.assemble(
            (urgent, "bold reverse"), (subject, "bold"), f"\n{tell_state(line, words, desk.now())}"
        )
        self.query_one("#title", Static).update(title)
        blocks = tell_case(desk.case, words, desk.now())
        self.query_one(Blocks).tell(blocks, words, is_answer_shown=desk.is_answer_shown)
        self._show_newest()
        self._tell_reply()

    def _show_newest(self) -> None:
        """What the agent has just sent, and where a conversation stands that was begun before."""
        case = self.work.desk.case
        messages = case.messages if case else ()
        of_agents = [message for message in messages if message.author is Author.AGENT]
        has_grown = len(messages) > self._messages
        if has_grown and of_agents and (not self._messages or messages[-1] is of_agents[-1]):
            self.query_one(Blocks).show_end()
        self._messages = len(messages)

    def _tell_reply(self) -> None:
        situation, box = self.work.desk.situation, self.writing_box
        box.border_title = self.work.words.say("reply.title")
        box.show_slot(self.work.desk.slot)
        box.display = situation.is_mine or situation.has_text
        can_take = find_action("take").is_possible(situation)
        key = spell_key(find_action("take").key, self.work.words)
        self.query_one("#not-yours", Static).update(self.work.words.say("case.not_yours", key=key))
        self.query_one("#not-yours", Static).display = can_take
        if not box.display and self.focused in (box, None):
            self.rest_focus().focus()
