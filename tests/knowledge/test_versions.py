import os
from pathlib import Path
from typing import Any

import pytest

from knowledge.locks import DirectoryLock
from knowledge.types import BaseMissing, IndexLocked, KnowledgeError
from knowledge.versions import (
    bases,
    draft_version,
    mark_draft,
    previous_version,
    publish,
    published_version,
    remove_version,
    roll_back,
    source_hash,
    version_folder,
    version_id,
    versions,
)

OLD, NEW, NEWEST = "a" * 16, "b" * 16, "e" * 16


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


@pytest.fixture
def three_published(two_versions: Path) -> Path:
    version_folder(two_versions, "port", NEWEST).mkdir()
    publish(two_versions, "port", OLD)
    publish(two_versions, "port", NEW)
    publish(two_versions, "port", NEWEST)
    return two_versions


def test_rolling_back_goes_down_one_version_at_a_time_and_never_up_again(three_published: Path) -> None:
    assert roll_back(three_published, "port") == NEW
    assert roll_back(three_published, "port") == OLD
    assert published_version(three_published, "port") == OLD
    with pytest.raises(BaseMissing, match="no earlier version"):
        roll_back(three_published, "port")
    assert published_version(three_published, "port") == OLD


def test_what_is_published_after_a_way_back_stands_on_it(three_published: Path) -> None:
    roll_back(three_published, "port")
    roll_back(three_published, "port")
    publish(three_published, "port", NEWEST)
    assert previous_version(three_published, "port") == OLD


def test_a_way_back_skips_a_version_that_was_removed(three_published: Path) -> None:
    remove_version(three_published, "port", NEW)
    assert roll_back(three_published, "port") == OLD


def test_the_version_of_a_base_published_before_the_order_was_kept_is_a_way_back(two_versions: Path) -> None:
    (two_versions / "port" / "history.jsonl").unlink()
    publish(two_versions, "port", OLD)
    assert roll_back(two_versions, "port") == NEW


def test_without_a_history_the_version_loaded_before_is_the_way_back(two_versions: Path) -> None:
    (two_versions / "port" / "history.jsonl").unlink()
    for version, moment in ((OLD, 1_000), (NEW, 2_000)):
        os.utime(version_folder(two_versions, "port", version), (moment, moment))
    assert previous_version(two_versions, "port") == OLD


def test_a_half_written_line_of_the_history_is_not_counted(three_published: Path) -> None:
    with (three_published / "port" / "history.jsonl").open("a") as file:
        file.write('{"version": "')
    assert roll_back(three_published, "port") == NEW


def test_a_draft_is_not_published_and_is_one_no_more_once_it_is(two_versions: Path) -> None:
    assert draft_version(two_versions, "port") == ""
    mark_draft(two_versions, "port", OLD)
    assert (draft_version(two_versions, "port"), published_version(two_versions, "port")) == (OLD, NEW)
    publish(two_versions, "port", OLD)
    assert (draft_version(two_versions, "port"), published_version(two_versions, "port")) == ("", OLD)


@pytest.mark.parametrize("lock", ["dense.lock", "embedding.lock"])
def test_a_version_in_use_is_not_removed(two_versions: Path, lock: str) -> None:
    with DirectoryLock(version_folder(two_versions, "port", OLD) / lock), pytest.raises(IndexLocked):
        remove_version(two_versions, "port", OLD)
    assert OLD in versions(two_versions, "port")


def test_a_removed_draft_leaves_none(two_versions: Path) -> None:
    mark_draft(two_versions, "port", OLD)
    remove_version(two_versions, "port", OLD)
    assert draft_version(two_versions, "port") == ""
    with pytest.raises(BaseMissing):
        remove_version(two_versions, "port", OLD)


def test_a_file_of_a_folder_that_cannot_be_opened_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_text("a")
    (tmp_path / "b.md").write_text("b")
    whole = source_hash(tmp_path)
    opened = Path.open

    def locked(path: Path, *arguments: Any, **named: Any) -> Any:
        if path.name == "a.md":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **named)

    monkeypatch.setattr(Path, "open", locked)
    without = source_hash(tmp_path)
    assert without != whole
    (tmp_path / "b.md").write_text("c")
    assert source_hash(tmp_path) != without
    with pytest.raises(PermissionError):
        source_hash(tmp_path / "a.md")
