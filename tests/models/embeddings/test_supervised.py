import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.embeddings.supervised import SupervisedEmbedder
from models.types import ModelDamaged, ModelDied, ModelMissing, ModelTimedOut

FAKE_WORKER = Path(__file__).with_name("fake_worker.py")
Build = Callable[..., SupervisedEmbedder]


@pytest.fixture
def build(gguf_like_file: Path) -> Iterator[Build]:
    embedders: list[SupervisedEmbedder] = []

    def build(behaviour: str = "", *, path: Path = gguf_like_file, seconds: float = 30.0) -> SupervisedEmbedder:
        command = (sys.executable, str(FAKE_WORKER), behaviour)
        embedders.append(SupervisedEmbedder(path, name="fake", threads=1, seconds=seconds, command=command))
        return embedders[-1]

    yield build
    for embedder in embedders:
        embedder.close()


def starts(model_file: Path) -> int:
    return len((model_file.parent / "starts").read_text().splitlines())


def test_queries_and_passages_are_told_apart_and_keep_their_order(build: Build) -> None:
    embedder = build()
    assert embedder.embed_query("abc") == [3.0, 1.0]
    assert embedder.embed_passages(["a", "abcd", "ab"]) == [[1.0, 0.0], [4.0, 0.0], [2.0, 0.0]]
    assert embedder.dimensions == 2


def test_threads_share_one_worker_and_get_their_own_vectors(build: Build, gguf_like_file: Path) -> None:
    embedder = build()
    texts = ["x" * length for length in range(1, 40)]
    with ThreadPoolExecutor(8) as threads:
        vectors = list(threads.map(embedder.embed_query, texts))
    assert [vector[0] for vector in vectors] == [float(len(text)) for text in texts]
    assert starts(gguf_like_file) == 1


def test_a_worker_killed_between_two_texts_is_replaced_unseen(build: Build, gguf_like_file: Path) -> None:
    embedder = build()
    embedder.embed_query("un")
    assert embedder.worker_process_id
    os.kill(embedder.worker_process_id, signal.SIGKILL)
    assert embedder.embed_query("deux") == [4.0, 1.0]
    assert starts(gguf_like_file) == 2


def test_a_worker_that_dies_at_work_is_replaced_within_the_call(build: Build, gguf_like_file: Path) -> None:
    assert build().embed_query("die-once") == [8.0, 1.0]
    assert starts(gguf_like_file) == 2


@pytest.mark.parametrize("text", ["die", "garbage"])
def test_a_text_that_kills_every_worker_is_given_up_and_the_next_one_works(build: Build, text: str) -> None:
    embedder = build()
    with pytest.raises(ModelDied):
        embedder.embed_query(text)
    assert embedder.embed_query("abc") == [3.0, 1.0]


def test_a_worker_that_hangs_runs_out_of_time_and_the_next_text_works(build: Build) -> None:
    embedder = build(seconds=0.5)
    with pytest.raises(ModelTimedOut):
        embedder.embed_query("hang")
    assert embedder.embed_query("abc") == [3.0, 1.0]


@pytest.mark.parametrize("behaviour", ["damaged", "dies-loading"])
def test_a_model_that_does_not_load_is_damaged_and_not_loaded_again_at_once(
    build: Build, gguf_like_file: Path, behaviour: str
) -> None:
    embedder = build(behaviour)
    with pytest.raises(ModelDamaged):
        embedder.embed_query("abc")
    with pytest.raises(ModelDied, match="restarts soon"):
        embedder.embed_query("abc")
    assert starts(gguf_like_file) == 1


def test_a_missing_file_is_told(build: Build, tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"absent\.gguf"):
        build(path=tmp_path / "absent.gguf").embed_query("abc")


def test_closing_ends_the_process_and_later_calls(build: Build) -> None:
    embedder = build()
    embedder.embed_query("abc")
    process_id = embedder.worker_process_id
    assert process_id
    embedder.close()
    embedder.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)
    with pytest.raises(ModelDied):
        embedder.embed_query("abc")


def test_half_a_character_is_no_reason_to_fail(build: Build) -> None:
    assert build().embed_query("a\ud800b") == [3.0, 1.0]
