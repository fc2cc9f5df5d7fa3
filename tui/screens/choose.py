"""Choosing one thing: by its digit, by the arrows, or by typing to narrow a long list."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from tui.face import Choice
from tui.screens.dialog import Dialog
from tui.widgets.rows import Row, Rows
from tui.words import Words

_MOST_DETAIL = 3
"""Lines of a detail that are shown in the list."""
_FEW = 3
"""Choices under which most of the room is for what is read before them."""
_SOME_LINES = 8
"""Beyond, what is read may not fit."""


class ChooseScreen(Dialog[str]):
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "give_up", ""),
        ("down", "move(1)", ""),
        ("up", "move(-1)", ""),
        Binding("pagedown", "read(1)", "", priority=True),
        Binding("pageup", "read(-1)", "", priority=True),
    ]

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        lines: Sequence[str],
        words: Words,
        *,
        is_long: bool,
        marked: int = 0,
    ) -> None:
        self._is_to_read = len(choices) <= _FEW and bool(lines)
        how = "screen.choose_read_how" if self._is_to_read and len(lines) > _SOME_LINES else "screen.choose_how"
        super().__init__(title, lines, words.say(how))
        self.set_class(self._is_to_read, "-to-read")
        self.set_class(not lines, "-alone")
        self._choices = tuple(choices)
        self._shown = self._choices
        self._words = words
        self._is_long = is_long
        self._marked = marked

    def compose_answer(self) -> ComposeResult:
        if self._is_long:
            box = Input(placeholder=self._words.say("screen.filter"), id="filter")
            box.cursor_blink = False
            yield box
        yield Rows(self._draw(), marked=self._marked)
        yield Static(self._words.say("screen.no_match"), id="no-match", markup=False)

    def on_mount(self) -> None:
        self.query_one("#no-match").display = False
        self.query_one("#filter" if self._is_long else "Rows").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        wanted = event.value.casefold().split()
        self._shown = tuple(
            choice
            for choice in self._choices
            if all(word in f"{choice.label} {choice.detail}".casefold() for word in wanted)
        )
        self.query_one(Rows).set_rows(self._draw())
        self.query_one("#no-match").display = not self._shown

    def on_input_submitted(self) -> None:
        marked = self.query_one(Rows).highlighted
        if self._shown and marked is not None:
            self.dismiss(self._shown[marked].value)

    def on_option_list_option_selected(self, event: Rows.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index].value)

    def on_key(self, event: events.Key) -> None:
        if not self._is_long and event.key.isdecimal() and 1 <= int(event.key) <= len(self._shown):
            event.stop()
            self.dismiss(self._shown[int(event.key) - 1].value)

    def action_move(self, steps: int) -> None:
        rows = self.query_one(Rows)
        if self._shown:
            rows.highlighted = ((rows.highlighted or 0) + steps) % len(self._shown)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """The page keys are those of the list where little is read before it."""
        return action != "read" or self._is_to_read

    def action_read(self, pages: int) -> None:
        lines = self.query_one("#dialog-lines", VerticalScroll)
        lines.scroll_page_down(animate=False) if pages > 0 else lines.scroll_page_up(animate=False)

    def _draw(self) -> list[Row]:
        return [
            Row(
                choice.label if self._is_long else f"{number}. {choice.label}",
                tuple(choice.detail.splitlines()[:_MOST_DETAIL]),
            )
            for number, choice in enumerate(self._shown, 1)
        ]
