"""Files are read in processes of their own, with limits of time and memory: a hostile file costs a line of the report.

A process that reads has no network, starts no program and writes no file. It is replaced when it dies.
"""

import logging
import multiprocessing
import resource
import signal
import sys
from concurrent.futures import BrokenExecutor, CancelledError, Future, TimeoutError
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from pebble import ProcessExpired, ProcessPool

from knowledge.loaders.formats import FileFormat, read_file
from knowledge.loaders.parsed_file import ParsedFile
from knowledge.loaders.skipped import FileRefused, SkipReason

SECONDS_A_FILE = 90.0
"""A PDF of 500 pages takes some ten seconds."""
BYTES_OF_MEMORY = 2 * 1024 * 1024 * 1024
_FILES_BEFORE_RENEWAL = 200
"""Libraries keep what they have read: a worker does not live for ever."""
_REFUSED_EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "ctypes.")
_ALLOWED_EVENTS = frozenset({"socket.__new__", "socket.gethostname"})


@dataclass(frozen=True, slots=True)
class _Refusal:
    """What crosses from the process in place of an exception."""

    kind: SkipReason
    reason: str
    detail: str


class ReadingProcesses:
    """Owns the processes. They start with the first file and end with the ``with`` block."""

    def __init__(self, workers: int, *, seconds: float = SECONDS_A_FILE, memory: int = BYTES_OF_MEMORY) -> None:
        """``seconds`` bounds the reading of one file, ``memory`` the bytes of one process."""
        self._seconds = seconds
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=_FILES_BEFORE_RENEWAL,
            initializer=_close_doors,
            initargs=(memory,),
            # a forked child would inherit the locks that other threads hold
            context=multiprocessing.get_context("spawn"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.stop()
        self._pool.join()

    def start(self, file_format: FileFormat, name: str, content: bytes) -> "Future[ParsedFile | _Refusal]":
        """Has a file read. :meth:`finish` gives what came of it."""
        reading: Future[ParsedFile | _Refusal] = self._pool.schedule(
            _read, args=(file_format, name, content), timeout=self._seconds
        )
        return reading

    def finish(self, reading: "Future[ParsedFile | _Refusal]") -> ParsedFile:
        """Waits for a file. Raises :class:`FileRefused`."""
        try:
            given = reading.result()
        except TimeoutError:
            raise FileRefused(SkipReason.TOO_SLOW, f"not read after {self._seconds:.0f} seconds") from None
        except (ProcessExpired, BrokenExecutor, CancelledError):
            raise FileRefused(SkipReason.TOO_SLOW, "reading it ended its process") from None
        except Exception as error:  # what cannot be sent between processes
            raise FileRefused(SkipReason.UNREADABLE, f"the file is broken ({type(error).__name__})") from None
        if isinstance(given, _Refusal):
            raise FileRefused(given.kind, given.reason, given.detail)
        return given


def _close_doors(memory: int) -> None:
    """In a worker, before any file: no network, no program, no file written, no core left, no word in a log."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is told, and ends its workers
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)
    sys.addaudithook(_refuse_reaching_out)


def _refuse_reaching_out(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(_REFUSED_EVENTS) and event not in _ALLOWED_EVENTS:
        raise PermissionError(event)


def _read(file_format: FileFormat, name: str, content: bytes) -> ParsedFile | _Refusal:
    try:
        return read_file(file_format, name, content)
    except FileRefused as refused:
        return _Refusal(refused.kind, str(refused), refused.detail)
