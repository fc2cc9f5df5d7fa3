"""The speech model as the server sees it: one worker process, one clip at a time, nobody waits for ever.

Built and used in one event loop.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from models.speech.protocol import Hear, Heard, Load, Ready, parse_reply
from models.speech.types import AudioClip, AudioFault, AudioRefused, Transcript, WhisperFiles
from models.types import ModelBusy, ModelDamaged, ModelDied, ModelError, ModelMissing, ModelTimedOut
from models.workers.ending import end_process
from models.workers.frames import LONGEST_FRAME, BrokenFrame, pack_frame, read_frame_async
from models.workers.launch import worker_command, worker_environment

_SHORTEST_PAUSE: Final = 0.5


class SupervisedTranscriber:
    """A :class:`models.speech.types.Transcriber` over the files of a Whisper model."""

    def __init__(
        self,
        files: WhisperFiles,
        *,
        name: str,
        threads: int,
        niceness: int = 0,
        most_seconds: float = 60.0,
        most_bytes: int = LONGEST_FRAME,
        seconds: float = 90.0,
        loading_seconds: float = 120.0,
        queue_limit: int = 4,
        longest_pause: float = 30.0,
        command: Sequence[str] | None = None,
    ) -> None:
        """Nothing starts before the first clip or :meth:`start`.

        ``most_seconds`` and ``most_bytes`` bound a clip, ``seconds`` the work on it, ``queue_limit`` how many wait;
        ``longest_pause`` bounds the seconds during which a worker that keeps failing is not started again;
        ``command`` runs another worker that speaks :mod:`models.speech.protocol`.
        """
        self._files = files
        self._name = name
        self._load = Load(files=files, threads=threads, niceness=niceness, most_seconds=most_seconds)
        self._most_bytes = min(most_bytes, LONGEST_FRAME)
        self._seconds = seconds
        self._loading_seconds = loading_seconds
        self._queue_limit = queue_limit
        self._longest_pause = longest_pause
        self._command = tuple(command or worker_command("models.speech.worker"))
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._worker: asyncio.subprocess.Process | None = None
        self._failures = 0
        self._not_before = 0.0
        self._closed = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def worker_process_id(self) -> int | None:
        """For monitoring; ``None`` while no worker runs."""
        return self._worker.pid if self._worker else None

    async def start(self) -> None:
        """Load the model rather than at the first clip. Raises :class:`ModelError`."""
        async with self._turn:
            await self._running()

    async def transcribe(self, clip: AudioClip, *, language: str) -> Transcript:
        """As the Protocol says. Whoever stops waiting does not stop the worker: it ends the clip that it has."""
        if len(clip.data) > self._most_bytes:
            raise AudioRefused(AudioFault.TOO_LARGE)
        if self._waiting > self._queue_limit:
            raise ModelBusy("Too many clips wait to be written.")
        self._waiting += 1
        work = asyncio.create_task(self._take_turn(clip, language))
        work.add_done_callback(self._leave)
        return await asyncio.shield(work)

    async def close(self) -> None:
        """End the process. Idempotent."""
        self._closed = True
        await self._drop()

    def _leave(self, work: asyncio.Task[Transcript]) -> None:
        self._waiting -= 1
        if not work.cancelled():
            work.exception()  # looked at, so that nothing is said of one that nobody waits for

    async def _take_turn(self, clip: AudioClip, language: str) -> Transcript:
        async with self._turn:
            try:
                return await self._ask(clip, language)
            except ModelDied:
                # A clip changes nothing in the worker: one found dead is replaced within the same call.
                return await self._ask(clip, language)

    async def _ask(self, clip: AudioClip, language: str) -> Transcript:
        worker = await self._running()
        try:
            frames = pack_frame(Hear(language=language).model_dump_json().encode()) + pack_frame(clip.data)
            reply = await self._exchange(worker, frames, seconds=self._seconds)
        except AudioRefused:
            raise
        except ModelError:
            await self._drop()
            raise
        if not isinstance(reply, Heard):
            await self._drop()
            raise ModelDied("The speech process does not speak as expected.")
        return reply.as_transcript()

    async def _running(self) -> asyncio.subprocess.Process:
        if self._closed:
            raise ModelDied("The speech model is closed.")
        if self._worker and self._worker.returncode is None:
            return self._worker
        if time.monotonic() < self._not_before:
            raise ModelDied("The speech model keeps stopping: it restarts soon.")
        await self._drop()
        try:
            self._worker = await self._start_worker()
        except ModelError:
            self._failures += 1
            pause = min(self._longest_pause, _SHORTEST_PAUSE * 2 ** (self._failures - 1))
            self._not_before = time.monotonic() + pause
            raise
        self._failures = 0
        return self._worker

    async def _start_worker(self) -> asyncio.subprocess.Process:
        if missing := self._files.missing:
            raise ModelMissing(f"There is no {missing[0]}: fetch the speech model, or name another one.")
        try:
            worker = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # a log must not hold what people say
                env=worker_environment(),
            )
        except OSError as error:
            raise ModelDied(f"The speech process cannot be started ({error.strerror}).") from None
        try:
            order = pack_frame(self._load.model_dump_json().encode())
            if isinstance(await self._exchange(worker, order, seconds=self._loading_seconds), Ready):
                return worker
            raise ModelDied("The speech process does not speak as expected.")
        except BaseException as error:
            await end_process(worker)
            if isinstance(error, ModelDied):
                raise ModelDamaged(
                    "The speech process stopped while it loaded the model: fetch the model again."
                ) from None
            raise

    async def _exchange(self, worker: asyncio.subprocess.Process, frames: bytes, *, seconds: float) -> Ready | Heard:
        """Raises what the worker reports, :class:`ModelTimedOut`, :class:`ModelDied`."""
        if worker.stdin is None or worker.stdout is None:
            raise ModelDied("The speech process has no pipes.")
        try:
            async with asyncio.timeout(seconds):
                worker.stdin.write(frames)
                await worker.stdin.drain()
                message = await read_frame_async(worker.stdout)
        except TimeoutError:
            raise ModelTimedOut("The speech model took longer than it was given.") from None
        except (BrokenFrame, ConnectionError):
            message = None
        try:
            if message is not None:
                return parse_reply(message)
        except BrokenFrame:
            pass
        raise ModelDied("The speech process stopped at work.")

    async def _drop(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            await end_process(worker)
