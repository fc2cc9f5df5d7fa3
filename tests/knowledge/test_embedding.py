from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from knowledge import embedding
from knowledge.dense import open_dense
from knowledge.embedding import EmbeddingProgress, build_dense, has_dense
from knowledge.types import IndexLocked, KnowledgeError
from knowledge.vector_cache import VectorCache
from knowledge.versions import published_version, version_folder
from tests.knowledge.sources import WordEmbedder

TEXTS = 11
"""Distinct texts of the three invented pages: three of pages, eight of passages."""


@pytest.fixture
def version(root: Path) -> Path:
    return version_folder(root, "port", published_version(root, "port"))


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "vectors.sqlite")


def test_a_built_index_is_published_and_complete(version: Path, cache: VectorCache) -> None:
    embedder = WordEmbedder()
    seen: list[EmbeddingProgress] = []
    assert not has_dense(version, embedder)
    assert build_dense(version, "port", embedder, cache, seen.append)
    assert has_dense(version, embedder)
    assert seen[0] == EmbeddingProgress(0, TEXTS)
    assert seen[-1] == EmbeddingProgress(TEXTS, TEXTS)
    index = open_dense(version / "dense", embedder)
    assert index.count() == (3, 8)
    index.close()
    assert not (version / "dense.building").exists()


def test_each_distinct_text_is_embedded_once(version: Path, cache: VectorCache) -> None:
    embedder = WordEmbedder()
    build_dense(version, "port", embedder, cache)
    assert len(embedder.asked) == len(set(embedder.asked)) == TEXTS


def test_building_again_asks_for_nothing(version: Path, cache: VectorCache) -> None:
    build_dense(version, "port", WordEmbedder(), cache)
    again = WordEmbedder()
    assert build_dense(version, "port", again, cache)
    assert again.asked == []


def test_a_stopped_build_publishes_nothing_and_goes_on_where_it_was(
    version: Path, cache: VectorCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "_SAVED_EVERY", 4)
    first, second = WordEmbedder(), WordEmbedder()
    assert not build_dense(version, "port", first, cache, should_stop=lambda: len(first.asked) >= 4)
    assert not has_dense(version, first)
    assert build_dense(version, "port", second, cache)
    assert len(first.asked) == 4
    assert not set(first.asked) & set(second.asked)
    assert len(second.asked) == TEXTS - 4


def test_what_an_interrupted_build_left_is_removed(version: Path, cache: VectorCache) -> None:
    (version / "dense.building").mkdir()
    (version / "dense.building" / "chroma.sqlite3").write_text("half")
    assert build_dense(version, "port", WordEmbedder(), cache)


def test_another_embedder_replaces_the_index(version: Path, cache: VectorCache) -> None:
    build_dense(version, "port", WordEmbedder(), cache)
    other = WordEmbedder(name="other", dimensions=32)
    assert not has_dense(version, other)
    assert build_dense(version, "port", other, cache)
    assert has_dense(version, other)
    assert not has_dense(version, WordEmbedder())


def test_an_index_in_use_is_not_replaced(version: Path, cache: VectorCache) -> None:
    embedder = WordEmbedder()
    build_dense(version, "port", embedder, cache)
    index = open_dense(version / "dense", embedder)
    with pytest.raises(IndexLocked):
        build_dense(version, "port", WordEmbedder(name="other"), cache)
    assert index.count() == (3, 8)
    index.close()
    assert has_dense(version, embedder)


@dataclass(slots=True)
class _ShortVectors(WordEmbedder):
    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        return [[1.0] for _ in texts]


@dataclass(slots=True)
class _SameVectors(WordEmbedder):
    """Lies about what it stored: what the cache gives back is not what the index holds."""

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        return [[0.0] * self.dimensions for _ in texts]


def test_vectors_of_the_wrong_size_are_refused(version: Path, cache: VectorCache) -> None:
    with pytest.raises(KnowledgeError, match="another size"):
        build_dense(version, "port", _ShortVectors(), cache)


def test_an_index_that_does_not_find_its_own_vectors_is_not_published(version: Path, cache: VectorCache) -> None:
    with pytest.raises(KnowledgeError, match="does not find its own"):
        build_dense(version, "port", _SameVectors(), cache)
    assert not has_dense(version, _SameVectors())
