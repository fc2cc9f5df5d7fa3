"""What the screens of the desk's places share: the lines around them, and one way for every action."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tui.actions import Action, actions_of, find_action, possible_actions
from tui.deeds.work import Work
from tui.face import Tone
from tui.places import Place
from tui.screens.styles import StylePaths
from tui.widgets.lines import Hints, StatusLine, ToldLine
from tui.widgets.writing import WritingBox


def bindings_of(place: Place) -> list[BindingType]:
    return [Binding(action.key, f"do('{action.name}')", action.name, show=False) for action in actions_of(place)]


class PlaceScreen(Screen[None]):
    """A place of the desk. :meth:`tell_place` draws what is known; nothing else does."""

    CSS_PATH: ClassVar[StylePaths] = "place.tcss"
    PLACE: ClassVar[Place]

    @dataclass
    class Wanted(Message):
        """The agent wants this done."""

        action: Action

    def __init__(self, work: Work) -> None:
        super().__init__()
        self.work = work

    def compose(self) -> ComposeResult:
        yield StatusLine(id="status", markup=False)
        yield from self.compose_place()
        yield ToldLine(id="told", markup=False)
        yield Hints(id="hints")

    def compose_place(self) -> ComposeResult:
        raise NotImplementedError

    def tell_place(self) -> None:
        raise NotImplementedError

    @property
    def writing_box(self) -> WritingBox | None:
        """Where the agent writes here."""
        return None

    @property
    def is_typing(self) -> bool:
        return self.writing_box is not None and self.focused is self.writing_box

    def on_mount(self) -> None:
        self.tell_all()

    def on_screen_resume(self) -> None:
        self.tell_all()

    def on_descendant_focus(self) -> None:
        self.tell_hints()

    def on_descendant_blur(self) -> None:
        self.call_after_refresh(self.tell_hints)

    def tell_all(self) -> None:
        self.query_one(StatusLine).tell(self.work.desk, self.work.words)
        if self.work.desk.place is self.PLACE:
            self.tell_place()
        self.tell_hints()

    def tell_hints(self) -> None:
        desk = self.work.desk
        is_here = desk.account is not None and desk.place is self.PLACE
        actions = possible_actions(desk.situation) if is_here else ()
        kept = [action for action in actions if action.has_hint and (action.works_while_typing or not self.is_typing)]
        self.query_one(Hints).tell(kept, self.work.words)

    def tell_sentence(self, sentence: str, tone: Tone) -> None:
        self.query_one(ToldLine).tell(sentence, tone, self.work.words)

    def keep_text(self) -> None:
        if self.writing_box is not None:
            self.writing_box.keep()

    def rest_focus(self) -> Widget:
        """What is read when nothing is written."""
        raise NotImplementedError

    def action_do(self, name: str) -> None:
        """Escape leaves the text before it leaves the place."""
        self.keep_text()
        if name == "back" and self.is_typing:
            self.rest_focus().focus()
        else:
            self.post_message(self.Wanted(find_action(name)))
