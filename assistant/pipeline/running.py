"""A turn under way: what it has told so far, and who is reading."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from time import monotonic

from assistant.conversation.types import Answer
from assistant.pipeline.events import Event, TurnEnded


@dataclass(slots=True)
class RunningTurn:
    """Keeps the events of one turn, so that a reader may come late, come back, or leave.

    Lives in one event loop. When the last reader leaves before the end, the turn is stopped after
    ``abandon_seconds``: somebody whose connection breaks has that long to come back.
    """

    question_id: str
    abandon_seconds: float
    task: asyncio.Task[object] | None = None
    events: list[Event] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    """Seconds from the taking of the question to each event."""
    _started: float = field(default_factory=monotonic)
    is_closed: bool = False
    """True when nothing more will be told, answer or not."""
    _readers: int = 0
    _grown: asyncio.Event = field(default_factory=asyncio.Event)
    _abandonment: asyncio.TimerHandle | None = None

    @property
    def is_over(self) -> bool:
        return self.is_closed or (bool(self.events) and isinstance(self.events[-1], TurnEnded))

    @property
    def answer(self) -> Answer:
        """The answer of a turn that ended. Raises ``LookupError`` before, or when the turn ended without one."""
        last = self.events[-1] if self.events else None
        if not isinstance(last, TurnEnded):
            raise LookupError("the turn has no answer")
        return last.answer

    def emit(self, event: Event) -> None:
        self.moments.append(monotonic() - self._started)
        self.events.append(event)
        self._wake()

    def close(self) -> None:
        """Let every reader go, also when the turn ended without a last event."""
        self.is_closed = True
        self._wake()

    def _wake(self) -> None:
        self._grown.set()
        self._grown = asyncio.Event()

    async def follow(self, after: int = 0) -> AsyncGenerator[tuple[int, Event], None]:
        """Every event from number ``after`` on, each with its own number from 1, until the turn ends."""
        self._arrive()
        try:
            position = max(after, 0)
            if self.is_over and self.events:  # whoever comes back after the end is told the end
                position = min(position, len(self.events) - 1)
            while True:
                while position < len(self.events):
                    event = self.events[position]
                    position += 1
                    yield position, event
                    if isinstance(event, TurnEnded):
                        return
                if self.is_over:
                    return
                await self._grown.wait()
        finally:
            self._leave()

    def watch(self) -> None:
        """Start the clock of a turn that nobody has begun to read."""
        if not self._readers:
            self._leave_alone()

    def _arrive(self) -> None:
        self._readers += 1
        if self._abandonment is not None:
            self._abandonment.cancel()
            self._abandonment = None

    def _leave(self) -> None:
        self._readers -= 1
        if not self._readers and not self.is_over:
            self._leave_alone()

    def _leave_alone(self) -> None:
        self._abandonment = asyncio.get_running_loop().call_later(self.abandon_seconds, self._stop)

    def _stop(self) -> None:
        if self.task is not None and not self.is_over:
            self.task.cancel()
