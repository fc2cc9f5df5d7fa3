"""Quality never falls under what was measured: the real pages, searched by words, and the guards that know their words.

The floors stand a little under the figures of ``docs/evaluation.md``.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.artifacts.catalogue import read_catalogue
from assistant.evaluation.personal_data import MASKED_SHARE, evaluate_personal_data
from assistant.evaluation.report import Metrics
from assistant.evaluation.retrieval import evaluate_retrieval
from assistant.settings import Settings
from assistant.wiring import Guards, build_guards
from guards.types import GuardContext, Outcome
from knowledge.ingest import load_base
from knowledge.library import Library
from tests.conftest import REAL_CACHE
from tests.evaluation.names import ORIGINS, STYLES, draw_names, write_sentences

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


def test_messages_of_other_hands_are_masked_too(guards: Guards) -> None:
    """Written by people who had not seen the recognizers, and read since: see docs/evaluation.md."""
    metrics = evaluate_personal_data(SETS / "personal_data_more.jsonl", guards.personal_data.find, {}).metrics
    _at_least(metrics, "spans_masked", 0.97)
    assert (metrics["traps_touched"] or 0) <= 8


def test_names_of_every_origin_are_masked_alike(guards: Guards) -> None:
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for origin, style in itertools.product(ORIGINS, STYLES):
        for number, name in enumerate(draw_names(origin, 40)):
            text, start, end = write_sentences(name, number, style)
            masked = {at for f in guards.personal_data.find(text) for at in range(f.start, f.end)}
            found[origin, style].append(len(masked & set(range(start, end))) >= MASKED_SHARE * (end - start))
    share = {key: sum(answers) / len(answers) for key, answers in found.items()}
    for style in STYLES:
        foreign = [share[origin, style] for origin in ORIGINS if origin != "France"]
        mean = sum(foreign) / len(foreign)
        assert mean >= 0.94, (style, share)
        assert abs(share["France", style] - mean) <= 0.06, (style, share)
        assert min(foreign) >= 0.85, (style, share)


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
