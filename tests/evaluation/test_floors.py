"""Quality never falls under what was measured: the real pages, searched by words, and the guards that know their words.

The floors stand a little under the figures of ``docs/evaluation.md``.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.artifacts.catalogue import read_catalogue
from assistant.evaluation.personal_data import evaluate_personal_data
from assistant.evaluation.report import Metrics
from assistant.evaluation.retrieval import evaluate_retrieval
from assistant.settings import Settings
from assistant.wiring import Guards, build_guards
from guards.types import GuardContext, Outcome
from knowledge.ingest import load_base
from knowledge.library import Library
from tests.conftest import REAL_CACHE

SETS = Path(__file__).parent
ARCHIVE = REAL_CACHE / read_catalogue("knowledge")["particuliers"].file

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not ARCHIVE.is_file(), reason="the pages are not in the cache: make fetch"),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    root = tmp_path_factory.mktemp("knowledge")
    load_base(ARCHIVE, "particuliers", root)
    with Library.open(root, ("particuliers",), None) as library:
        yield library


@pytest.fixture(scope="module")
def guards(library: Library) -> Iterator[Guards]:
    built = build_guards(Settings(), library)
    yield built
    built.personal_data.close()


def _at_least(metrics: Metrics, name: str, floor: float) -> None:
    figure = metrics[name]
    assert figure is not None
    assert figure >= floor, f"{name} fell to {figure}"


def test_words_alone_find_the_page(library: Library) -> None:
    metrics = evaluate_retrieval(SETS / "questions.jsonl", library, {}).metrics
    _at_least(metrics, "recall_at_1", 0.43)
    _at_least(metrics, "recall_at_5", 0.63)
    _at_least(metrics, "mrr", 0.52)


def test_personal_data_is_masked_and_little_else(guards: Guards) -> None:
    metrics = evaluate_personal_data(SETS / "personal_data.jsonl", guards.personal_data.find, {}).metrics
    _at_least(metrics, "spans_masked", 0.98)
    assert metrics["traps_touched"] in (0, 1)
    leaks = metrics["messages_with_leak"]
    assert leaks is not None
    assert leaks <= 0.03


@pytest.mark.parametrize(
    "question",
    [
        "Comment demander le Pacs ?",
        "Ma carte Vitale est perdue, que faire ?",
        "La Caf peut-elle me réclamer un trop-perçu de RSA ?",
        "Quel est le prix d'un passeport pour un mineur ?",
    ],
)
def test_official_words_are_not_taken_for_names(guards: Guards, question: str) -> None:
    assert guards.personal_data.check(question, GuardContext()).outcome is Outcome.PASS
