"""What every deed works with."""

from dataclasses import dataclass

from assistant.api.desk_schemas import CaseLine
from assistant.api.keeper_schemas import VersionWire
from tui.desk import Desk
from tui.face import Choice, Face
from tui.places import Place
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

    @property
    def version(self) -> VersionWire | None:
        return self.desk.keeping.version(self.desk.place)

    async def enter(self, place: Place) -> None:
        """Read one of the keepers' lists, then show it."""
        await self.desk.keeping.read(place)
        self.desk.place = place
        await self.face.go(place)

    def choices(self, group: str, values: list[str]) -> list[Choice]:
        """The words of a closed list: ``desk.<group>.<value>``."""
        return [Choice(value, self.words.say(f"{group}.{value}")) for value in values]
