"""The list of recognizers is data, and a slip in it is refused."""

from pathlib import Path

import pytest

from guards.personal_data import registry
from guards.personal_data.registry import UnknownRecognizer, build_shape_recognizers
from guards.personal_data.vault import PLACEHOLDER_NAMES


def test_every_declared_recognizer_is_built_and_has_a_placeholder() -> None:
    recognizers = build_shape_recognizers()
    assert {recognizer.ENTITY for recognizer in recognizers} <= set(PLACEHOLDER_NAMES)
    assert len(recognizers) >= 14


def test_every_recognizer_module_with_a_shape_is_declared() -> None:
    folder = Path(registry.__file__).with_name("recognizers")
    shaped = {file.stem for file in folder.glob("*.py") if "(ShapeRecognizer)" in file.read_text(encoding="utf-8")}
    assert shaped == {type(recognizer).__module__.rsplit(".", 1)[1] for recognizer in build_shape_recognizers()}


@pytest.mark.parametrize(
    "text", ["no_such_module: X", "nir: NoSuchClass", "nir: ShapeRecognizer", "../etc: X", "", "- nir"]
)
def test_an_unknown_name_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "recognizers.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnknownRecognizer):
        build_shape_recognizers(file)


def test_the_documents_explain_every_recognizer() -> None:
    page = (Path(__file__).parents[3] / "docs" / "personal-data.md").read_text(encoding="utf-8")
    names = {type(recognizer).__name__ for recognizer in build_shape_recognizers()}
    assert [
        name for name in sorted(names | {"ToldPersonRecognizer", "ModelledPersonRecognizer"}) if name not in page
    ] == []
