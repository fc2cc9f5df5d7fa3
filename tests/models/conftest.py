"""Where the tests find real weights; those that need them skip when nothing has been fetched."""

import os
from pathlib import Path

import platformdirs
import pytest


def cached_file(name: str) -> Path:
    root = Path(os.environ.get("PARVIS_CACHE") or platformdirs.user_cache_dir("parvis"))
    path = root / name
    if not path.is_file():
        pytest.skip(f"{name} is not in {root}: fetch it to run this test")
    return path


@pytest.fixture(scope="session")
def language_model_file() -> Path:
    return cached_file("qwen2.5-coder-1.5b-instruct-q4_k_m.gguf")


@pytest.fixture(scope="session")
def embedding_model_file() -> Path:
    return cached_file("multilingual-e5-small-q4_0.gguf")


@pytest.fixture
def gguf_like_file(tmp_path: Path) -> Path:
    """Passes the check of the head of a file; no engine could load it."""
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF" + (3).to_bytes(4, "little") + (1).to_bytes(8, "little") * 2)
    return path
