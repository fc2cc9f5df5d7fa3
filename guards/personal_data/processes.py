"""Finds personal data in worker processes, each text within a time limit.

A text on which a pattern or the language model hangs costs its worker, which is replaced, and never the server.
A worker is also renewed after many texts: spaCy keeps every new word that it reads, and personal data must not stay
in memory. What a worker raises comes back as :class:`FinderFailed`, with the name of the error and never its words.
"""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future, TimeoutError
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from guards.personal_data.finder import AnalyzerRecipe
from guards.personal_data.resolver import Span

if TYPE_CHECKING:
    from guards.personal_data.analyzer import PersonalDataAnalyzer

SECONDS_TO_LOAD = 120.0
TEXTS_BEFORE_RENEWAL = 20_000


class FinderFailed(Exception):
    """A worker could not read a text: it was too slow, died, or has no model. Its message quotes nothing."""


class FinderProcesses:
    """Owns the worker processes. Every method may be called from any thread."""

    def __init__(
        self,
        recipe: AnalyzerRecipe,
        *,
        workers: int = 2,
        seconds: float = 5.0,
        prepare: Callable[[], None] | None = None,
        texts_before_renewal: int = TEXTS_BEFORE_RENEWAL,
    ) -> None:
        """``seconds`` bounds the reading of one text and, twice over, its wait for a worker.

        ``prepare`` runs first in each worker: a function of a module, so that it can be sent there.
        """
        self._workers = workers
        self._seconds = seconds
        self._open = partial(
            ProcessPool,
            max_workers=workers,
            max_tasks=texts_before_renewal,
            initializer=_start_worker,
            initargs=(recipe, prepare),
            # a forked child would inherit the locks that other threads hold
            context=multiprocessing.get_context("spawn"),
        )
        self._pool = self._open()
        self._replacing = Lock()

    def load(self) -> None:
        """Starts the workers and waits until one reads. Raises :class:`FinderFailed`."""
        waiting = [self._pool.schedule(_read_worker, args=("",)) for _ in range(self._workers)]
        _result(waiting[0], SECONDS_TO_LOAD)

    def find(self, text: str) -> tuple[Span, ...]:
        """Every span. A text whose worker dies is read a second time: it may not be at fault.

        Raises :class:`FinderFailed`.
        """
        pool = self._pool
        try:
            return self._find_in(pool, text)
        except _WorkerDied:
            return self._find_in(self._healthy(pool), text)

    def close(self) -> None:
        """Ends the workers, whatever they read."""
        _end(self._pool)

    def _find_in(self, pool: ProcessPool, text: str) -> tuple[Span, ...]:
        try:
            reading = pool.schedule(_read_worker, args=(text,), timeout=self._seconds)
        except RuntimeError:  # the pool broke
            raise _WorkerDied("WorkerDied") from None
        try:
            return _result(reading, 3 * self._seconds)
        finally:
            reading.cancel()

    def _healthy(self, pool: ProcessPool) -> ProcessPool:
        """``pool``, or another in its place: a pool breaks for good when all its workers die between two texts."""
        with self._replacing:
            if pool is self._pool and not pool.active:
                self._pool = self._open()
                _end(pool)
                _result(self._pool.schedule(_read_worker, args=("",)), SECONDS_TO_LOAD)
            return self._pool


class _WorkerDied(FinderFailed):
    """The process ended in the middle of a text, or before it."""


def _result(reading: "Future[tuple[Span, ...]]", seconds: float) -> tuple[Span, ...]:
    try:
        return reading.result(seconds)
    except (ProcessExpired, BrokenExecutor):
        raise _WorkerDied("WorkerDied") from None
    except (TimeoutError, CancelledError):
        raise FinderFailed("TooSlow") from None
    except Exception as failure:  # its message can quote what was read
        raise FinderFailed(type(failure).__name__) from None


def _end(pool: ProcessPool) -> None:
    pool.stop()
    pool.join()


_loaded: "PersonalDataAnalyzer | Exception | None" = None
"""In a worker: its analyzer, or why it has none."""


def _start_worker(recipe: AnalyzerRecipe, prepare: Callable[[], None] | None) -> None:
    """Loads before any text comes, so that the time limit of a text is for the text alone."""
    global _loaded
    try:
        if prepare is not None:
            prepare()
        _loaded = recipe.build()
        tuple(_loaded.spans("Bonjour"))
    except Exception as failure:  # the pool restarts for ever a worker that cannot start: each text is told instead
        _loaded = failure


def _read_worker(text: str) -> tuple[Span, ...]:
    if _loaded is None or isinstance(_loaded, Exception):
        raise FinderFailed(type(_loaded).__name__)
    return tuple(_loaded.spans(text)) if text else ()
