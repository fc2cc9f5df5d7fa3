import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from assistant.conversation.types import AnswerPart
from assistant.evaluation.answers import evaluate_answers
from assistant.pipeline.turn import Ending, Turn
from assistant.vocabulary import PartKind
from guards.types import Outcome
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import FOR_ADULTS, FOR_MINORS, PASSAGES, FixedRetriever, WordGuard, make_page

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


@dataclass(slots=True)
class Rewords:
    """A step that adds one sentence in other words to each answer."""

    sentences: list[str]
    name: ClassVar[str] = "rewords"

    async def __call__(self, turn: Turn) -> Ending | None:
        turn.outlet.say(AnswerPart(PartKind.REWORDED, (self.sentences.pop(0),), 1, "J1#0"))
        return None


async def test_what_the_model_says_is_scored_apart_from_what_the_page_says(
    open_world: OpenWorld, tmp_path: Path
) -> None:
    rows: list[dict[str, object]] = [
        {"id": "1", "question": "Combien coûte la carte ?", "facts": [["25 €"]]},
        {"id": "2", "question": "La carte est-elle gratuite ?", "facts": [["25 €"]], "verdict": "no"},
        {"id": "3", "question": "La carte est-elle chère ?", "wrong": ["co[uû]te 999"]},
    ]
    world = open_world()
    rewords = Rewords(["Elle coûte 25 €.", "Oui, la carte est gratuite.", "Elle coûte 999 €."])
    world.services.pipeline = replace(world.services.pipeline, steps=(*world.services.pipeline.steps, rewords))
    report = await evaluate_answers(write(tmp_path, rows), world.services, find_passage, {}, lambda done, of: None)
    assert report.metrics["facts_shown"] == 1.0
    assert report.metrics["facts_generated"] == 0.5
    assert report.metrics["wrong_statements"] == 2
    assert report.metrics["unsupported_figures"] == 1
    assert [list(case["wrong"]) for case in report.cases] == [[], ["verdict yes"], ["co[uû]te 999"]]
    assert [len(case["unsupported_figures"]) for case in report.cases] == [0, 0, 1]


async def test_leads_and_questions_asked_back_are_counted(open_world: OpenWorld, tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"id": "1", "question": "Puis-je faire la demande moi-même ?", "facts": [["mairie"]], "verdict": "yes"},
        {"id": "2", "question": "La carte coûte-t-elle cher ?", "facts": [["25 €"]], "verdict": "no"},
        {"id": "3", "question": "Carte ?", "kind": "clarify"},
    ]
    world = open_world(retriever=FixedRetriever((make_page(FOR_ADULTS, FOR_MINORS),)))
    report = await evaluate_answers(write(tmp_path, rows), world.services, find_passage, {}, lambda done, of: None)
    assert report.metrics["lead_given"] == 0.0
    assert report.metrics["clarify_asked"] == 1.0
    assert report.metrics["asked_answerable"] == 1.0
    assert [case["choices"] for case in report.cases] == [["Vous êtes majeur", "Vous êtes mineur"]] * 3
