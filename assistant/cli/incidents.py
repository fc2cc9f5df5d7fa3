"""What the process says of an error that nobody expected: its type and its places, never its message.

A message may quote a person. Python prints it by itself where an exception leaves a thread, a destructor, a task or
the program; all of these ways end here.
"""

import asyncio
import logging
import resource
import sys
import threading
import traceback
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)


def keep_words_out_of_tracebacks() -> None:
    """For the whole process, before anything is read from a person."""
    threading.excepthook = _tell_thread
    sys.unraisablehook = _tell_unraisable
    warnings.showwarning = _tell_warning


def keep_words_out_of_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """For what the event loop says of a task that failed and that nobody waited for."""
    loop.set_exception_handler(_tell_task)


def forbid_core_files() -> None:
    """A process that dies leaves no image of its memory, which holds what people typed. Its children inherit this."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def tell_places(error: BaseException) -> str:
    """« RuntimeError (serve.py:52, app.py:31) », innermost place last, of the error and of what it came from."""
    parts = []
    cause: BaseException | None = error
    while cause is not None:
        frames = traceback.extract_tb(cause.__traceback__)
        places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
        parts.append(f"{type(cause).__name__} ({places or 'no place'})")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return ", after ".join(parts)


def _tell_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and not isinstance(told.exc_value, SystemExit):
        log.error("a thread failed: %s", tell_places(told.exc_value))


def _tell_unraisable(told: "sys.UnraisableHookArgs") -> None:
    if told.exc_value is not None:
        log.error("an error that nobody could catch: %s", tell_places(told.exc_value))


def _tell_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_rest: object, **_named: object
) -> None:
    log.warning("%s (%s:%s)", category.__name__, Path(filename).name, lineno)


def _tell_task(_loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    error = context.get("exception")
    log.error("a task failed: %s", tell_places(error) if isinstance(error, BaseException) else "no error was given")
