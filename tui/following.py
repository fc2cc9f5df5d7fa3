"""Follows the server's events through breaks: growing pauses, and nothing missed."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from time import monotonic

from pydantic import ValidationError

from assistant.api.desk_schemas import DeskEvent
from tui.client import DeskClient, is_mended_by_signing_in
from tui.errors import NotUnderstood, RequestNotTaken, StaffNotAllowed, Unreachable

PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds before each new try; the last one goes on."""
_SETTLED_SECONDS = 5.0
"""A connection that held this long was a sound one: its end starts the pauses over."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The server is listened to. What was shown may be old."""

    is_resumed: bool
    """False: everything is to be read again."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The server cannot be reached."""

    retry_seconds: float


@dataclass(frozen=True, slots=True)
class Told:
    """The server says what happened."""

    name: str
    """``case``, ``draft``, ``presence`` or ``training``."""
    event: DeskEvent


@dataclass(frozen=True, slots=True)
class SessionOver:
    """Nothing is told before the agent signs in again."""


@dataclass(frozen=True, slots=True)
class Barred:
    """The account may not listen: nothing more comes."""

    message: str


Happening = Connected | Lost | Told | SessionOver | Barred


async def follow(
    client: DeskClient,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    clock: Callable[[], float] = monotonic,
) -> AsyncGenerator[Happening, None]:
    """Everything that happens, for ever. An end of the stream that the next try mends at once is told to nobody."""
    last_id = ""
    failures = 0
    while True:
        opened_at = None
        try:
            async with client.open_events(last_id) as events:
                opened_at = clock()
                yield Connected(is_resumed=bool(last_id) and not failures)
                async for sent in events:
                    last_id = sent.id or last_id
                    if sent.event == "reset":
                        yield Connected(is_resumed=False)
                    elif sent.data:
                        yield Told(sent.event, DeskEvent.model_validate_json(sent.data))
        except StaffNotAllowed as error:
            if not is_mended_by_signing_in(error):
                yield Barred(error.refusal.message)
                return
            yield SessionOver()
            await client.wait_for_sign_in()
            continue
        except (Unreachable, NotUnderstood, RequestNotTaken, ValidationError):
            pass
        if opened_at is not None and clock() - opened_at >= _SETTLED_SECONDS:
            failures = 0
            continue
        seconds = PAUSES[min(failures, len(PAUSES) - 1)]
        failures += 1
        yield Lost(seconds)
        await pause(seconds)
