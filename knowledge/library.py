"""The published bases, open for searching: what the rest of Parvis is handed."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self, cast

import numpy as np

from knowledge.embedding import has_dense
from knowledge.fusion import FusionWeights, fuse
from knowledge.lexicon import Lexicon, read_lexicon
from knowledge.query import Query, Wording, word_question
from knowledge.ranking import InsideWeights
from knowledge.reader import VersionReader
from knowledge.reranking import PageWeights, rerank
from knowledge.status import BaseStatus, Provenance, base_status, provenance
from knowledge.types import (
    BaseMissing,
    Document,
    Embedder,
    FoundPage,
    IndexLocked,
    Passage,
    SearchReport,
)
from knowledge.vector_cache import Vector
from knowledge.versions import published_version, version_folder

_OFFICIAL_SHARE = 0.7
"""Share of the pages' words in a question's vector. Chosen on one half of the development set."""

_REMEMBERED = 256
"""Questions whose vectors are kept in memory: the same one asked again is found in half the time. They come redacted,
and nothing of them is written."""

PageKey = tuple[str, int]
"""Base and number of a page."""


class Library:
    """Published bases, searched together. Synchronous and thread-safe; it never writes to what it reads."""

    def __init__(
        self,
        root: Path,
        bases: Sequence[str],
        embedder: Embedder | None,
        *,
        copy_if_locked: bool = False,
        versions: Mapping[str, str] | None = None,
        fusion: FusionWeights = FusionWeights(),  # noqa: B008 (frozen)
        inside: InsideWeights = InsideWeights(),  # noqa: B008
        page_weights: PageWeights = PageWeights(),  # noqa: B008
    ) -> None:
        """Use :meth:`open`."""
        self._root = root
        self._embedder = embedder
        self._copy_if_locked = copy_if_locked
        self._versions = dict(versions or {})
        self._fusion = fusion
        self._inside = inside
        self._page_weights = page_weights
        self._lexicon: Lexicon = read_lexicon()
        self._remembered = lru_cache(_REMEMBERED)(self._embed_text)
        self._lock = threading.Lock()
        self._refreshing = threading.Lock()
        self._readers: dict[str, VersionReader] = {}
        try:
            for base in bases:
                self._readers[base] = self._open(base)
        except BaseException:
            self.close()
            raise

    @classmethod
    def open(
        cls,
        root: Path,
        bases: Sequence[str],
        embedder: Embedder | None,
        *,
        copy_if_locked: bool = False,
        versions: Mapping[str, str] | None = None,
    ) -> Self:
        """Opens the published version of each base, or that of ``versions`` where it names one: a draft, to check it.

        ``embedder`` gives the questions' vectors; without it, or until a dense index of its vectors is published,
        words alone are searched. ``copy_if_locked`` lets a command read beside a running server, on its own copy of
        the vectors. Raises :class:`BaseMissing` for a base that is not published, :class:`IndexLocked` when another
        process holds the vectors.
        """
        return cls(root, bases, embedder, copy_if_locked=copy_if_locked, versions=versions)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Searches under way end first; later ones find nothing open."""
        with self._lock:
            readers, self._readers = self._readers, {}
        for reader in readers.values():
            reader.release()

    def search(self, query: str, *, pages: int = 10) -> SearchReport:
        """The pages that best answer a question, with all their passages ranked."""
        with self._in_use() as readers:
            started = perf_counter()
            wording = word_question(query, self._lexicon)
            queries = {base: reader.read_query(wording) for base, reader in readers.items()}
            by_words = {base: reader.pages_by_words(queries[base]) for base, reader in readers.items()}
            after_words = perf_counter()
            vector = self._embed(wording) if any(reader.is_dense for reader in readers.values()) else None
            after_embedding = perf_counter()
            by_meaning = {
                base: reader.pages_by_meaning(vector) if vector is not None else ({}, {})
                for base, reader in readers.items()
            }
            after_meaning = perf_counter()
            ranked = self._fuse(by_words, by_meaning)[:pages]
            versions = {base: reader.folder.name for base, reader in readers.items()}
            found = rerank(self._found(readers, ranked, queries, vector), self._page_weights)
            ended = perf_counter()
        return SearchReport(
            pages=found,
            dense=vector is not None,
            versions=versions,
            official=wording.official,
            terms=max((len(query.own) for query in queries.values()), default=0),
            timings={
                "lexical": after_words - started,
                "embedding": after_embedding - after_words,
                "dense": after_meaning - after_embedding,
                "fusion": ended - after_meaning,
            },
        )

    def document(self, base: str, document_id: str) -> Document | None:
        """One page; ``None`` when the base has none of that id."""
        with self._in_use() as readers:
            return _named(readers, base).store.document(document_id)

    def documents(self) -> list[Document]:
        """Every page of every open base: for a command, not for a question."""
        with self._in_use() as readers:
            return [document for reader in readers.values() for _, document in reader.store.all_documents()]

    def passages(self, base: str, document_id: str) -> list[Passage]:
        """The passages of a page in reading order."""
        with self._in_use() as readers:
            return _named(readers, base).store.passages(document_id)

    def provenance(self, document_id: str) -> tuple[Provenance, ...]:
        """Where a page comes from, in each base that has it."""
        with self._in_use() as readers:
            found = (provenance(base, reader, document_id) for base, reader in readers.items())
            return tuple(page for page in found if page is not None)

    def known_words(self, minimum: int = 5) -> frozenset[str]:
        """Words that stand at least ``minimum`` times in lower case in a base: ordinary words there, not names."""
        with self._in_use() as readers:
            return frozenset(word for reader in readers.values() for word in reader.store.words(minimum))

    def known_names(self, minimum: int = 2) -> frozenset[str]:
        """Words that stand at least ``minimum`` times with a capital inside a sentence of a base: public names."""
        with self._in_use() as readers:
            return frozenset(name for reader in readers.values() for name in reader.store.names(minimum))

    def public_contacts(self) -> frozenset[str]:
        """Keys of the telephone numbers and e-mail addresses of the open versions. A second of reading, once each."""
        with self._in_use() as readers:
            return frozenset().union(*(reader.public_contacts for reader in readers.values()))

    def lines(self) -> tuple[str, ...]:
        """Every different line of the pages: what offices say to people."""
        with self._in_use() as readers:
            return tuple(dict.fromkeys(line for reader in readers.values() for line in reader.store.lines()))

    def abbreviations(self) -> dict[str, str]:
        """Initials and acronyms that the pages explain, with the name written out."""
        with self._in_use() as readers:
            found: dict[str, str] = {}
            for reader in readers.values():
                for name, meaning in reader.store.abbreviations():
                    found.setdefault(name, meaning)
            return found

    def status(self) -> tuple[BaseStatus, ...]:
        """What is open, base by base."""
        with self._in_use() as readers:
            return tuple(base_status(base, reader) for base, reader in readers.items())

    def refresh(self) -> bool:
        """Opens what was published since: a new version, or vectors of the same one. True when something changed.

        Searches under way end on what they began with. A version that cannot be opened yet leaves the old one in place.
        """
        changed = False
        with self._refreshing:
            with self._lock:
                current = dict(self._readers)
            for base, reader in current.items():
                if not self._is_outdated(base, reader):
                    continue
                try:
                    newer = self._open(base)
                except (BaseMissing, IndexLocked):
                    continue
                with self._lock:
                    is_open = base in self._readers
                    if is_open:
                        self._readers[base] = newer
                (reader if is_open else newer).release()
                changed = changed or is_open
        return changed

    def _open(self, base: str) -> VersionReader:
        folder = version_folder(self._root, base, self._wanted(base))
        return VersionReader(folder, base, self._embedder, copy_if_locked=self._copy_if_locked)

    def _wanted(self, base: str) -> str:
        return self._versions.get(base) or published_version(self._root, base)

    def _is_outdated(self, base: str, reader: VersionReader) -> bool:
        try:
            if self._wanted(base) != reader.folder.name:
                return True
        except BaseMissing:
            return False
        return self._embedder is not None and not reader.is_dense and has_dense(reader.folder, self._embedder)

    @contextmanager
    def _in_use(self) -> Iterator[Mapping[str, VersionReader]]:
        with self._lock, ExitStack() as stack:
            readers: dict[str, VersionReader] = {}
            for base, reader in self._readers.items():
                readers[base] = reader.acquire()
                stack.callback(reader.release)
            releases = stack.pop_all()
        with releases:
            yield readers

    def _embed(self, wording: Wording) -> Vector | None:
        """Between what was asked and the same with the pages' words after it, nearer to the latter."""
        asked = self._vector(wording.text)
        if asked is None or not wording.official:
            return asked
        official = self._vector(wording.official_text)
        if official is None:
            return asked
        mixed = (1.0 - _OFFICIAL_SHARE) * asked + _OFFICIAL_SHARE * official
        return cast("Vector", mixed / np.linalg.norm(mixed))

    def _vector(self, text: str) -> Vector | None:
        if self._embedder is None:
            return None
        try:
            return self._remembered(text)
        except Exception:
            # Whatever breaks in a model, the person still gets pages found by their words.
            return None

    def _embed_text(self, text: str) -> Vector:
        """Raises for a vector that is none: only what is right is remembered."""
        if self._embedder is None:
            raise ValueError("no embedder")
        vector = np.asarray(self._embedder.embed_query(text), dtype=np.float32)
        if vector.shape != (self._embedder.dimensions,) or not np.isfinite(vector).all():
            raise ValueError("no vector")
        return vector

    def _fuse(
        self,
        by_words: Mapping[str, tuple[dict[int, float], dict[int, float]]],
        by_meaning: Mapping[str, tuple[dict[int, float], dict[int, float]]],
    ) -> list[tuple[PageKey, float]]:
        """Each list holds the pages of all bases by their scores, so that a base with nothing to say stays last."""
        weights = self._fusion
        lists = (
            (weights.lexical_passages, _across({base: found[0] for base, found in by_words.items()})),
            (weights.lexical_pages, _across({base: found[1] for base, found in by_words.items()})),
            (weights.dense_passages, _across({base: found[0] for base, found in by_meaning.items()})),
            (weights.dense_pages, _across({base: found[1] for base, found in by_meaning.items()})),
        )
        return fuse(lists, weights.rank_constant)

    def _found(
        self,
        readers: Mapping[str, VersionReader],
        ranked: Sequence[tuple[PageKey, float]],
        queries: Mapping[str, Query],
        vector: Vector | None,
    ) -> tuple[FoundPage, ...]:
        found: dict[PageKey, FoundPage] = {}
        for base, reader in readers.items():
            scores = {number: score for (place, number), score in ranked if place == base}
            for number, page in zip(
                scores, reader.found_pages(scores, queries[base], vector, self._inside), strict=True
            ):
                found[base, number] = page
        return tuple(found[key] for key, _ in ranked)


def _across(by_base: Mapping[str, Mapping[int, float]]) -> dict[PageKey, float]:
    return {(base, number): score for base, scores in by_base.items() for number, score in scores.items()}


def _named(readers: Mapping[str, VersionReader], base: str) -> VersionReader:
    try:
        return readers[base]
    except KeyError as error:
        raise BaseMissing(f"The base « {base} » is not open. Load it, and name it in the settings.") from error
