"""The dense index of a published version, built beside it and put in place when it is complete."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge import embedded_text
from knowledge.dense import DenseFacts, DenseWriter, dense_facts, lock_path, open_dense
from knowledge.documents import DocumentStore
from knowledge.embedded_text import page_text, passage_text
from knowledge.locks import DirectoryLock
from knowledge.types import Embedder, KnowledgeError
from knowledge.vector_cache import Vector, VectorCache, text_hash
from knowledge.versions import DENSE_FOLDER, DOCUMENTS_FILE, EMBEDDING_LOCK, finish

_SAVED_EVERY = 64
"""Texts between two commits of the cache: what a stop can lose."""
_SAMPLE = 50
"""Passages that the finished index is asked for."""
_SAME = 0.999
"""Cosine of a vector with itself, rounding allowed."""


@dataclass(frozen=True, slots=True)
class EmbeddingProgress:
    """How far the vectors of a version are."""

    embedded: int
    """Distinct texts that have their vector."""
    total: int
    """Distinct texts of the version."""


def never_stop() -> bool:
    """For callers that let the work end."""
    return False


def ignore_progress(progress: EmbeddingProgress) -> None:
    """For callers that show nothing."""


def has_dense(version: Path, embedder: Embedder) -> bool:
    """Whether the version already has a complete index of this embedder's vectors."""
    facts = dense_facts(version / DENSE_FOLDER)
    return facts is not None and (facts.embedder, facts.dimensions, facts.text_format) == (
        embedder.name,
        embedder.dimensions,
        embedded_text.FORMAT,
    )


def count_embedded(version: Path, base: str, embedder: str, cache: VectorCache) -> EmbeddingProgress:
    """How many texts of a version have their vector of this embedder, by its name, and how many it has in all."""
    texts = _texts_of(version, base)
    hashes = {text_hash(text) for text in (*texts.pages, *texts.passages)}
    return EmbeddingProgress(len(hashes) - len(cache.missing(embedder, hashes)), len(hashes))


def build_dense(
    version: Path,
    base: str,
    embedder: Embedder,
    cache: VectorCache,
    on_progress: Callable[[EmbeddingProgress], None] = ignore_progress,
    should_stop: Callable[[], bool] = never_stop,
) -> bool:
    """Embeds what the cache lacks and publishes ``dense/`` in the version's folder.

    Returns ``True`` when the index is in place, ``False`` when ``should_stop`` said so first: what was embedded stays
    in the cache, and the next call goes on from there. Raises :class:`IndexLocked` while another process builds the
    same index or reads one that this call would replace, :class:`KnowledgeError` when vectors or disk are not right.
    """
    if has_dense(version, embedder):
        return True
    building, final = version / f"{DENSE_FOLDER}.building", version / DENSE_FOLDER
    with DirectoryLock(version / EMBEDDING_LOCK):
        shutil.rmtree(building, ignore_errors=True)
        texts = _texts_of(version, base)
        if not _embed_missing(texts, embedder, cache, on_progress, should_stop):
            return False
        try:
            facts = _write(building, texts, embedder, cache)
            _verify(building, facts, embedder, _sample(texts, embedder, cache))
            _put_in_place(building, final)
        except OSError as error:
            raise KnowledgeError(
                f"{version}: vectors cannot be written. Free some disk space and start again."
            ) from error
    return True


@dataclass(frozen=True, slots=True)
class _Texts:
    """What is embedded, in the order of the numbers of pages and passages."""

    pages: tuple[str, ...]
    passages: tuple[str, ...]


def _texts_of(version: Path, base: str) -> _Texts:
    store = DocumentStore(version / DOCUMENTS_FILE, base)
    try:
        pages: list[str] = []
        passages: list[str] = []
        for number, document in store.all_documents():
            pages.append(page_text(document))
            passages.extend(passage_text(passage) for _, passage in store.passages_of({number: document})[number])
        return _Texts(tuple(pages), tuple(passages))
    finally:
        store.close()


def _embed_missing(
    texts: _Texts,
    embedder: Embedder,
    cache: VectorCache,
    on_progress: Callable[[EmbeddingProgress], None],
    should_stop: Callable[[], bool],
) -> bool:
    """Each distinct text once, pages first: they are few, and the next call finds what this one embedded."""
    by_hash = {text_hash(text): text for text in (*texts.pages, *texts.passages)}
    missing = cache.missing(embedder.name, by_hash)
    todo = [(key, text) for key, text in by_hash.items() if key in missing]
    done = len(by_hash) - len(todo)
    on_progress(EmbeddingProgress(done, len(by_hash)))
    for start in range(0, len(todo), _SAVED_EVERY):
        if should_stop():
            return False
        batch = todo[start : start + _SAVED_EVERY]
        vectors = embedder.embed_passages([text for _, text in batch])
        if len(vectors) != len(batch) or any(len(vector) != embedder.dimensions for vector in vectors):
            raise KnowledgeError(
                f"The embedder « {embedder.name} » gave vectors of another size. Check its model file."
            )
        cache.put(embedder.name, zip((key for key, _ in batch), vectors, strict=True))
        done += len(batch)
        on_progress(EmbeddingProgress(done, len(by_hash)))
    return True


def _write(building: Path, texts: _Texts, embedder: Embedder, cache: VectorCache) -> DenseFacts:
    writer = DenseWriter(building)
    pages = writer.add_pages(_vectors(texts.pages, embedder, cache))
    passages = writer.add_passages(_vectors(texts.passages, embedder, cache))
    facts = DenseFacts(embedder.name, embedder.dimensions, embedded_text.FORMAT, pages, passages)
    writer.close(facts)
    return facts


def _vectors(texts: Iterable[str], embedder: Embedder, cache: VectorCache) -> Iterator[Vector]:
    for text in texts:
        yield from cache.get(embedder.name, [text_hash(text)])


def _sample(texts: _Texts, embedder: Embedder, cache: VectorCache) -> list[Vector]:
    """Vectors of some passages, spread over the base."""
    step = max(1, len(texts.passages) // _SAMPLE)
    return list(_vectors(texts.passages[::step], embedder, cache))


def _verify(building: Path, facts: DenseFacts, embedder: Embedder, sample: list[Vector]) -> None:
    """Counts, and passages asked for by their own vector."""
    index = open_dense(building, embedder)
    try:
        if index.count() != (facts.pages, facts.passages):
            raise KnowledgeError(f"{building}: some vectors were lost while writing. Start again.")
        for vector in sample:
            # Another passage with the same vector may come first: only the cosine is sure.
            nearest = index.nearest_passages(vector, 1)
            if not nearest or nearest[0].similarity < _SAME:
                raise KnowledgeError(f"{building}: the index does not find its own vectors. Start again.")
    finally:
        index.close()


def _put_in_place(building: Path, final: Path) -> None:
    with DirectoryLock(lock_path(final)):
        retired = final.with_name(final.name + ".retired")
        shutil.rmtree(retired, ignore_errors=True)
        if final.exists():
            final.replace(retired)
        finish(building, final)
        shutil.rmtree(retired, ignore_errors=True)
