import threading
from pathlib import Path

import numpy as np
import pytest

from knowledge.types import KnowledgeError
from knowledge.vector_cache import VectorCache, text_hash

ONE, TWO = text_hash("un"), text_hash("deux")


def test_vectors_come_back_by_embedder_and_text(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "v" / "vectors.sqlite") as cache:
        cache.put("e5", [(ONE, [1.0, 2.0]), (TWO, [3.0, 4.0])])
        cache.put("other", [(ONE, [9.0])])
        assert [vector.tolist() for vector in cache.get("e5", [TWO, ONE])] == [[3.0, 4.0], [1.0, 2.0]]
        assert cache.missing("other", [ONE, TWO]) == {TWO}


def test_vectors_outlive_the_process_that_made_them(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "vectors.sqlite") as cache:
        cache.put("e5", [(ONE, np.array([0.5], dtype=np.float32))])
    with VectorCache(tmp_path / "vectors.sqlite") as cache:
        assert cache.missing("e5", [ONE]) == set()


def test_a_vector_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "vectors.sqlite") as cache, pytest.raises(KeyError):
        cache.get("e5", [ONE])


def test_threads_share_a_cache(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "vectors.sqlite") as cache:

        def fill(start: int) -> None:
            for number in range(start, start + 20):
                cache.put("e5", [(text_hash(str(number)), [float(number)])])

        threads = [threading.Thread(target=fill, args=(start,)) for start in (0, 20, 40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        keys = [text_hash(str(number)) for number in range(60)]
        assert [vector[0] for vector in cache.get("e5", keys)] == list(range(60))


def test_a_file_that_is_no_cache_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "vectors.sqlite").write_bytes(b"something else" * 200)
    with pytest.raises(KnowledgeError, match="delete the file"):
        VectorCache(tmp_path / "vectors.sqlite")
