from pathlib import Path

import pytest

from models.files import check_gguf
from models.types import ModelDamaged, ModelMissing

HEAD = b"GGUF" + (3).to_bytes(4, "little")


def test_a_file_with_tensors_passes(gguf_like_file: Path) -> None:
    check_gguf(gguf_like_file)


@pytest.mark.parametrize(
    "content",
    [b"", b"GGUF", b"<html>not found</html>" * 9, HEAD + bytes(16), HEAD + (1).to_bytes(8, "little") + bytes(8)],
    ids=["empty", "cut", "a web page", "no tensor", "no metadata"],
)
def test_what_is_plainly_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelDamaged, match=r"model\.gguf"):
        check_gguf(path)


@pytest.mark.parametrize("name", ["absent.gguf", "."])
def test_what_is_no_file_is_missing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelMissing):
        check_gguf(tmp_path / name)
