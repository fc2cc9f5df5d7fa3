"""Tells whoever follows cases that something changed. What changed is read from the database, so that nothing is
missed between two connections nor at a restart of the server."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, func, select

from assistant.conversation.tables import escalation_changes, escalations, messages
from assistant.vocabulary import Author, CaseChange, EscalationState

_MOST_AT_ONCE = 200
"""Events after a break; past it everything is to be read again."""
_CURSOR = re.compile(r"(\d{1,18})\.(\d{1,18})")
_COMES_TO_QUEUE = frozenset({CaseChange.ACCEPTED, CaseChange.RELEASED})


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """How far somebody has read: the number of the last change and of the last message."""

    change: int = 0
    message: int = 0

    def __str__(self) -> str:
        return f"{self.change}.{self.message}"


def read_cursor(written: str) -> Cursor | None:
    """None for what is no cursor."""
    match = _CURSOR.fullmatch(written)
    return Cursor(int(match[1]), int(match[2])) if match else None


@dataclass(frozen=True, slots=True)
class DeskNews:
    """One event for the desk."""

    name: str
    """``case``, ``draft``, ``presence``, ``training`` or ``reset``."""
    cursor: Cursor
    case_id: str = ""
    what: CaseChange | None = None
    """None for a message of the person, and for what is no case."""
    is_new: bool = False
    is_urgent: bool = False
    who: str = ""


@dataclass(slots=True)
class Bell:
    """Lives in one event loop. Wakes everybody who waits; each looks for themselves at what is new."""

    _rung: asyncio.Event = field(default_factory=asyncio.Event)
    _told: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=_MOST_AT_ONCE))
    """Name and subject of what is in no table of cases: presence, training, a draft that waits."""
    _count: int = 0

    def ring(self) -> None:
        self._rung.set()
        self._rung = asyncio.Event()

    def tell(self, name: str, who: str) -> None:
        """An event that is told once, to those who listen now."""
        self._count += 1
        self._told.append((name, who))
        self.ring()

    @property
    def rung(self) -> asyncio.Event:
        """Set at the next ring. Take it before looking, so that no ring is missed in between."""
        return self._rung

    @property
    def count(self) -> int:
        return self._count

    def told_since(self, count: int) -> list[tuple[str, str]]:
        """Name and subject of what was told since there were so many; the newest, where they are too many to keep."""
        fresh = self._count - count
        return list(self._told)[-fresh:] if fresh > 0 else []


class DeskFeed:
    """Everything that happens to every case, in the order in which it was kept."""

    def __init__(self, engine: Engine, bell: Bell) -> None:
        self._engine = engine
        self._bell = bell

    async def follow(self, last_event_id: str = "") -> AsyncGenerator[DeskNews, None]:
        """From after an event, or from now on. Begins with ``reset`` where it cannot be resumed; never ends."""
        heard = self._bell.count
        newest = await asyncio.to_thread(self._newest)
        cursor = read_cursor(last_event_id) if last_event_id else newest
        if cursor is None or cursor.change > newest.change or cursor.message > newest.message:
            cursor = newest
            yield DeskNews("reset", cursor)
        elif last_event_id:
            yield DeskNews("presence", cursor)  # who came and went meanwhile is in no table
        while True:
            rung = self._bell.rung
            news = await asyncio.to_thread(self._read, cursor)
            if len(news) > _MOST_AT_ONCE:
                cursor = await asyncio.to_thread(self._newest)
                yield DeskNews("reset", cursor)
                continue
            for one in news:
                cursor = one.cursor
                yield one
            told, heard = self._bell.told_since(heard), self._bell.count
            for name, who in told:
                yield DeskNews(name, cursor, who=who)
            await rung.wait()

    def _newest(self) -> Cursor:
        with self._engine.connect() as connection:
            last = [connection.scalar(select(func.max(t.c.id))) or 0 for t in (escalation_changes, messages)]
        return Cursor(*last)

    def _read(self, cursor: Cursor) -> list[DeskNews]:
        """One more than the most, where there are too many."""
        told = escalation_changes
        is_sent = escalations.c.state.not_in((EscalationState.OFFERED.value, EscalationState.DECLINED.value))
        changes = (
            select(told, escalations.c.is_urgent)
            .join(escalations)
            .where(told.c.id > cursor.change, is_sent, told.c.what != CaseChange.OFFERED.value)
            .order_by(told.c.id)
            .limit(_MOST_AT_ONCE + 1)
        )
        written = (
            select(messages, escalations.c.is_urgent)
            .join(escalations)
            .where(messages.c.id > cursor.message, messages.c.author == Author.PERSON.value)
            .order_by(messages.c.id)
            .limit(_MOST_AT_ONCE + 1)
        )
        with self._engine.connect() as connection:
            rows: list[Any] = [*connection.execute(changes), *connection.execute(written)]
        news: list[DeskNews] = []
        for row in rows:
            if "author" in row._fields:
                cursor = Cursor(cursor.change, row.id)
                news.append(DeskNews("case", cursor, row.escalation_id, is_urgent=row.is_urgent, who=row.author))
                continue
            cursor, what = Cursor(row.id, cursor.message), CaseChange(row.what)
            is_new = what in _COMES_TO_QUEUE
            news.append(DeskNews("case", cursor, row.escalation_id, what, is_new, row.is_urgent, row.who))
        return news
