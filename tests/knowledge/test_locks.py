import multiprocessing
from pathlib import Path

import pytest

from knowledge.locks import DirectoryLock
from knowledge.types import IndexLocked, KnowledgeError


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first = DirectoryLock(tmp_path / "x.lock")
    with pytest.raises(IndexLocked, match="in use"):
        DirectoryLock(tmp_path / "x.lock")
    first.release()
    first.release()
    with DirectoryLock(tmp_path / "x.lock"):
        pass


def _hold_and_die(path: Path) -> None:
    lock = DirectoryLock(path)
    assert lock is not None


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_hold_and_die, args=(tmp_path / "x.lock",))
    process.start()
    process.join()
    assert process.exitcode == 0
    with DirectoryLock(tmp_path / "x.lock"):
        pass


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="Check that the folder exists"):
        DirectoryLock(tmp_path / "absent" / "x.lock")
