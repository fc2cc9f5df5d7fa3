"""Which choice a reply picks."""

import pytest

from assistant.conversation.types import Choice
from assistant.pipeline.choices import read_choice

LABELS = ("Vous êtes majeur", "Vous êtes mineur et vos parents sont d'accord", "Vous habitez à l'étranger")
OFFERED = tuple(Choice(number, label, "J1", "jardins", (label,)) for number, label in enumerate(LABELS, start=1))


@pytest.mark.parametrize(
    ("reply", "number"),
    [
        ("1", 1),
        ("2.", 2),
        ("le 2 svp", 2),
        ("choix 3", 3),
        ("la deuxième", 2),
        ("le premier cas", 1),
        ("the second one", 2),
        ("la dernière", 3),
        ("vous etes MAJEUR", 1),
        ("je suis mineur", 2),
        ("j'habite à l'étranger", 3),
        ("étranger", 3),
    ],
)
def test_a_reply_picks_a_choice(reply: str, number: int) -> None:
    picked = read_choice(reply, OFFERED)
    assert picked is not None
    assert picked.number == number


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "?",
        "4",
        "0",
        "vous êtes",
        "oui",
        "Combien coûte un passeport ?",
        "je suis majeur et j'habite à l'étranger",
        "Je voudrais savoir comment déclarer la naissance de mon enfant mineur à la mairie de ma commune",
    ],
)
def test_a_reply_that_picks_none_or_several_is_a_question_of_its_own(reply: str) -> None:
    assert read_choice(reply, OFFERED) is None


def test_nothing_is_picked_when_nothing_was_offered() -> None:
    assert read_choice("1", ()) is None
