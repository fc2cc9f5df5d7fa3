"""One contested answer: what the person says and the pages, then the folded answer."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import find_action, spell_key
from tui.places import Place
from tui.screens.place import PlaceScreen, bindings_of
from tui.screens.styles import StylePaths
from tui.telling.contests import name_contest, tell_contest
from tui.widgets.blocks import Blocks


class ContestScreen(PlaceScreen):
    CSS_PATH: ClassVar[StylePaths] = ["place.tcss", "draft.tcss"]
    PLACE: ClassVar[Place] = Place.CONTEST
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.CONTEST)

    def compose_place(self) -> ComposeResult:
        yield Static(id="title", markup=False)
        yield Blocks(id="blocks")
        yield Static(id="unfold", markup=False)

    def rest_focus(self) -> Widget:
        return self.query_one(Blocks)

    def tell_place(self) -> None:
        desk, words = self.work.desk, self.work.words
        opened = desk.keeping.contests.opened
        if opened is None:
            return
        title = words.say("contest.title", subject=name_contest(opened.contest, words))
        self.query_one("#title", Static).update(title)
        blocks = tell_contest(opened, words, desk.now())
        self.query_one(Blocks).tell(blocks, words, is_answer_shown=desk.is_answer_shown)
        unfold = self.query_one("#unfold", Static)
        unfold.update(words.say("contest.unfold_first", key=spell_key(find_action("show_answer").key, words)))
        unfold.display = not find_action("decide_contest").is_possible(desk.situation)
