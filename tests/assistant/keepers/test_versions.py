"""What an admin does with the versions of a base, and what is refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event
from time import sleep

import pytest
from sqlalchemy import Engine

from assistant.audit import Actor, AuditTrail
from assistant.errors import KeeperRefused
from assistant.keepers.golden import GoldenQuestion
from assistant.keepers.keepers import Keepers
from assistant.keepers.versions import VersionKeeper
from assistant.vocabulary import AuditAction, KeeperRefusal
from knowledge.comparing import PageChange
from knowledge.embedding import build_dense
from knowledge.ingest import load_base
from knowledge.library import Library
from knowledge.locks import DirectoryLock
from knowledge.vector_cache import VectorCache
from knowledge.versions import published_version, version_folder
from tests.knowledge.sources import PAGES, WordEmbedder, write_zip

ADMIN = Actor("paul", "admin")
PRICE = GoldenQuestion("G1", "combien coûte la carte de batelier", ("F10",))
MOORING = GoldenQuestion("G2", "où amarrer un bateau au quai", ("F11",))


def load_draft(root: Path, old: str = "25\u00a0€", new: str = "30\u00a0€") -> str:
    files = {**PAGES, "F10.xml": PAGES["F10.xml"].replace(old, new)}
    return load_base(write_zip(root / "newer.zip", files), "port", root, as_draft=True).version


def reason_of(refused: pytest.ExceptionInfo[KeeperRefused]) -> KeeperRefusal:
    return refused.value.reason


def test_a_draft_is_checked_then_published_then_taken_back(keepers: Keepers, tmp_path: Path, engine: Engine) -> None:
    keeper = keepers.versions
    first = published_version(tmp_path, "port")
    draft = load_draft(tmp_path)
    check = keeper.check("port")
    assert (check.version, check.published) == (draft, first)
    assert [(page.document_id, page.change) for page in check.comparison.pages] == [("F10", PageChange.CHANGED)]
    assert check.comparison.unchanged == 2
    assert [line.text for line in keeper.show_changes("port", "F10")] == [
        "La carte coûte 25\u00a0€.",
        "La carte coûte 30\u00a0€.",
    ]
    assert keeper.publish("port", ADMIN) == draft == published_version(tmp_path, "port")
    assert keeper.roll_back("port", ADMIN) == first == published_version(tmp_path, "port")
    assert [(row.what, row.subject, row.details["version"]) for row in AuditTrail(engine).page()] == [
        (AuditAction.KNOWLEDGE_ROLLED_BACK, "base/port", first),
        (AuditAction.KNOWLEDGE_PUBLISHED, "base/port", draft),
    ]


def test_what_cannot_be_done_is_told_by_its_reason(keepers: Keepers, tmp_path: Path) -> None:
    keeper = keepers.versions
    current = published_version(tmp_path, "port")
    for act, reason in (
        (lambda: keeper.check("gare"), KeeperRefusal.BASE_UNKNOWN),
        (lambda: keeper.check("../etc"), KeeperRefusal.BASE_UNKNOWN),
        (lambda: keeper.check("port"), KeeperRefusal.NO_DRAFT),
        (lambda: keeper.check("port", "zz"), KeeperRefusal.VERSION_UNKNOWN),
        (lambda: keeper.show_changes("port", "F404", current), KeeperRefusal.PAGE_UNKNOWN),
        (lambda: keeper.publish("port", ADMIN, current[:6]), KeeperRefusal.ALREADY_PUBLISHED),
        (lambda: keeper.remove("port", current, ADMIN), KeeperRefusal.ALREADY_PUBLISHED),
        (lambda: keeper.roll_back("port", ADMIN), KeeperRefusal.NO_WAY_BACK),
    ):
        with pytest.raises(KeeperRefused) as refused:
            act()
        assert reason_of(refused) is reason


def test_one_who_publishes_while_another_does_is_told_to_wait(keepers: Keepers, tmp_path: Path) -> None:
    load_draft(tmp_path)
    with DirectoryLock(tmp_path / "port" / "publishing.lock"), pytest.raises(KeeperRefused) as refused:
        keepers.versions.publish("port", ADMIN)
    assert reason_of(refused) is KeeperRefusal.IN_USE


@pytest.fixture
def dense(keepers: Keepers, tmp_path: Path) -> VersionKeeper:
    """Keepers with an embedder, on a published version with its index by meaning."""
    embedder = WordEmbedder()
    version = published_version(tmp_path, "port")
    with VectorCache(tmp_path / "vectors.sqlite") as cache:
        build_dense(version_folder(tmp_path, "port", version), "port", embedder, cache)
    return replace(keepers.versions, embedder=embedder)


def test_a_draft_without_its_index_is_published_only_when_words_may_go_first(
    dense: VersionKeeper, tmp_path: Path
) -> None:
    asked: list[tuple[str, str]] = []
    keeper = replace(dense, start_build=lambda base, version: asked.append((base, version)))
    draft = load_draft(tmp_path)
    with pytest.raises(KeeperRefused) as refused:
        keeper.publish("port", ADMIN)
    assert reason_of(refused) is KeeperRefusal.NOT_PREPARED
    assert (keeper.prepare("port"), asked) == (draft, [("port", draft)])
    assert keeper.publish("port", ADMIN, words_first=True) == draft
    assert asked == [("port", draft)] * 2


def test_a_check_counts_the_vectors_that_are_left_to_compute(dense: VersionKeeper, tmp_path: Path) -> None:
    load_draft(tmp_path)
    vectors = dense.check("port").vectors
    assert vectors
    assert vectors.total - vectors.embedded == 1


def test_golden_questions_are_asked_of_both_versions_in_the_same_way(dense: VersionKeeper, tmp_path: Path) -> None:
    assert dense.keep_golden("port", [PRICE, MOORING], ADMIN) == 2
    assert dense.golden("port") == (PRICE, MOORING)
    draft = load_draft(tmp_path, "Carte de batelier", "Brevet de marinier")
    golden = dense.check("port").golden
    assert golden
    assert (golden.questions, golden.by_meaning) == (2, False)  # the draft has no index by meaning: words for both
    embedder = dense.embedder
    assert embedder
    with VectorCache(tmp_path / "vectors.sqlite") as cache:
        build_dense(version_folder(tmp_path, "port", draft), "port", embedder, cache)
    golden = dense.check("port").golden
    assert golden
    assert golden.by_meaning


def test_a_question_whose_page_is_gone_is_named(keepers: Keepers, tmp_path: Path) -> None:
    files = {name: text for name, text in PAGES.items() if name != "F11.xml"}
    load_base(write_zip(tmp_path / "newer.zip", files), "port", tmp_path, as_draft=True)
    golden = keepers.versions.check("port", questions=[PRICE, MOORING]).golden
    assert golden
    assert golden.before
    assert (golden.before.found_first, golden.after.found_first) == (1.0, 0.5)
    (moved,) = golden.moved
    assert (moved.id, moved.before, moved.after, moved.is_worse) == ("G2", 1, None, True)


def test_only_what_is_not_needed_may_go(keepers: Keepers, tmp_path: Path) -> None:
    keeper = replace(keepers.versions, keep=0)
    first = published_version(tmp_path, "port")
    draft = load_draft(tmp_path)
    keeper.publish("port", ADMIN)
    assert keeper.find_old("port") == ()
    keeper.roll_back("port", ADMIN)
    assert keeper.find_old("port") == (draft,)
    assert keeper.remove("port", draft[:8], ADMIN) == draft
    assert [version.version for version in keeper.versions("port")] == [first]


@pytest.fixture
def asked(library: Library) -> Iterator[list[str]]:
    """Versions that questions were answered from, asked by four people without a pause."""
    answered: list[str] = []
    stop = Event()

    def ask() -> None:
        while not stop.is_set():
            page = library.search("combien coûte la carte de batelier").pages[0]
            assert page.document.id == "F10"
            answered.append(page.version)

    with ThreadPoolExecutor(4) as pool:
        people = [pool.submit(ask) for _ in range(4)]
        yield answered
        stop.set()
        for person in people:
            person.result()  # raises what a question raised


def test_publishing_and_going_back_fail_no_question_under_way(
    keepers: Keepers, library: Library, tmp_path: Path, asked: list[str]
) -> None:
    first = published_version(tmp_path, "port")
    draft = load_draft(tmp_path)
    for _ in range(10):
        for goes_back in (False, True):
            keeper = keepers.versions
            version = keeper.roll_back("port", ADMIN) if goes_back else keeper.publish("port", ADMIN, draft)
            assert library.refresh()
            assert library.search("carte de batelier").pages[0].version == version
            begun = len(asked)
            for _ in range(5000):  # the people go on asking meanwhile
                if len(asked) >= begun + 8:
                    break
                sleep(0.001)
    assert {first, draft} == set(asked)
