"""One answer under review: the question and the pages, then the folded answer, then the decision."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import find_action, spell_key
from tui.places import Place
from tui.screens.place import PlaceScreen, bindings_of
from tui.screens.styles import StylePaths
from tui.telling.draft_text import tell_draft
from tui.widgets.blocks import Blocks
from tui.widgets.writing import WritingBox


class DraftScreen(PlaceScreen):
    CSS_PATH: ClassVar[StylePaths] = ["place.tcss", "draft.tcss"]
    PLACE: ClassVar[Place] = Place.DRAFT
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.DRAFT)

    def compose_place(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield Blocks(id="blocks")
        yield Static(id="unfold", markup=False)
        yield WritingBox(self.work.desk.unsent, id="edited")

    @property
    def writing_box(self) -> WritingBox:
        return self.query_one(WritingBox)

    def rest_focus(self) -> Widget:
        return self.query_one(Blocks)

    def tell_place(self) -> None:
        desk, words = self.work.desk, self.work.words
        if desk.draft is None:
            return
        self.query_one("#title", Static).update(words.say("draft.title", subject=desk.draft.line.subject))
        blocks = tell_draft(desk.draft, words, desk.now())
        self.query_one(Blocks).tell(blocks, words, is_answer_shown=desk.is_answer_shown)
        key = spell_key(find_action("show_answer").key, words)
        unfold = self.query_one("#unfold", Static)
        unfold.update(words.say("draft.unfold_first", key=key))
        unfold.display = desk.situation.is_undecided and not desk.is_answer_shown
        box = self.writing_box
        box.border_title = words.say("action.edit")
        box.show_slot(desk.slot)
        box.display = desk.situation.has_text
        if not box.display and self.focused in (box, None):
            self.rest_focus().focus()
