import json
from pathlib import Path

from assistant.conversation.types import AnswerPart
from assistant.evaluation.answers import evaluate_answers
from assistant.pipeline.outlet import Evidence
from assistant.vocabulary import PartKind
from guards.types import Outcome
from models.fakes import ScriptedModel
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import PASSAGES, WordGuard

ROWS: list[dict[str, object]] = [
    {"id": "1", "question": "Combien coûte la carte de jardin ?", "facts": [["25 €", "25 euros"], ["3 ans"]]},
    {"id": "2", "question": "Faut-il payer la carte de jardin ?", "facts": [["30 €"]], "verdict": "yes"},
    {"id": "3", "question": "Quel temps fera-t-il demain ?", "kind": "unanswerable"},
    {"id": "4", "question": "Je veux parler à un conseiller", "kind": "human", "register": "familier"},
    {"id": "5", "question": "Je suis en danger chez moi", "kind": "human"},
    {"id": "6", "question": "Et la carte pour un majeur alors ?", "kind": "clarify"},
]


def find_passage(base: str, passage_id: str) -> str:
    return PASSAGES[passage_id].text


def write(folder: Path, rows: list[dict[str, object]]) -> Path:
    file = folder / "questions.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return file


async def test_each_kind_of_question_is_scored_by_its_own_rule(open_world: OpenWorld, tmp_path: Path) -> None:
    world = open_world(distress=WordGuard("danger", Outcome.ESCALATE, "violence", "distress"))
    told: list[tuple[int, int]] = []
    report = await evaluate_answers(
        write(tmp_path, ROWS), world.services, find_passage, {"base": "v1"}, lambda done, of: told.append((done, of))
    )
    assert told == [(n, 6) for n in range(1, 7)]
    expected = {
        "facts_shown": 0.5,
        "facts_generated": 0.0,
        "abstained_unanswerable": 1.0,
        "abstained_answerable": 0.0,
        "clarify_asked": 0.0,
        "human_routed": 1.0,
        "unsupported_figures": 0,
        "wrong_statements": 0,
        "notice_present": 1.0,
        "median_prompt_tokens": None,
    }
    assert {name: report.metrics[name] for name in expected} == expected
    assert set(report.by) == {"register", "kind"}
    assert set(report.by["kind"]) == {"answerable", "unanswerable", "human", "clarify"}
    assert report.by["register"]["familier"]["human_routed"] == 1.0
    first, second = report.cases[:2]
    assert first["facts_shown"] is True
    assert second["missing_facts"] == [("30 €",)]
    assert first["trace"][0]["step"] == "guard_question"


async def test_what_the_model_says_is_scored_apart_from_what_the_page_says(
    open_world: OpenWorld, tmp_path: Path
) -> None:
    rows: list[dict[str, object]] = [
        {"id": "1", "question": "Combien coûte la carte ?", "facts": [["25 €"]]},
        {"id": "2", "question": "La carte est-elle gratuite ?", "facts": [["25 €"]], "verdict": "no"},
        {"id": "3", "question": "La carte est-elle chère ?", "wrong": ["co[uû]te 999"]},
    ]
    replies = ["Elle coûte 25 € [1].", "Oui, la carte est gratuite [1].", "Elle coûte 999 € [1]."]
    world = open_world(model=ScriptedModel(*replies))
    report = await evaluate_answers(write(tmp_path, rows), world.services, find_passage, {}, lambda done, of: None)
    assert report.metrics["facts_shown"] == 1.0
    assert report.metrics["facts_generated"] == 0.5
    assert report.metrics["wrong_statements"] == 2
    assert report.metrics["unsupported_figures"] == 1
    assert (report.metrics["sentences_written"], report.metrics["sentences_shown"]) == (3, 3)
    assert [list(case["wrong"]) for case in report.cases] == [[], ["verdict yes"], ["co[uû]te 999"]]
    assert [len(case["unsupported_figures"]) for case in report.cases] == [0, 0, 1]


async def test_a_sentence_that_was_not_shown_counts_as_written_only(open_world: OpenWorld, tmp_path: Path) -> None:
    def no_rewording(part: AnswerPart, evidence: Evidence) -> bool:
        return part.kind is not PartKind.REWORDED

    world = open_world(model=ScriptedModel("Elle coûte 999 € [1]."), screens=(no_rewording,))
    rows: list[dict[str, object]] = [{"id": "1", "question": "Combien coûte la carte ?", "wrong": ["999"]}]
    report = await evaluate_answers(write(tmp_path, rows), world.services, find_passage, {}, lambda done, of: None)
    assert (report.metrics["sentences_written"], report.metrics["sentences_shown"]) == (1, 0)
    assert (report.metrics["wrong_statements"], report.metrics["unsupported_figures"]) == (0, 0)
