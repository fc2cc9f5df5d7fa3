"""One holder at a time for a directory, told by the operating system: a lock dies with its process."""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from knowledge.types import IndexLocked, KnowledgeError


class DirectoryLock:
    """An exclusive lock on a file beside what it guards. Held from construction to :meth:`release`."""

    def __init__(self, path: Path) -> None:
        """Raises :class:`IndexLocked` when another has it, :class:`KnowledgeError` when the file cannot be made."""
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise KnowledgeError(
                f"{path}: cannot be locked. Check that the folder exists and may be written."
            ) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise IndexLocked(f"{path.parent}: in use by another process. Stop it, or wait until it ends.") from error

    def release(self) -> None:
        """Gives the lock up; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
