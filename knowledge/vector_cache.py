"""Vectors by what they are vectors of, shared by all bases and versions: no text is embedded twice."""

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from knowledge.types import KnowledgeError

Vector = NDArray[np.float32]
_SCHEMA = """
CREATE TABLE IF NOT EXISTS vectors (
    embedder TEXT NOT NULL,
    text_hash BLOB NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (embedder, text_hash)
)
"""


def text_hash(text: str) -> bytes:
    """The key of a text: its SHA-256."""
    return sha256(text.encode()).digest()


class VectorCache:
    """One SQLite file of float32 vectors, by embedder name and hash of the embedded text. Thread-safe."""

    def __init__(self, path: Path) -> None:
        """Opens or creates the file. Raises :class:`KnowledgeError` when it cannot."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, check_same_thread=False, timeout=30)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute(_SCHEMA)
        except (sqlite3.Error, OSError) as error:
            raise KnowledgeError(
                f"{path}: the vector cache cannot be opened. Check the disk, or delete the file."
            ) from error
        self._path = path
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def missing(self, embedder: str, hashes: Iterable[bytes]) -> set[bytes]:
        """Those of ``hashes`` that have no vector yet."""
        wanted = set(hashes)
        with self._lock:
            rows = self._connection.execute("SELECT text_hash FROM vectors WHERE embedder = ?", (embedder,))
            for (known,) in rows:
                wanted.discard(known)
        return wanted

    def put(self, embedder: str, entries: Iterable[tuple[bytes, Sequence[float] | Vector]]) -> None:
        """Keeps vectors; committed when the call returns. Raises :class:`KnowledgeError` when the disk refuses."""
        rows = [(embedder, key, np.asarray(vector, dtype=np.float32).tobytes()) for key, vector in entries]
        try:
            with self._lock, self._connection:
                self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise KnowledgeError(
                f"{self._path}: vectors cannot be written. Free some disk space and start again."
            ) from error

    def get(self, embedder: str, hashes: Sequence[bytes]) -> list[Vector]:
        """The vectors in the order asked. Raises ``KeyError`` for one that is missing."""
        found: list[Vector] = []
        with self._lock:
            for key in hashes:
                row = self._connection.execute(
                    "SELECT vector FROM vectors WHERE embedder = ? AND text_hash = ?", (embedder, key)
                ).fetchone()
                if row is None:
                    raise KeyError(key)
                found.append(np.frombuffer(row[0], dtype=np.float32))
        return found
