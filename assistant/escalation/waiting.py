"""How long a person may have to wait, from how long others did. Says nothing rather than something false."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Engine, select

from assistant.conversation.tables import escalations
from assistant.vocabulary import Wait

FEWEST_CASES = 5
"""Answered lately; with fewer nothing is said."""
MOST_CASES = 40
"""The newest are looked at."""
RECENT = timedelta(days=30)

_RANGES = (
    (timedelta(minutes=15), Wait.QUARTER),
    (timedelta(minutes=30), Wait.HALF_HOUR),
    (timedelta(hours=1), Wait.HOUR),
    (timedelta(hours=2), Wait.TWO_HOURS),
    (timedelta(hours=4), Wait.HALF_DAY),
)


@dataclass(frozen=True, slots=True)
class PastWait:
    """One case that an agent took: how long it waited in open hours, from which place, with how many agents there."""

    waited: timedelta
    place: int
    """From 1."""
    agents: int

    @property
    def pace(self) -> timedelta:
        """Time of one agent for one place of the queue: what stays comparable when both change."""
        return self.waited * self.agents / self.place


def estimate_wait(past: Sequence[PastWait], *, place: int, agents: int) -> Wait:
    """The wait from this place with as many agents available. UNKNOWN when nobody is, or when too few cases tell."""
    told = [wait.pace for wait in past if wait.agents and wait.place]
    if not agents or len(told) < FEWEST_CASES:
        return Wait.UNKNOWN
    pace = timedelta(seconds=median(pace.total_seconds() for pace in told))
    expected = pace * place / agents
    return next((wait for most, wait in _RANGES if expected <= most), Wait.LONG)


class PastWaits:
    """Reads them from the cases that were taken."""

    def __init__(self, engine: Engine, open_time: Callable[[datetime, datetime], timedelta]) -> None:
        self._engine = engine
        self._open_time = open_time

    def read(self, now: datetime) -> tuple[PastWait, ...]:
        """The newest. Urgent ones go first whatever the queue is, and say nothing of it."""
        query = (
            select(escalations.c.opened_at, escalations.c.claimed_at, escalations.c.place, escalations.c.agents)
            .where(escalations.c.claimed_at > now - RECENT, escalations.c.is_urgent.is_(False))
            .where(escalations.c.place > 0, escalations.c.agents > 0)
            .order_by(escalations.c.claimed_at.desc())
            .limit(MOST_CASES)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        return tuple(PastWait(self._open_time(r.opened_at, r.claimed_at), r.place, r.agents) for r in rows)
