"""Which question is the one that an answer was written for. A wrong match is worse than none."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from assistant.evaluation.sets import AskedQuestion, read_set
from assistant.pipeline.matching import is_same_question

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "same_question.jsonl").read_text(encoding="utf-8").splitlines()
]
QUESTIONS = Path(__file__).parents[2] / "evaluation" / "questions.jsonl"
COST = "Combien coûte la carte de batelier ?"


@pytest.mark.parametrize(
    "asked",
    [
        "combien coute la carte de batelier",
        "Bonjour, combien coûte la carte de batelier ? Merci !",
        "COMBIEN ÇA COÛTE, LA CARTE DE BATELIER",
        "Je voudrais savoir combien coûte une carte de batelier s'il vous plaît",
    ],
)
def test_other_clothes_make_no_other_question(asked: str) -> None:
    assert is_same_question(asked, COST)


@pytest.mark.parametrize(
    ("asked", "example"),
    [
        ("Combien coûte la carte de batelier d'un mineur ?", COST),
        ("Combien coûte la carte de pêche ?", COST),
        ("Quand coûte la carte de batelier ?", COST),
        ("Où demander la carte ?", "Qui peut demander la carte ?"),
        ("Puis-je conduire une péniche ?", "Dois-je conduire une péniche ?"),
        ("Puis-je naviguer sans carte ?", "Puis-je naviguer avec une carte ?"),
        ("Puis-je naviguer avant 18 ans ?", "Puis-je naviguer avant 16 ans ?"),
        ("Puis-je naviguer avant la nuit ?", "Puis-je naviguer après la nuit ?"),
        ("Le propriétaire peut-il renvoyer le locataire ?", "Le locataire peut-il renvoyer le propriétaire ?"),
        ("Je ne peux pas naviguer", "Je peux naviguer"),
        ("", ""),
        ("Bonjour", "Merci"),
        ("Combien ?", "Combien ?"),
    ],
)
def test_one_word_makes_another_question(asked: str, example: str) -> None:
    assert not is_same_question(asked, example)
    assert not is_same_question(example, asked)


@pytest.mark.parametrize("pair", [pair for pair in PAIRS if not pair["same"]], ids=lambda pair: str(pair["id"]))
def test_no_near_question_is_taken_for_another(pair: dict[str, str]) -> None:
    assert not is_same_question(pair["asked"], pair["example"])


def test_more_than_half_of_the_other_wordings_are_recognised() -> None:
    same = [is_same_question(pair["asked"], pair["example"]) for pair in PAIRS if pair["same"]]
    assert sum(same) / len(same) >= 0.55


def test_no_question_of_the_evaluation_set_is_another_one() -> None:
    questions = [row.question for row in read_set(QUESTIONS, AskedQuestion)]
    assert [pair for pair in combinations(questions, 2) if is_same_question(*pair)] == []
