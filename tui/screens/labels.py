"""Choosing one thing and ticking others in the same question: how a case ends, and what it says of the pages."""

from collections.abc import Sequence
from string import ascii_lowercase

from textual import events
from textual.app import ComposeResult

from tui.face import Choice
from tui.screens.dialog import Dialog
from tui.widgets.rows import Row, Rows
from tui.words import Words


class LabelsScreen(Dialog[tuple[str, tuple[str, ...]]]):
    """A digit picks the choice and ends; a letter ticks a label."""

    def __init__(
        self, title: str, choices: Sequence[Choice], labels_title: str, labels: Sequence[Choice], words: Words
    ) -> None:
        super().__init__(title, (), words.say("close.how"))
        self._choices = tuple(choices)
        self._labels = tuple(labels)
        self._labels_title = labels_title
        self._ticked: set[str] = set()

    def compose_answer(self) -> ComposeResult:
        yield Rows(self._draw())

    def on_mount(self) -> None:
        self.query_one(Rows).focus()

    def on_key(self, event: events.Key) -> None:
        if event.key.isdecimal() and 1 <= int(event.key) <= len(self._choices):
            event.stop()
            self._end(int(event.key) - 1)
        elif event.key in ascii_lowercase[: len(self._labels)]:
            event.stop()
            self._tick(ascii_lowercase.index(event.key))

    def on_option_list_option_selected(self, event: Rows.OptionSelected) -> None:
        if event.option_index < len(self._choices):
            self._end(event.option_index)
        else:
            self._tick(event.option_index - len(self._choices))

    def _end(self, number: int) -> None:
        ticked = tuple(label.value for label in self._labels if label.value in self._ticked)
        self.dismiss((self._choices[number].value, ticked))

    def _tick(self, number: int) -> None:
        self._ticked ^= {self._labels[number].value}
        rows = self.query_one(Rows)
        rows.set_rows(self._draw(), rows.highlighted or 0)

    def _draw(self) -> list[Row]:
        reasons = [Row(f"{number}. {choice.label}") for number, choice in enumerate(self._choices, 1)]
        labels = [
            Row(f"[{'x' if label.value in self._ticked else ' '}] {letter}. {label.label}")
            for letter, label in zip(ascii_lowercase, self._labels, strict=False)
        ]
        return [*reasons, *labels]
