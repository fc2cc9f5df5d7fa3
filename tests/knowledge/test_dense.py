import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from knowledge.dense import DenseFacts, DenseWriter, dense_facts, open_dense
from knowledge.types import IndexLocked, KnowledgeError
from tests.knowledge.sources import WordEmbedder

EMBEDDER = WordEmbedder()
TEXTS = ["le port", "la gare", "le quai du port", "le musée"]


def vectors(texts: list[str]) -> list[np.ndarray[tuple[int], np.dtype[np.float32]]]:
    return [np.array(vector, dtype=np.float32) for vector in WordEmbedder().embed_passages(texts)]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    folder = tmp_path / "dense"
    writer = DenseWriter(folder)
    writer.add_pages(vectors(TEXTS[:2]))
    writer.add_passages(vectors(TEXTS))
    writer.close(DenseFacts(EMBEDDER.name, EMBEDDER.dimensions, 1, 2, 4))
    return folder


def question(text: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return vectors([text])[0]


def test_the_nearest_is_found_with_its_cosine(directory: Path) -> None:
    index = open_dense(directory, EMBEDDER)
    nearest = index.nearest_passages(question("le quai du port"), 4)
    assert nearest[0].number == 2
    assert nearest[0].similarity == pytest.approx(1.0, abs=1e-4)
    assert index.nearest_pages(question("la gare"), 1)[0].number == 1
    assert index.count() == (2, 4)
    index.close()


def test_cosines_of_chosen_passages_are_exact(directory: Path) -> None:
    index = open_dense(directory, EMBEDDER)
    asked = question("le port")
    found = index.similarities(asked, [3, 0])
    assert set(found) == {0, 3}
    assert found[0] == pytest.approx(1.0, abs=1e-5)
    assert found[3] == pytest.approx(float(vectors([TEXTS[3]])[0] @ asked), abs=1e-5)
    assert index.similarities(asked, []) == {}
    index.close()


def test_an_open_directory_is_refused_and_a_closed_one_opens_again(directory: Path) -> None:
    index = open_dense(directory, EMBEDDER)
    with pytest.raises(IndexLocked):
        open_dense(directory, EMBEDDER)
    index.close()
    open_dense(directory, EMBEDDER).close()


def _try_to_open(directory: Path, copy_if_locked: bool, result: "multiprocessing.SimpleQueue[str]") -> None:
    try:
        index = open_dense(directory, WordEmbedder(), copy_if_locked=copy_if_locked)
        result.put(str(index.nearest_passages(question("le quai du port"), 1)[0].number))
        index.close()
    except IndexLocked:
        result.put("locked")


@pytest.mark.parametrize(("copy_if_locked", "answer"), [(False, "locked"), (True, "2")])
def test_another_process_is_refused_or_reads_its_own_copy(directory: Path, copy_if_locked: bool, answer: str) -> None:
    context = multiprocessing.get_context("spawn")
    result: multiprocessing.SimpleQueue[str] = context.SimpleQueue()
    index = open_dense(directory, EMBEDDER)
    process = context.Process(target=_try_to_open, args=(directory, copy_if_locked, result))
    process.start()
    process.join()
    assert result.get() == answer
    assert index.nearest_passages(question("le quai du port"), 1)[0].number == 2
    index.close()


def test_a_copy_is_removed_when_it_is_closed(directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    first = open_dense(directory, EMBEDDER)
    second = open_dense(directory, EMBEDDER, copy_if_locked=True)
    assert list((tmp_path / "temporary").iterdir())
    second.close()
    assert not list((tmp_path / "temporary").iterdir())
    first.close()


@pytest.mark.parametrize("other", [WordEmbedder(name="other"), WordEmbedder(dimensions=32)])
def test_vectors_of_another_embedder_are_refused_and_the_lock_is_given_back(
    directory: Path, other: WordEmbedder
) -> None:
    with pytest.raises(KnowledgeError, match=r"built with « words »"):
        open_dense(directory, other)
    open_dense(directory, EMBEDDER).close()


def test_a_directory_without_its_description_is_not_an_index(directory: Path) -> None:
    (directory / "about.json").unlink()
    assert dense_facts(directory) is None
    with pytest.raises(KnowledgeError, match="Build them first"):
        open_dense(directory, EMBEDDER)


@pytest.mark.parametrize("description", ["{", "[]", '{"embedder": "words"}'])
def test_a_broken_description_is_said_plainly(directory: Path, description: str) -> None:
    (directory / "about.json").write_text(description)
    with pytest.raises(KnowledgeError, match="Build them again"):
        dense_facts(directory)
