"""The parent's end of one language worker: starts it, sends calls, hands each call its events."""

import asyncio
import contextlib
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from itertools import count

from models.language.protocol import (
    Cancel,
    Failed,
    Failure,
    Finished,
    Generate,
    Load,
    Piece,
    Ready,
    parse_event,
)
from models.types import ChatMessage, ModelDamaged, ModelDied, ModelError, PromptTooLong
from models.workers.frames import BrokenFrame, pack_frame, read_frame_async
from models.workers.launch import worker_environment


class Call:
    """One generation under way: its events in order, and whether the worker is done with it."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.over = asyncio.Event()
        """Set when the worker has told its last word on the call, or has died."""
        self._events: asyncio.Queue[Piece | Finished | Failed] = asyncio.Queue()

    def put(self, event: Piece | Finished | Failed) -> None:
        self._events.put_nowait(event)
        if not isinstance(event, Piece):
            self.over.set()

    async def next_event(self) -> Piece | Finished:
        """Raises what the worker reports, :class:`ModelDied` when it is gone."""
        event = await self._events.get()
        if isinstance(event, Failed):
            raise event.as_error()
        return event


class WorkerLink:
    """One worker process that has loaded its model. Built by :meth:`open`."""

    def __init__(self, process: Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("A worker is spoken to over pipes.")
        self._process = process
        self._orders = process.stdin
        self._news = process.stdout
        self._numbers = count(1)
        self._calls: dict[int, Call] = {}
        self.has_finished_a_call = False
        self.dead = asyncio.Event()
        self._reader: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, command: Sequence[str], load: Load) -> "WorkerLink":
        """Start ``command`` and wait until its model is loaded.

        Raises :class:`ModelMissing`, :class:`ModelDamaged`, :class:`ModelDied`.
        """
        try:
            # The worker's words on the error stream could reach a log, and a log must not hold a prompt.
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=worker_environment()
            )
        except OSError as error:
            raise ModelDied(f"The model's process cannot be started ({error.strerror}).") from None
        link = cls(process)
        try:
            link._send(load)
            await link._wait_until_loaded()
        except BaseException:
            await link.close()
            raise
        link._reader = asyncio.create_task(link._read_events())
        return link

    @property
    def process_id(self) -> int:
        return self._process.pid

    def begin(self, messages: Sequence[ChatMessage], *, max_tokens: int, stop: Sequence[str]) -> Call:
        """Send a call. Raises :class:`ModelDied`."""
        call = Call(next(self._numbers))
        self._send(Generate(call=call.number, messages=tuple(messages), max_tokens=max_tokens, stop=tuple(stop)))
        self._calls[call.number] = call
        return call

    def cancel(self, call: Call) -> None:
        """Ask the worker to stop ``call``; :attr:`Call.over` tells when it has."""
        if not call.over.is_set():
            with contextlib.suppress(ModelDied):
                self._send(Cancel(call=call.number))

    async def close(self) -> None:
        """End the process. Idempotent."""
        if self._reader:
            self._reader.cancel()
        self._orders.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._bury()

    def _send(self, command: Load | Generate | Cancel) -> None:
        """Does not wait: the worker always listens, and the queue limit bounds what can pile up."""
        if self.dead.is_set():
            raise ModelDied("The model's process is gone.")
        try:
            self._orders.write(pack_frame(command.model_dump_json().encode()))
        except BrokenFrame:
            raise PromptTooLong("The prompt is longer than a message to the worker may be.") from None

    async def _wait_until_loaded(self) -> None:
        event = await self._next_event()
        if isinstance(event, Failed):
            raise event.as_error()
        if event is None:
            raise ModelDamaged("The model's process stopped while it loaded the file: fetch the model again.")
        if not isinstance(event, Ready):
            raise ModelDied("The model's process does not speak as expected.")

    async def _next_event(self) -> Ready | Piece | Finished | Failed | None:
        try:
            message = await read_frame_async(self._news)
            return None if message is None else parse_event(message)
        except (BrokenFrame, ConnectionResetError):
            raise ModelDied("The model's process does not speak as expected.") from None

    async def _read_events(self) -> None:
        """Hand events to their calls until the worker ends or speaks nonsense; then end it and every call."""
        try:
            while event := await self._next_event():
                if isinstance(event, Ready) or event.call is None:
                    break
                self.has_finished_a_call |= isinstance(event, Finished)
                if call := self._calls.get(event.call):
                    call.put(event)
                    if call.over.is_set():
                        del self._calls[event.call]
        except ModelError:
            pass
        finally:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._bury()

    def _bury(self) -> None:
        self.dead.set()
        for call in self._calls.values():
            call.put(Failed(call=call.number, failure=Failure.DIED, reason="The model's process stopped at work."))
        self._calls.clear()
