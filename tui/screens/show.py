"""Something to read to its end."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.screens.dialog import Dialog
from tui.words import Words


class ShowScreen(Dialog[bool]):
    """True with Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [("escape", "give_up", ""), ("enter", "go_on", "")]

    def __init__(self, title: str, lines: Sequence[str], words: Words) -> None:
        super().__init__(title, lines or ("",), words.say("screen.show_how"))

    def compose_answer(self) -> ComposeResult:
        yield Static("", classes="field")

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def action_go_on(self) -> None:
        self.dismiss(True)
