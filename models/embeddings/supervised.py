"""The embedding model as the server sees it: a worker process, started again when it dies. Safe for threads."""

import contextlib
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from models.embeddings.protocol import Embed, Failed, Load, Ready, Vector, parse_reply
from models.files import check_gguf
from models.types import ModelDamaged, ModelDied, ModelError, ModelTimedOut
from models.workers.frames import BrokenFrame, pack_frame, read_frame
from models.workers.launch import worker_command, worker_environment

_SHORTEST_PAUSE: Final = 0.5


class SupervisedEmbedder:
    """A :class:`models.types.TextEmbedder` over a GGUF file."""

    def __init__(
        self,
        path: Path,
        *,
        name: str,
        threads: int,
        niceness: int = 0,
        seconds: float = 10.0,
        loading_seconds: float = 60.0,
        longest_pause: float = 30.0,
        command: Sequence[str] | None = None,
    ) -> None:
        """Nothing starts before the first use.

        ``seconds`` bounds one text; ``longest_pause`` bounds the seconds during which a worker that keeps failing is
        not started again; ``command`` runs another worker that speaks :mod:`models.embeddings.protocol`.
        """
        self._path = path
        self._name = name
        self._load = Load(path=str(path), threads=threads, niceness=niceness)
        self._seconds = seconds
        self._loading_seconds = loading_seconds
        self._longest_pause = longest_pause
        self._command = tuple(command or worker_command("models.embeddings.worker"))
        self._turn = threading.Lock()
        self._worker: _Worker | None = None
        self._failures = 0
        self._not_before = 0.0
        self._closed = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        """Starts the worker when none runs. Raises :class:`ModelError`."""
        with self._turn:
            return self._running().dimensions

    @property
    def worker_process_id(self) -> int | None:
        """For monitoring; ``None`` while no worker runs."""
        return self._worker.process_id if self._worker else None

    def embed_query(self, text: str) -> list[float]:
        return self._embed(text, is_query=True)

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One order a text, so that a query of another thread waits for one text at most."""
        return [self._embed(text, is_query=False) for text in texts]

    def close(self) -> None:
        """End the process. Idempotent."""
        with self._turn:
            self._closed = True
            self._drop()

    def _embed(self, text: str, *, is_query: bool) -> list[float]:
        order = Embed(text=text.encode("utf-8", errors="replace").decode(), is_query=is_query)
        with self._turn:
            try:
                return self._running().ask(order, seconds=self._seconds)
            except ModelDied:
                # Computing a vector changes nothing, so a worker found dead is replaced within the same call.
                return self._running().ask(order, seconds=self._seconds)

    def _running(self) -> "_Worker":
        if self._closed:
            raise ModelDied("The embedding model is closed.")
        if self._worker and self._worker.is_alive:
            return self._worker
        if time.monotonic() < self._not_before:
            raise ModelDied("The embedding model keeps stopping: it restarts soon.")
        self._drop()
        try:
            check_gguf(self._path)
            self._worker = _Worker(self._command, self._load, seconds=self._loading_seconds)
        except ModelError:
            self._failures += 1
            pause = min(self._longest_pause, _SHORTEST_PAUSE * 2 ** (self._failures - 1))
            self._not_before = time.monotonic() + pause
            raise
        self._failures = 0
        return self._worker

    def _drop(self) -> None:
        if self._worker:
            self._worker.kill()
        self._worker = None


class _Worker:
    """One process that has loaded its model. Used by one thread at a time."""

    def __init__(self, command: Sequence[str], load: Load, *, seconds: float) -> None:
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,  # a log must not hold what people search
                env=worker_environment(),
            )
        except OSError as error:
            raise ModelDied(f"The embedding process cannot be started ({error.strerror}).") from None
        try:
            reply = self._exchange(load, seconds=seconds)
            if not isinstance(reply, Ready):
                raise ModelDied("The embedding process does not speak as expected.")
        except ModelDied:
            self.kill()
            raise ModelDamaged(
                "The embedding process stopped while it loaded the file: fetch the model again."
            ) from None
        except BaseException:
            self.kill()
            raise
        self.dimensions = reply.dimensions

    @property
    def process_id(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, order: Embed, *, seconds: float) -> list[float]:
        reply = self._exchange(order, seconds=seconds)
        if not isinstance(reply, Vector):
            self.kill()
            raise ModelDied("The embedding process does not speak as expected.")
        return reply.values

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):  # an order that was never taken
                    pipe.close()

    def _exchange(self, order: Load | Embed, *, seconds: float) -> Ready | Vector:
        """Raises what the worker reports, :class:`ModelTimedOut`, :class:`ModelDied`."""
        if self._process.stdin is None or self._process.stdout is None:
            raise ModelDied("The embedding process has no pipes.")
        late = threading.Event()

        def give_up() -> None:
            late.set()
            self._process.kill()

        alarm = threading.Timer(seconds, give_up)
        alarm.start()
        try:
            self._process.stdin.write(pack_frame(order.model_dump_json().encode()))
            self._process.stdin.flush()
            message = read_frame(self._process.stdout)
            reply = parse_reply(message) if message else None
        except (BrokenFrame, BrokenPipeError, ValueError):
            reply = None
        finally:
            alarm.cancel()
        if late.is_set():
            self.kill()
            raise ModelTimedOut("The embedding model took longer than it was given.")
        if reply is None:
            self.kill()
            raise ModelDied("The embedding process stopped at work.")
        if isinstance(reply, Failed):
            raise reply.as_error()
        return reply
