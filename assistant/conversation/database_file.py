"""The file of a SQLite database, as bytes on a disk: how large it is, how it is written anew, what can be found in it.

A server database has none here: its own vacuum takes care of the bytes.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

_PIECE_BYTES = 16 * 1024 * 1024
_kept_open: dict[tuple[int, int], int] = {}
"""Descriptors by device and number of the file, for as long as the process lives. A process that closes a file lets go
of every lock that it has on it, those of SQLite's own descriptors too: another process would take it for gone, delete
its write-ahead log, and all that it writes afterwards would be lost."""


@dataclass(frozen=True, slots=True)
class DatabaseFile:
    """Owns nothing: reads and rewrites what the engine's connections share."""

    engine: Engine
    path: Path

    @property
    def files(self) -> tuple[Path, ...]:
        """The database, its write-ahead log and its shared memory, those that are there."""
        places = (self.path, *(self.path.with_name(self.path.name + end) for end in ("-wal", "-shm")))
        return tuple(place for place in places if place.exists())

    @property
    def size(self) -> int:
        """Bytes of the database and its write-ahead log."""
        return sum(file.stat().st_size for file in self.files if not file.name.endswith("-shm"))

    def rewrite(self) -> bool:
        """Write every page anew, without what was deleted. Readers go on; writers wait.

        Returns whether the write-ahead log was emptied too. Raises ``OperationalError`` when the disk has no room for a
        second copy or somebody writes for longer than the busy timeout.
        """
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
        return self.empty_log()

    def empty_log(self) -> bool:
        """Bring the write-ahead log into the database and cut it to nothing: it holds pages as they were before.

        Returns False when a reader kept it for longer than the busy timeout.
        """
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            is_busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
        return not is_busy

    def find(self, values: Iterable[str]) -> frozenset[str]:
        """Those of the values that stand somewhere in the raw bytes of the files."""
        wanted = {value.encode(): value for value in values}
        missing = set(wanted)
        for file in self.files:
            missing -= _find_in(file, missing)
        return frozenset(value for raw, value in wanted.items() if raw not in missing)


def _find_in(file: Path, values: Collection[bytes]) -> set[bytes]:
    """Read piece by piece: another process may cut the file meanwhile, and a mapped one would end this process."""
    overlap = max(map(len, values), default=1) - 1
    found: set[bytes] = set()
    end = b""
    for read in _read_pieces(file):
        piece = end + read
        found |= {value for value in values if value not in found and value in piece}
        end = piece[max(0, len(piece) - overlap) :]
        if len(found) == len(values):
            break
    return found


def _read_pieces(file: Path) -> Iterator[bytes]:
    with suppress(FileNotFoundError):
        descriptor = _open_for_good(file)
        place = 0
        while read := os.pread(descriptor, _PIECE_BYTES, place):
            yield read
            place += len(read)


def _open_for_good(file: Path) -> int:
    """A descriptor that nothing closes; the same one while the file is the same. Raises ``FileNotFoundError``."""
    status = file.stat()
    known = _kept_open.get((status.st_dev, status.st_ino))
    if known is not None:
        return known
    descriptor = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    opened = os.fstat(descriptor)
    return _kept_open.setdefault((opened.st_dev, opened.st_ino), descriptor)


def find_database_file(engine: Engine) -> DatabaseFile | None:
    """The file of the engine's database; None for a database that is not a file of this machine."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    return DatabaseFile(engine, Path(name))
