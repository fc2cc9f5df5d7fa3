from pathlib import Path

import pytest

from knowledge.types import BaseMissing, KnowledgeError
from knowledge.versions import (
    bases,
    publish,
    published_version,
    remove_version,
    source_hash,
    version_folder,
    version_id,
    versions,
)

OLD, NEW = "a" * 16, "b" * 16


@pytest.fixture
def two_versions(tmp_path: Path) -> Path:
    for version in (OLD, NEW):
        version_folder(tmp_path, "port", version).mkdir(parents=True)
    publish(tmp_path, "port", NEW)
    return tmp_path


def test_publishing_switches_and_switches_back(two_versions: Path) -> None:
    assert published_version(two_versions, "port") == NEW
    publish(two_versions, "port", OLD)
    assert published_version(two_versions, "port") == OLD
    assert not (two_versions / "port" / "current.new").exists()


def test_only_a_version_that_is_there_can_be_published(two_versions: Path) -> None:
    with pytest.raises(BaseMissing):
        publish(two_versions, "port", "c" * 16)
    assert published_version(two_versions, "port") == NEW


@pytest.mark.parametrize("pointer", ["", "../../etc", "c" * 16, "A" * 16, OLD + ".building"])
def test_a_pointer_to_nothing_is_no_published_version(two_versions: Path, pointer: str) -> None:
    (two_versions / "port" / "current").write_text(pointer)
    with pytest.raises(BaseMissing, match="Load it first"):
        published_version(two_versions, "port")


def test_versions_being_built_are_not_listed(two_versions: Path) -> None:
    version_folder(two_versions, "port", "d" * 16 + ".building").mkdir()
    assert set(versions(two_versions, "port")) == {OLD, NEW}
    assert versions(two_versions, "gare") == []


def test_published_bases_are_listed(two_versions: Path) -> None:
    (two_versions / "empty").mkdir()
    assert bases(two_versions) == ["port"]
    assert bases(two_versions / "absent") == []


def test_the_published_version_cannot_be_removed(two_versions: Path) -> None:
    with pytest.raises(KnowledgeError, match="Publish another one first"):
        remove_version(two_versions, "port", NEW)
    remove_version(two_versions, "port", OLD)
    assert versions(two_versions, "port") == [NEW]


@pytest.mark.parametrize("name", ["../x", "", "Port", "a/b", ".hidden", "x" * 64])
def test_a_name_that_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(KnowledgeError, match="cannot name a base"):
        published_version(tmp_path, name)


def test_a_source_is_known_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    (tmp_path / "one" / "F1.xml").write_text("a")
    (tmp_path / "two" / "F1.xml").write_text("a")
    assert source_hash(tmp_path / "one") == source_hash(tmp_path / "two")
    (tmp_path / "two" / "F1.xml").rename(tmp_path / "two" / "F2.xml")
    assert source_hash(tmp_path / "one") != source_hash(tmp_path / "two")
    assert source_hash(tmp_path / "one" / "F1.xml") == source_hash(tmp_path / "two" / "F2.xml")


def test_a_version_depends_on_the_source_and_on_how_it_is_read() -> None:
    assert version_id("hash", "xml") == version_id("hash", "xml")
    assert len({version_id("hash", "xml"), version_id("other", "xml"), version_id("hash", "json")}) == 3
