from pathlib import Path

import pytest

from knowledge.loaders.registry import loader_for
from knowledge.types import SourceRefused
from tests.knowledge.sources import SHIP_CARD, dump, write_tgz, write_zip


def test_each_format_finds_its_loader(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "F10.xml").write_text(SHIP_CARD)
    dumped = tmp_path / "dumped"
    dumped.mkdir()
    (dumped / "F10.json").write_text(dump(SHIP_CARD))

    assert loader_for(write_zip(tmp_path / "p.zip")).name == "service_public_xml"
    assert loader_for(folder).name == "service_public_xml"
    assert (
        loader_for(write_tgz(tmp_path / "p.tgz", {"data/port/F10.json": dump(SHIP_CARD)})).name == "service_public_json"
    )
    assert loader_for(dumped).name == "service_public_json"


@pytest.mark.parametrize("files", [{}, {"photo.jpg": "x"}, {"F10.txt": "x"}])
def test_an_unknown_format_is_refused_by_name(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(SourceRefused, match=r"p\.zip.*Known formats: service_public_xml"):
        loader_for(write_zip(tmp_path / "p.zip", files))


def test_a_source_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"absent\.zip.*Check the path"):
        loader_for(tmp_path / "absent.zip")
