"""What a deed of the desk may ask of the agent. The screen and the plain lines each answer it in their own way."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tui.places import Place


class AgentGone(Exception):
    """Nobody can answer any more: the terminal is closed, or the typed lines are at their end."""


class Tone(StrEnum):
    """How a sentence is told. Each has a word in every language, so that no colour is needed."""

    DONE = "done"
    WARNING = "warning"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that may be chosen."""

    value: str
    label: str
    detail: str = ""
    """Shown under it: the text that would be inserted, the comment of a colleague."""


@dataclass(frozen=True, slots=True)
class Credentials:
    name: str
    password: str


@dataclass(frozen=True, slots=True)
class NewPassword:
    current: str
    new: str
    again: str


class Face(Protocol):
    """Every question returns None when the agent gives it up; nothing is done then."""

    async def choose(
        self, title: str, choices: Sequence[Choice], *, lines: Sequence[str] = (), is_long: bool = False
    ) -> str | None:
        """One of them. ``lines`` are read before; a long list may be narrowed by typing."""

    async def choose_with_labels(
        self, title: str, choices: Sequence[Choice], labels_title: str, labels: Sequence[Choice]
    ) -> tuple[str, tuple[str, ...]] | None:
        """One of the choices, and any number of the labels."""

    async def write(self, title: str, hint: str, *, slot: str, is_long: bool = False) -> str | None:
        """A text. What is typed is kept in that slot of the unsent texts until somebody empties it."""

    async def confirm(self, title: str, lines: Sequence[str], yes: str, no: str) -> bool: ...

    async def show(self, title: str, lines: Sequence[str]) -> bool:
        """Something to read. False when the agent leaves before its end."""

    async def ask_credentials(self, name: str, sentence: str, *, is_known: bool) -> Credentials | None:
        """A name and a password, which is not shown. The name of who is known is not asked for."""

    async def ask_new_password(self, sentence: str) -> NewPassword | None: ...

    def insert(self, text: str, *, on_own_lines: bool = False) -> None:
        """Into the text that the agent is writing, where the cursor stands."""

    def tell(self, sentence: str, tone: Tone = Tone.DONE) -> None:
        """A sentence that stays until the next one."""

    async def go(self, place: Place) -> None:
        """Show that place, or show it again as it is."""

    # What comes without being asked for

    def announce(self, sentence: str, tone: Tone, *, rings: bool) -> None:
        """Something happened elsewhere: told without disturbing what is being typed, with a bell when ``rings``."""

    async def update(self) -> None:
        """What is known has changed."""
