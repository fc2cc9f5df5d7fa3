"""The one door through which words reach a person: screened first, then emitted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from assistant.conversation.types import AnswerPart
from assistant.pipeline.events import Event, PartReleased

Evidence = Mapping[str, str]
"""Text of each passage that the answer may stand on, by passage id."""

Screen = Callable[[AnswerPart, Evidence], bool]
"""Says whether a part may be shown. A screen that raises stops the part like one that says no."""


@dataclass(slots=True)
class Outlet:
    """Web, terminal and voice differ only in what is behind ``emit``."""

    emit: Callable[[Event], None]
    screens: Sequence[Screen] = ()
    evidence: Evidence = field(default_factory=dict)
    released: list[AnswerPart] = field(default_factory=list)
    held: list[AnswerPart] | None = None
    """Parts that passed and are kept back for an agent to check; None while nothing is kept back."""

    def say(self, part: AnswerPart) -> bool:
        """Emit the part, or keep it back, if every screen lets it pass. Returns whether it passed."""
        if not part.text.strip() or not all(self._passes(screen, part) for screen in self.screens):
            return False
        if self.held is not None:
            self.held.append(part)
            return True
        self.released.append(part)
        self.emit(PartReleased(part))
        return True

    def hold(self) -> None:
        """Keep back whatever is said from here on."""
        self.held = []

    def take_held(self) -> tuple[AnswerPart, ...]:
        """What was kept back, which goes no further by itself; what is said from here on is emitted again."""
        held, self.held = tuple(self.held or ()), None
        return held

    def _passes(self, screen: Screen, part: AnswerPart) -> bool:
        try:
            return screen(part, self.evidence)
        except Exception:  # whatever a screen trips on, the part has not been proven fit to show
            return False
