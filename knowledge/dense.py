"""The dense index of a version: vectors of its passages and pages. The only module that knows Chroma.

Chroma is safe among threads and not among processes: a second one reads stale rows or damages the files, silently.
So a lock beside the directory refuses a second opener; a reader may ask for a private copy instead.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from knowledge.locks import DirectoryLock
from knowledge.types import Embedder, IndexLocked, KnowledgeError
from knowledge.vector_cache import Vector

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_ABOUT = "about.json"
_PAGES, _PASSAGES = "pages", "passages"
_BATCH = 5000
_CANDIDATES = 200
"""How many neighbours the graph search keeps at hand (``ef_search``): recall against milliseconds."""


@dataclass(frozen=True, slots=True)
class DenseFacts:
    """What the directory was built from."""

    embedder: str
    dimensions: int
    text_format: int
    pages: int
    passages: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A page or passage by its number, with its cosine to the question."""

    number: int
    similarity: float


def dense_facts(directory: Path) -> DenseFacts | None:
    """What a published directory says of itself; ``None`` when there is none."""
    try:
        return DenseFacts(**json.loads((directory / _ABOUT).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise KnowledgeError(f"{directory}: the vectors' description is broken. Build them again.") from error


class DenseWriter:
    """Fills a new directory. Close it before anything else opens the directory."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True)
        self._directory = directory
        self._client = _client(directory)

    def add_pages(self, vectors: Iterable[Vector]) -> int:
        """Vectors of all pages in the order of their numbers; returns how many."""
        return self._add(_PAGES, vectors)

    def add_passages(self, vectors: Iterable[Vector]) -> int:
        """Vectors of all passages in the order of their numbers; returns how many."""
        return self._add(_PASSAGES, vectors)

    def close(self, facts: DenseFacts) -> None:
        """Writes what the directory was built from, last: without it the directory is not one."""
        self._client.close()
        (self._directory / _ABOUT).write_text(
            json.dumps({name: getattr(facts, name) for name in facts.__slots__}), encoding="utf-8"
        )

    def _add(self, name: str, vectors: Iterable[Vector]) -> int:
        collection = self._client.create_collection(
            name,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": _CANDIDATES}},
        )
        count = 0
        batch: list[Vector] = []
        for vector in vectors:
            batch.append(vector)
            if len(batch) == _BATCH:
                count += _add_batch(collection, count, batch)
                batch = []
        return count + _add_batch(collection, count, batch)


class DenseIndex:
    """Reads a published directory. Thread-safe."""

    def __init__(self, directory: Path, embedder: Embedder, lock: DirectoryLock | None, copy: Path | None) -> None:
        """Use :func:`open_dense`."""
        facts = dense_facts(directory)
        if facts is None:
            raise KnowledgeError(f"{directory}: no vectors there. Build them first.")
        if (facts.embedder, facts.dimensions) != (embedder.name, embedder.dimensions):
            raise KnowledgeError(
                f"{directory}: built with « {facts.embedder} », not with « {embedder.name} ». Build the vectors again."
            )
        self.facts = facts
        self._lock = lock
        self._copy = copy
        try:
            self._client = _client(directory)
            self._collections = {
                name: self._client.get_collection(name, embedding_function=None) for name in (_PAGES, _PASSAGES)
            }
        except Exception as error:  # Chroma raises what its native code raises.
            raise KnowledgeError(f"{directory}: the vectors cannot be read. Build them again.") from error

    def nearest_pages(self, question: Vector, limit: int) -> list[Neighbour]:
        """Pages nearest to a question's vector, nearest first."""
        return self._nearest(_PAGES, question, limit)

    def nearest_passages(self, question: Vector, limit: int) -> list[Neighbour]:
        """Passages nearest to a question's vector, nearest first."""
        return self._nearest(_PASSAGES, question, limit)

    def similarities(self, question: Vector, passages: Sequence[int]) -> dict[int, float]:
        """Exact cosines of chosen passages."""
        if not passages:
            return {}
        found = cast(
            "dict[str, Any]",
            self._collections[_PASSAGES].get(ids=[str(number) for number in passages], include=["embeddings"]),
        )
        cosines = np.asarray(found["embeddings"], dtype=np.float32) @ question
        return {int(key): float(cosine) for key, cosine in zip(found["ids"], cosines, strict=True)}

    def count(self) -> tuple[int, int]:
        """Rows of pages and of passages."""
        return self._collections[_PAGES].count(), self._collections[_PASSAGES].count()

    def close(self) -> None:
        self._client.close()
        if self._copy is not None:
            shutil.rmtree(self._copy, ignore_errors=True)
        if self._lock is not None:
            self._lock.release()

    def _nearest(self, name: str, question: Vector, limit: int) -> list[Neighbour]:
        found = cast(
            "dict[str, Any]",
            self._collections[name].query(query_embeddings=[question], n_results=limit, include=["distances"]),
        )
        return [
            Neighbour(int(key), 1.0 - float(distance))
            for key, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]


def open_dense(directory: Path, embedder: Embedder, *, copy_if_locked: bool = False) -> DenseIndex:
    """Opens a published directory for reading.

    Raises :class:`KnowledgeError` when another embedder made the vectors: cosines between two models mean nothing.
    Raises :class:`IndexLocked` when it is open elsewhere, unless ``copy_if_locked``: then a private copy is opened,
    and removed at :meth:`DenseIndex.close`. A published directory never changes, so its files can be copied.
    """
    try:
        lock = DirectoryLock(lock_path(directory))
    except IndexLocked:
        if not copy_if_locked:
            raise
        return _open_copy(directory, embedder)
    try:
        return DenseIndex(directory, embedder, lock, None)
    except BaseException:
        lock.release()
        raise


def _open_copy(directory: Path, embedder: Embedder) -> DenseIndex:
    copy = Path(tempfile.mkdtemp(prefix="parvis-dense-"))
    try:
        shutil.copytree(directory, copy / directory.name)
        return DenseIndex(copy / directory.name, embedder, None, copy)
    except BaseException as error:
        shutil.rmtree(copy, ignore_errors=True)
        if isinstance(error, OSError):
            raise KnowledgeError(f"{directory}: cannot be copied. Free some space in the temporary folder.") from error
        raise


def lock_path(directory: Path) -> Path:
    """The file that whoever opens the directory holds."""
    return directory.with_name(directory.name + ".lock")


def _client(directory: Path) -> "ClientAPI":
    # Loaded here, because Chroma takes a second and most commands never open vectors.
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(directory), settings=Settings(anonymized_telemetry=False))


def _add_batch(collection: "Collection", start: int, batch: list[Vector]) -> int:
    if batch:
        collection.add(
            ids=[str(number) for number in range(start, start + len(batch))], embeddings=cast("Any", np.stack(batch))
        )
    return len(batch)
