"""Worker processes with the real model: they find, they give up in time, they come back."""

import multiprocessing
import os
import signal
from collections.abc import Iterator

import pytest

from guards.personal_data.finder import AnalyzerRecipe
from guards.personal_data.guard import PersonalDataGuard
from guards.personal_data.processes import FinderFailed, FinderProcesses
from guards.personal_data.vault import Vault
from guards.types import GuardContext, Outcome
from tests.guards.personal_data.conftest import OFFICIAL_WORDS

TEXT = "Je m'appelle Fatoumata Diallo, tél. 06 12 34 56 78."


@pytest.fixture(scope="module")
def finder() -> Iterator[FinderProcesses]:
    opened = FinderProcesses(AnalyzerRecipe(OFFICIAL_WORDS), workers=1)
    opened.load()
    yield opened
    opened.close()


def _workers() -> set[int]:
    return {process.pid for process in multiprocessing.active_children() if process.pid is not None}


def test_a_worker_finds_what_this_process_finds(finder: FinderProcesses, guard: PersonalDataGuard) -> None:
    in_worker = PersonalDataGuard(Vault(), finder)
    assert in_worker.find(TEXT) == guard.find(TEXT)
    assert in_worker.check(TEXT, GuardContext()).text == "Je m'appelle <PERSONNE_1>, tél. <TELEPHONE_1>."


def test_a_dead_worker_is_replaced_and_the_text_is_read(finder: FinderProcesses) -> None:
    before = _workers()
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    assert finder.find(TEXT)
    assert _workers() != before


def test_a_text_that_takes_too_long_is_dropped_and_the_next_is_read() -> None:
    finder = FinderProcesses(AnalyzerRecipe(OFFICIAL_WORDS), workers=1, seconds=1.0)
    try:
        finder.load()
        endless = "Je m'appelle Fatoumata Diallo. " * 30_000
        verdict = PersonalDataGuard(Vault(), finder).check(endless, GuardContext())
        assert (verdict.outcome, verdict.text) == (Outcome.ERROR, "")
        finder.load()  # the next worker is there
        assert finder.find("Je m'appelle Fatoumata Diallo.")
    finally:
        finder.close()


def test_a_missing_model_is_told_at_each_text() -> None:
    finder = FinderProcesses(AnalyzerRecipe(model_name="no_such_model"), workers=1)
    try:
        guard = PersonalDataGuard(Vault(), finder)
        assert guard.warm_up() is False
        assert guard.check(TEXT, GuardContext()).outcome is Outcome.ERROR
        with pytest.raises(FinderFailed):
            finder.find(TEXT)
    finally:
        finder.close()


def test_a_worker_runs_what_prepares_it_first() -> None:
    finder = FinderProcesses(AnalyzerRecipe(OFFICIAL_WORDS), workers=1, prepare=refuse_to_start)
    try:
        assert PersonalDataGuard(Vault(), finder).warm_up() is False
    finally:
        finder.close()


def refuse_to_start() -> None:
    raise RuntimeError


def test_a_worker_that_has_read_enough_is_renewed() -> None:
    finder = FinderProcesses(AnalyzerRecipe(OFFICIAL_WORDS), workers=1, seconds=60, texts_before_renewal=2)
    try:
        finder.load()
        before = _workers()
        for _ in range(3):
            assert finder.find(TEXT)
        assert _workers() != before
    finally:
        finder.close()
