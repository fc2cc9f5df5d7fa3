"""Writing a line or a longer text. What is typed is kept at each key, also when the question is given up."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui.screens.dialog import Dialog
from tui.unsent import UnsentTexts
from tui.widgets.writing import WritingBox
from tui.words import Words


class WriteScreen(Dialog[str]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", ""), Binding("ctrl+s", "end", "")]

    def __init__(self, title: str, hint: str, unsent: UnsentTexts, slot: str, words: Words, *, is_long: bool) -> None:
        super().__init__(title, [hint], words.say("screen.write_long_how" if is_long else "screen.write_how"))
        self._unsent = unsent
        self._slot = slot
        self._is_long = is_long

    def compose_answer(self) -> ComposeResult:
        if self._is_long:
            yield WritingBox(self._unsent)
        else:
            box = Input(self._unsent.text(self._slot))
            box.cursor_blink = False
            yield box

    def on_mount(self) -> None:
        if self._is_long:
            box = self.query_one(WritingBox)
            box.show_slot(self._slot)
            box.focus()
        else:
            self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._unsent.keep(self._slot, event.value)

    def on_input_submitted(self) -> None:
        self.action_end()

    def action_end(self) -> None:
        self.dismiss(self.query_one(WritingBox).text if self._is_long else self.query_one(Input).value)
