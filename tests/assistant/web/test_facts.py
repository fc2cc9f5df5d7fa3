"""What is published is what runs: nothing on the transparency page is written by hand."""

import html
import json
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import AnswerSettings, EmbeddingSettings, KnowledgeSettings, LanguageModelSettings, Settings
from assistant.web.facts import FactFinder
from knowledge.status import BaseStatus
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import browse

BASE = BaseStatus("particuliers", "0123abcd", 12, 34, date(2026, 3, 1), date(2020, 1, 2), True)
VERSIONS = {"language_model": "qwen2.5-coder-1.5b", "base particuliers": "0123abcd"}


def finder(settings: Settings, bases: Sequence[BaseStatus] = (BASE,)) -> FactFinder:
    return FactFinder(settings, lambda: bases, lambda: VERSIONS)


def write_evaluation(settings: Settings, name: str, **changed: Any) -> Path:
    settings.evaluations_folder.mkdir(parents=True, exist_ok=True)
    body = {
        "kind": "answers",
        "set": "/srv/sets/questions.jsonl",
        "count": 5,
        "versions": {"parvis": "0.1.0", "python": "3.11", **VERSIONS},
        "metrics": {
            "facts_shown": 0.475,
            "wrong_statements": 2,
            "median_total_ms": 812.4,
            "watt_hours": 0.126,
            "n": None,
        },
    } | changed
    file = settings.evaluations_folder / name
    file.write_text(json.dumps(body), encoding="utf-8")
    return file


def test_models_bases_and_thresholds_are_those_of_the_settings(tmp_path: Path) -> None:
    settings = Settings(
        state=tmp_path,
        knowledge=KnowledgeSettings(similarity_near=0.7, stale_after_days=99),
        answer=AnswerSettings(words=60, simplify_with_model=True),
    )
    facts = finder(settings).find()
    language, embedding, speech = facts.models
    assert (language.title, language.licence, language.use) == (
        "Qwen2.5-Coder 1.5B Instruct (Q4_K_M)", "Apache-2.0", "language_simplifies",
    )  # fmt: skip
    assert len(language.sha256) == len(embedding.sha256) == 64
    assert (speech.use, speech.name) == ("speech_none", "")  # its files are not there
    (base,) = facts.bases
    assert (base.title, base.licence, base.version) == (
        "Service-public.fr, particuliers", "Licence Ouverte 2.0", "0123abcd",
    )  # fmt: skip
    assert facts.thresholds["similarity_near"] == 0.7
    assert (facts.thresholds["words"], facts.thresholds["stale_after_days"]) == (60, 99)


@pytest.mark.parametrize(
    ("model", "use", "name", "is_remote"),
    [
        ("none", "language_none", "", False),
        ("/srv/models/own.gguf", "language_idle", "own.gguf", False),
        ("https://model.mairie.example:8443", "language_idle", "–", True),
    ],
)
def test_a_model_that_the_catalogue_does_not_know_tells_no_path_and_no_address(
    tmp_path: Path, model: str, use: str, name: str, is_remote: bool
) -> None:
    settings = Settings(
        state=tmp_path,
        language_model=LanguageModelSettings(model=model),
        embedding=EmbeddingSettings(model="none"),
    )
    language, embedding, _ = finder(settings).find().models
    assert (language.use, language.name, language.is_remote, language.licence) == (use, name, is_remote, "")
    assert (embedding.use, embedding.name) == ("embedding_none", "")


def test_the_speech_model_is_named_where_it_is_used(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path)
    *_, speech = FactFinder(settings, lambda: (), dict, hears=True).find().models
    assert (speech.use, speech.name) == ("speech", "whisper-base")
    assert len(speech.sha256) == 64


def test_the_newest_evaluation_of_each_kind_is_read_with_its_units(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path)
    old = write_evaluation(settings, "old.json", count=1)
    os.utime(old, (1, 1))
    write_evaluation(settings, "new.json")
    write_evaluation(settings, "other.json", kind="retrieval", versions={"base particuliers": "older"})
    answers, retrieval = sorted(finder(settings).find().evaluations, key=lambda one: one.kind)
    assert (answers.count, answers.set, answers.is_of_this_version) == (5, "questions.jsonl", True)
    assert [(name, figure.text, figure.unit) for name, figure in answers.figures] == [
        ("facts_shown", "47.5", "share"),
        ("wrong_statements", "2", "count"),
        ("median_total_ms", "812", "milliseconds"),
        ("watt_hours", "0.13", "watt_hours"),
    ]
    assert not retrieval.is_of_this_version


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"kind": 1, "versions": [], "metrics": {}, "set": "", "count": 1}'])
def test_a_file_that_is_no_evaluation_is_left_out(tmp_path: Path, text: str) -> None:
    settings = Settings(state=tmp_path)
    write_evaluation(settings, "a.json").write_text(text, encoding="utf-8")
    write_evaluation(settings, "b.json", kind="retrieval", metrics={"recall": "high"})
    write_evaluation(settings, "c.json", kind="adversarial")
    assert [one.kind for one in finder(settings).find().evaluations] == ["adversarial"]


async def test_the_page_says_them_in_words_and_escapes_what_a_file_holds(open_world: OpenWorld, tmp_path: Path) -> None:
    settings = Settings(state=tmp_path)
    write_evaluation(settings, "a.json", set="<script>x", metrics={"facts_shown": 0.475, "<b>": 1})
    async with browse(open_world(settings=settings)) as client:
        french, english = [(await client.get("/transparency", params={"language": code})).text for code in ("fr", "en")]
    assert "<script>x" not in french
    assert "<b>" not in french
    assert "Réponses qui montrent tous les faits attendus" in french
    assert "47,5\N{NO-BREAK SPACE}%" in html.unescape(french)
    assert "47.5%" in english
    assert "0,865" in french
    assert "Aucune base" in french
