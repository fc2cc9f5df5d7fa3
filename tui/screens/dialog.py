"""What every question on the screen shares: a title, lines to read, and Escape to give it up."""

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.screens.styles import StylePaths

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer]):
    """Dismissed with None when it is given up."""

    CSS_PATH: ClassVar[StylePaths] = "dialog.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "give_up", "")]

    def __init__(self, title: str, lines: Sequence[str], how: str) -> None:
        super().__init__()
        self._title = title
        self._lines = lines
        self._how = how

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Static(self._title, id="dialog-title", markup=False)
            if self._lines:
                with VerticalScroll(id="dialog-lines"):
                    yield Static("\n".join(self._lines), markup=False)
            yield from self.compose_answer()
            yield Static(self._how, id="dialog-how", markup=False)

    def compose_answer(self) -> ComposeResult:
        raise NotImplementedError

    def action_give_up(self) -> None:
        self.dismiss(None)
