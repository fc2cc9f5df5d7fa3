"""People in danger get a human; questions about danger get their answer."""

import json
from pathlib import Path

import pytest

from guards.distress import Danger, DistressGuard
from guards.types import GuardContext, Outcome

DATA = Path(__file__).parent / "data"
GUARD = DistressGuard()


def rows(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", rows("dangers.jsonl"), ids=lambda row: row["text"])
def test_danger_is_seen_and_named(row: dict[str, str]) -> None:
    verdict = GUARD.check(row["text"], GuardContext())
    assert (verdict.outcome, verdict.reason) == (Outcome.ESCALATE, row["reason"])
    assert verdict.text == ""


@pytest.mark.parametrize("row", [*rows("calm.jsonl"), *rows("harmless.jsonl")], ids=lambda row: row["text"])
def test_a_question_about_danger_goes_on(row: dict[str, str]) -> None:
    verdict = GUARD.check(row["text"], GuardContext())
    assert (verdict.outcome, verdict.text) == (Outcome.PASS, row["text"])


def test_every_danger_has_an_example() -> None:
    assert {row["reason"] for row in rows("dangers.jsonl")} == set(Danger)


@pytest.mark.parametrize(
    "text", ["JE VEUX MOURIR", "je veux\u200b mourir", "je veux moooourir", "Bonjour.\nJe veux mourir.\nMerci."]
)
def test_the_way_it_is_typed_does_not_matter(text: str) -> None:
    assert GUARD.check(text, GuardContext()).reason == Danger.SUICIDE


def test_the_finding_holds_a_place_and_no_words() -> None:
    (finding,) = GUARD.check("je veux mourir", GuardContext()).findings
    assert (finding.start, finding.end, finding.entity_type) == (0, 14, "suicide")


@pytest.mark.parametrize("text", ["Accident de voiture, il y a un blessé", "Le conducteur est blessé", "He is injured"])
def test_somebody_hurt_gets_the_numbers_and_the_answer(text: str) -> None:
    verdict = GUARD.check(text, GuardContext())
    assert (verdict.outcome, verdict.reason) == (Outcome.PASS, Danger.MEDICAL)


@pytest.mark.parametrize("text", ["Je suis blessé depuis un mois, quel arrêt ?", "Un blessé, qui paie l'assurance ?"])
def test_somebody_who_was_hurt_gets_the_answer_alone(text: str) -> None:
    assert GUARD.check(text, GuardContext()).reason == ""
