"""The language model as the server sees it: one worker process, kept alive, a few calls at once, nobody waits for ever.

Built and used in one event loop.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Awaitable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from models.files import check_gguf
from models.language.protocol import Finished, Load
from models.language.worker_link import Call, WorkerLink
from models.types import ChatMessage, Generated, ModelBusy, ModelDied, ModelError, ModelTimedOut
from models.workers.launch import worker_command

_Result = TypeVar("_Result")

_WARMING_SECONDS: Final = 300.0
_SHORTEST_PAUSE: Final = 0.5
"""Seconds before the second attempt; each further one waits twice as long."""


class SupervisedModel:
    """A :class:`models.types.LanguageModel` over a GGUF file."""

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        threads: int,
        context_tokens: int = 4096,
        batch_tokens: int = 64,
        slots: int = 4,
        niceness: int = 10,
        queue_limit: int = 8,
        longest_pause: float = 30.0,
        grace_seconds: float = 5.0,
        command: Sequence[str] | None = None,
    ) -> None:
        """Nothing starts before :meth:`start` or the first call.

        ``niceness`` lets a query's vector be computed before the next token: the library's threads wait for each other
        by spinning, and at equal priority one of them held back holds all. ``slots`` calls run at once and at most
        ``queue_limit`` wait behind them; ``longest_pause`` bounds the seconds between two attempts to start a worker
        that keeps failing; a worker that does not obey a cancellation within ``grace_seconds`` is replaced, and its
        other calls with it; ``command`` runs another worker that speaks :mod:`models.language.protocol`.
        """
        self._path = path
        self._name = name
        self._load = Load(
            path=str(path),
            threads=threads,
            context_tokens=context_tokens,
            batch_tokens=batch_tokens,
            slots=slots,
            niceness=niceness,
        )
        self._most_calls = slots + queue_limit
        self._longest_pause = longest_pause
        self._grace_seconds = grace_seconds
        self._command = tuple(command or worker_command("models.language.worker"))
        self._calls = 0
        self._turns = asyncio.Semaphore(slots)
        self._changed = asyncio.Condition()
        self._link: WorkerLink | None = None
        self._obstacle: ModelError | None = None
        """Why there is no worker now; ``None`` while one runs or starts for the first time."""
        self._stable_prefix: tuple[ChatMessage, ...] = ()
        self._keeper: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._settling: set[asyncio.Task[None]] = set()
        self._closed = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def calls(self) -> int:
        """For monitoring: how many calls run or wait, the reading ahead of :meth:`warm` left out."""
        return self._calls

    @property
    def worker_process_id(self) -> int | None:
        """For monitoring; ``None`` while no worker runs."""
        return self._link.process_id if self._link else None

    async def start(self) -> None:
        """Load the model now rather than at the first call. Raises what stands in the way; retries go on behind."""
        self._keep_a_worker()
        await self._worker()

    async def warm(self, messages: Sequence[ChatMessage]) -> None:
        """Have the worker read ``messages``, the beginning that every prompt shares, now and after each restart.

        Returns at once. A call that comes meanwhile takes over, and finds what has been read so far.
        """
        self._stable_prefix = tuple(messages)
        self._keep_a_worker()
        self._warm_up()

    async def stream(
        self, messages: Sequence[ChatMessage], *, max_tokens: int, seconds: float, stop: Sequence[str] = ()
    ) -> AsyncGenerator[Generated, None]:
        """As the Protocol says. Use ``contextlib.aclosing``, so that leaving the loop ends the generation at once."""
        if self._calls >= self._most_calls:
            raise ModelBusy(f"{self._calls} calls run in the language model or wait for it.")
        deadline = time.monotonic() + seconds
        self._calls += 1
        try:
            if self._warming:
                self._warming.cancel()
            self._keep_a_worker()
            await _within(deadline, self._turns.acquire())
        except BaseException:
            self._calls -= 1
            raise
        link: WorkerLink | None = None
        call: Call | None = None
        try:
            link = await _within(deadline, self._worker())
            call = link.begin(messages, max_tokens=max_tokens, stop=stop)
            while True:
                event = await _within(deadline, call.next_event())
                if isinstance(event, Finished):
                    break
                yield Generated(event.text)
            yield Generated("", event.usage)
        finally:
            self._calls -= 1
            self._give_the_turn_back(link, call)

    async def is_ready(self) -> bool:
        self._keep_a_worker()
        return self._link is not None and not self._turns.locked()

    async def close(self) -> None:
        self._closed = True
        tasks = [task for task in (self._warming, self._keeper, *self._settling) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _give_the_turn_back(self, link: WorkerLink | None, call: Call | None) -> None:
        """Let another call begin once the worker is done with this one, without making this caller wait."""
        if link is None or call is None or call.over.is_set():
            self._turns.release()
            return
        task = asyncio.create_task(self._settle(link, call))
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    async def _settle(self, link: WorkerLink, call: Call) -> None:
        try:
            link.cancel(call)
            await asyncio.wait_for(call.over.wait(), self._grace_seconds)
        except TimeoutError:
            await link.close()
        finally:
            self._turns.release()

    async def _worker(self) -> WorkerLink:
        """The worker, waiting for one that starts. Raises the obstacle when the last attempt failed."""
        async with self._changed:
            while True:
                if self._link and not self._link.dead.is_set():
                    return self._link
                if self._obstacle:
                    raise type(self._obstacle)(*self._obstacle.args)
                await self._changed.wait()

    def _keep_a_worker(self) -> None:
        if self._closed:
            raise ModelDied("The language model is closed.")
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep_alive())

    async def _keep_alive(self) -> None:
        """Start a worker, wait for its death, start another: at once after one that worked, then ever more slowly."""
        failures = 0
        while True:
            try:
                await asyncio.to_thread(check_gguf, self._path)
                link = await WorkerLink.open(self._command, self._load)
            except ModelError as error:
                failures += 1
                await self._now(link=None, obstacle=error)
            else:
                await self._now(link=link, obstacle=None)
                self._warm_up()
                try:
                    await link.dead.wait()
                finally:
                    self._link = None
                    await link.close()
                if link.has_finished_a_call or failures == 0:
                    failures = 0 if link.has_finished_a_call else 1
                    continue
                failures += 1
                await self._now(link=None, obstacle=ModelDied("The language model keeps stopping: it restarts soon."))
            await asyncio.sleep(min(self._longest_pause, _SHORTEST_PAUSE * 2 ** (failures - 1)))

    async def _now(self, *, link: WorkerLink | None, obstacle: ModelError | None) -> None:
        async with self._changed:
            self._link, self._obstacle = link, obstacle
            self._changed.notify_all()

    def _warm_up(self) -> None:
        if self._stable_prefix and (self._warming is None or self._warming.done()):
            self._warming = asyncio.create_task(self._read_stable_prefix())

    async def _read_stable_prefix(self) -> None:
        with contextlib.suppress(ModelError):
            async with self._turns:
                link = await self._worker()
                call = link.begin(self._stable_prefix, max_tokens=0, stop=())
                try:
                    await _within(time.monotonic() + _WARMING_SECONDS, call.next_event())
                finally:
                    link.cancel(call)


async def _within(deadline: float, work: Awaitable[_Result]) -> _Result:
    """``work``, or :class:`ModelTimedOut` when the deadline passes first."""
    try:
        async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
            return await work
    except TimeoutError:
        raise ModelTimedOut("The language model took longer than it was given.") from None
