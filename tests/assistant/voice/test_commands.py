"""What steers a conversation, and what only looks like it."""

import json
from pathlib import Path

import pytest

from assistant.voice.commands import KEYS, Command, fold_words, read_command, split_denial, strip_polite

QUESTIONS = Path(__file__).parents[2] / "evaluation" / "questions.jsonl"


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("Répéter", Command.REPEAT),
        ("Répétez, s'il vous plaît.", Command.REPEAT),
        ("Euh, pouvez-vous répéter ?", Command.REPEAT),
        ("Je n'ai pas compris.", Command.REPEAT),
        ("Plus lentement.", Command.SLOWER),
        ("Parlez moins vite, s'il vous plaît !", Command.SLOWER),
        ("plus vite", Command.FASTER),
        ("C'est trop long", Command.SHORTER),
        ("En détail.", Command.DETAIL),
        ("La suite", Command.DETAIL),
        ("Quelle est la source ?", Command.SOURCE),
        ("Épelez", Command.SPELL),
        ("Retour.", Command.BACK),
        ("Recommencer", Command.RESTART),
        ("Aide", Command.HELP),
        ("Que puis-je dire ?", Command.HELP),
        ("Stop !", Command.STOP),
        ("Au revoir, merci.", Command.STOP),
        ("Agent", Command.PERSON),
        ("Je voudrais parler à quelqu'un.", Command.PERSON),
        ("Passez-moi un conseiller, s'il vous plaît", Command.PERSON),
        ("Oui, c'est bien cela.", Command.YES),
        ("Non, pas du tout.", Command.NO),
        ("Qui êtes-vous ?", Command.WHO),
        ("Attendez", Command.WAIT),
        ("Please repeat that", Command.REPEAT),
        ("Slow down, please.", Command.SLOWER),
        ("What is the source?", Command.SOURCE),
        ("I want to speak to someone", Command.PERSON),
        ("Yes, that's right.", Command.YES),
        ("Start over", Command.RESTART),
        ("Take your time", Command.WAIT),
    ],
)
def test_a_command_is_heard_with_its_politeness(said: str, command: Command) -> None:
    assert read_command(said) is command


@pytest.mark.parametrize(
    ("heard", "command"),
    [
        ("Répétée.", Command.REPEAT),
        ("Plus l'entement", Command.SLOWER),
        ("Plus lentemant", Command.SLOWER),
        ("Parler à un conseillé", Command.PERSON),
        ("Recommencé.", Command.RESTART),
        ("En détails", Command.DETAIL),
        ("Les pelets", None),
        ("Slow doun", Command.SLOWER),
    ],
)
def test_a_letter_wrong_is_still_understood(heard: str, command: Command | None) -> None:
    assert read_command(heard) is command


@pytest.mark.parametrize(
    "said",
    [
        "",
        "…",
        "Argent",
        "C'est urgent",
        "Les aides",
        "Quelles aides pour payer mon loyer ?",
        "agent immobilier",
        "Un agent m'a refusé mon dossier, que faire ?",
        "Le prélèvement à la source",
        "Je veux arrêter de travailler",
        "Comment recommencer ma demande ?",
        "Retour à l'emploi",
        "Plus de détails sur le RSA",
        "Comment faire une procuration ?",
        "Non, je veux refaire mon passeport",
        "Oui mais pour un enfant",
        "Agence",
        "Une personne de ma famille est morte",
        "Conseil municipal",
        "Aide au logement",
        "Stop à la publicité dans ma boîte aux lettres",
        "Qui êtes-vous allé voir ?",
        "Help with housing",
        "Someone stole my passport",
    ],
)
def test_a_question_that_holds_a_command_word_is_a_question(said: str) -> None:
    assert read_command(said) is None


def test_no_question_of_the_evaluation_set_is_taken_for_a_command() -> None:
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines() if line]
    assert len(questions) > 100
    assert [question for question in questions if read_command(question)] == []


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("Non, je veux refaire mon passeport.", "je veux refaire mon passeport."),
        ("Non pas ça, le permis de conduire", "le permis de conduire"),
        ("No, my driving licence", "my driving licence"),
        ("Non.", ""),
        ("Non, ce n'est pas ça", ""),
        ("Notre maire a démissionné", ""),
    ],
)
def test_what_follows_a_no_is_the_question_put_right(said: str, rest: str) -> None:
    assert split_denial(said) == rest


def test_folding_and_politeness() -> None:
    assert fold_words("Épelez-moi  ÇA, l’œuvre !") == "epelez moi ca l'oeuvre"
    assert strip_polite("Euh bonjour, je voudrais répéter s'il vous plaît merci") == "repeter"
    assert strip_polite("s'il vous plaît") == ""


def test_the_keys_of_the_design() -> None:
    told = {"0": "person", "1": "yes", "2": "no", "*": "repeat", "#": "skip", "7": "slower"}
    assert {key: KEYS[key].value for key in told} == told
