import errno
from pathlib import Path
from typing import Any

import pytest

from knowledge import ingest
from knowledge.ingest import LoadStage, load_base
from knowledge.lexical import build_lexical
from knowledge.locks import DirectoryLock
from knowledge.types import BaseMissing, IndexLocked, KnowledgeError, SourceRefused
from knowledge.versions import published_version, version_folder, versions
from tests.knowledge.sources import FISHING, PAGES, write_zip


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return tmp_path / "knowledge"


def test_a_source_becomes_the_published_version(source: Path, empty: Path) -> None:
    stages: list[LoadStage] = []
    report = load_base(source, "port", empty, stages.append)
    assert (report.is_new, report.pages, report.passages, report.skipped) == (True, 3, 8, ())
    assert report.loader == "service_public_xml"
    assert published_version(empty, "port") == report.version
    assert stages == list(LoadStage)
    assert not list((empty / "port" / "versions").glob("*.building"))


def test_loading_the_same_source_again_changes_nothing(source: Path, empty: Path) -> None:
    first = load_base(source, "port", empty)
    before = {path: path.stat().st_mtime_ns for path in version_folder(empty, "port", first.version).rglob("*")}
    second = load_base(source, "port", empty)
    assert (second.is_new, second.version, second.pages, second.passages) == (False, first.version, 3, 8)
    assert before == {path: path.stat().st_mtime_ns for path in version_folder(empty, "port", first.version).rglob("*")}


def test_a_changed_source_is_another_version_and_the_old_one_stays(source: Path, empty: Path, tmp_path: Path) -> None:
    first = load_base(source, "port", empty)
    changed = write_zip(tmp_path / "new.zip", {**PAGES, "F12.xml": FISHING.replace("année", "saison")})
    second = load_base(changed, "port", empty)
    assert second.version != first.version
    assert published_version(empty, "port") == second.version
    assert set(versions(empty, "port")) == {first.version, second.version}


def test_loading_an_old_source_again_rolls_back_to_it(source: Path, empty: Path, tmp_path: Path) -> None:
    first = load_base(source, "port", empty)
    load_base(write_zip(tmp_path / "new.zip", {"F12.xml": FISHING}), "port", empty)
    again = load_base(source, "port", empty)
    assert not again.is_new
    assert published_version(empty, "port") == first.version


def test_skipped_pages_are_reported(empty: Path, tmp_path: Path) -> None:
    report = load_base(write_zip(tmp_path / "p.zip", {**PAGES, "F99.xml": "<broken"}), "port", empty)
    assert [page.name for page in report.skipped] == ["F99.xml"]


def test_a_refused_source_leaves_what_was_published(source: Path, empty: Path, tmp_path: Path) -> None:
    first = load_base(source, "port", empty)
    bad = write_zip(tmp_path / "bad.zip", {**PAGES, "F1.xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><Publication/>"})
    with pytest.raises(SourceRefused):
        load_base(bad, "port", empty)
    assert published_version(empty, "port") == first.version
    assert versions(empty, "port") == [first.version]


def test_a_full_disk_publishes_nothing_and_says_what_to_do(
    source: Path, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ingest, "finish", full)
    with pytest.raises(KnowledgeError, match=r"No space left.*Free some space"):
        load_base(source, "port", empty)
    with pytest.raises(BaseMissing):
        published_version(empty, "port")
    monkeypatch.undo()
    assert load_base(source, "port", empty).is_new


def test_an_index_that_lost_pages_is_not_published(source: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(directory: Path, pages: Any) -> None:
        build_lexical(directory, list(pages)[:-1])

    monkeypatch.setattr(ingest, "build_lexical", forgetful)
    with pytest.raises(KnowledgeError, match="pages were lost"):
        load_base(source, "port", empty)
    with pytest.raises(BaseMissing):
        published_version(empty, "port")


def test_two_loads_of_one_base_do_not_meet(source: Path, empty: Path) -> None:
    (empty / "port").mkdir(parents=True)
    with DirectoryLock(empty / "port" / "loading.lock"), pytest.raises(IndexLocked):
        load_base(source, "port", empty)


def test_a_source_that_is_not_there_is_refused(empty: Path, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="Check the path"):
        load_base(tmp_path / "absent.zip", "port", empty)
