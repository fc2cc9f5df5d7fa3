"""What every deed works with."""

from dataclasses import dataclass

from assistant.api.desk_schemas import CaseLine
from tui.desk import Desk
from tui.face import Choice, Face
from tui.words import Words


@dataclass(frozen=True, slots=True)
class Work:
    """One desk, the face that shows it, and its words."""

    desk: Desk
    face: Face
    words: Words

    @property
    def line(self) -> CaseLine | None:
        return self.desk.line

    def choices(self, group: str, values: list[str]) -> list[Choice]:
        """The words of a closed list: ``desk.<group>.<value>``."""
        return [Choice(value, self.words.say(f"{group}.{value}")) for value in values]
