"""Keeps a desk in step with its server, and tells the agent what happens there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from assistant.api.desk_schemas import DeskEvent
from assistant.vocabulary import CaseChange
from tui.deeds.work import Work
from tui.desk import Connection
from tui.errors import DeskError
from tui.face import Tone
from tui.following import Barred, Connected, Happening, Lost, SessionOver, Told


async def listen(work: Work, happenings: AsyncIterator[Happening]) -> None:
    """Until the stream ends. A reading that fails is left: the stream tells a connection that is lost."""
    reading = _Reading(work)
    try:
        async for happening in happenings:
            match happening:
                case Connected():
                    await _tell_connected(work, happening)
                case Lost(retry_seconds=seconds):
                    _tell_lost(work, int(seconds))
                case SessionOver():
                    work.desk.connection = Connection.SESSION_OVER
                    work.face.announce(work.words.say("event.session_over"), Tone.WARNING, rings=True)
                case Barred(message=message):
                    work.face.announce(message, Tone.WARNING, rings=False)
                case Told(name=name, event=event):
                    _announce(work, name, event)
                    reading.ask(event.case_id)
            await work.face.update()
    finally:
        reading.stop()


class _Reading:
    """Reads again what events are about, one reading at a time: a hundred events while one lasts make one more."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._asked: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    def ask(self, case_id: str) -> None:
        self._asked.add(case_id)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._read())

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def _read(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, set()
            with suppress(DeskError):
                await self._work.desk.hear(asked)
            await self._work.face.update()


async def _tell_connected(work: Work, connected: Connected) -> None:
    was_lost = work.desk.connection is Connection.LOST
    work.desk.connection = Connection.UP
    if not connected.is_resumed:  # at the beginning too: something may have come since the lists were read
        with suppress(DeskError):
            await work.desk.refresh_requests()
    if was_lost:
        work.face.announce(work.words.say("event.back"), Tone.DONE, rings=False)


def _tell_lost(work: Work, seconds: int) -> None:
    """Once for a break: the signs of the screen count the later pauses."""
    is_told = work.desk.connection is Connection.LOST
    work.desk.connection, work.desk.retry_seconds = Connection.LOST, seconds
    if not is_told:
        work.face.announce(work.words.say("event.lost", seconds=seconds), Tone.WARNING, rings=False)


def _announce(work: Work, name: str, event: DeskEvent) -> None:
    """What others did. Nobody is told what they have just done themselves."""
    if event.who and event.who == work.desk.account_name:
        return
    if name == "training":
        work.face.announce(work.words.say("event.training"), Tone.WARNING, rings=False)
    elif name == "draft":
        work.face.announce(work.words.say("event.new_draft"), Tone.DONE, rings=True)
    elif event.what is CaseChange.ALARM:
        work.face.announce(work.words.say("event.alarm"), Tone.ALARM, rings=True)
    elif event.is_new:
        urgent = event.is_urgent
        key = "event.new_urgent" if urgent else "event.new_case"
        work.face.announce(work.words.say(key), Tone.ALARM if urgent else Tone.DONE, rings=True)
    elif name == "case" and event.what is None and event.case_id in work.desk.held:
        work.face.announce(work.words.say("event.message"), Tone.DONE, rings=True)
