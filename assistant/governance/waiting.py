"""How long an answer waits for an agent, told as it was measured, and whether an agent is there at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from sqlalchemy import Engine, select

from assistant.conversation.tables import review_figures
from assistant.messages.catalogue import Messages
from assistant.vocabulary import DeskOpening, Language

_MEASURED_OVER = timedelta(days=30)
_FEWEST_TO_MEASURE = 5
"""Under it a median says nothing of the next one."""


@dataclass(frozen=True, slots=True)
class Wait:
    """What can honestly be said of when."""

    opening: DeskOpening
    typical: timedelta | None = None
    """Half of the last answers were checked sooner; None when too few were to say."""


@dataclass(frozen=True, slots=True)
class WaitTeller:
    """Reads the figures of quality. Synchronous."""

    engine: Engine
    tell_opening: Callable[[], DeskOpening]
    """Whether agents answer now."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def __call__(self) -> Wait:
        now = self.clock()
        return Wait(self.tell_opening(), self._typical(now))

    def _typical(self, now: datetime) -> timedelta | None:
        waited = select(review_figures.c.seconds).where(
            review_figures.c.waited, review_figures.c.decided_at > now - _MEASURED_OVER
        )
        with self.engine.connect() as connection:
            seconds = connection.scalars(waited).all()
        return timedelta(seconds=median(seconds)) if len(seconds) >= _FEWEST_TO_MEASURE else None


def spell_wait(wait: timedelta, messages: Messages, language: Language) -> str:
    """« 12 minutes », « 3 heures », « 2 jours »: never less than it is."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    unit, count = ("minute", minutes) if minutes <= 90 else ("hour", -(-minutes // 60))
    if unit == "hour" and count > 36:
        unit, count = "day", -(-count // 24)
    return messages.text(f"review.wait.{unit}{'s' if count > 1 else ''}", language, count=count)
