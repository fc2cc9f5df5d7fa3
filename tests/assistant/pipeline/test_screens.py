import pytest

from assistant.conversation.types import AnswerPart
from assistant.pipeline.outlet import Outlet
from assistant.pipeline.screens import NoPersonalData, quotes_are_verbatim, rewordings_hold
from assistant.vocabulary import PartKind
from guards.types import Guard, Outcome
from tests.assistant.fakes import DecidedGuard, EchoGuard, NameGuard, RaisingGuard

PASSAGE = (
    "La carte coûte 25 €. Elle est valable 3 ans.\n"
    "Vous ne pouvez pas la demander si vous avez moins de 16 ans.\n"
    "Vous devez la rendre à la mairie."
)
EVIDENCE = {"J1#0": PASSAGE, "J1#1": "Une autre phrase."}


def quote(*lines: str, passage_id: str = "J1#0") -> AnswerPart:
    return AnswerPart(PartKind.QUOTE, lines, 1, passage_id)


def reworded(text: str, passage_id: str = "J1#0") -> AnswerPart:
    return AnswerPart(PartKind.REWORDED, (text,), 1, passage_id)


@pytest.mark.parametrize(
    ("part", "passes"),
    [
        (quote("Vous devez la rendre à la mairie."), True),
        (quote(*PASSAGE.splitlines()), True),
        (quote("Vous devez la rendre"), False),
        (quote("Vous pouvez la demander si vous avez moins de 16 ans."), False),
        (quote("Vous devez la rendre à la mairie.", "Une autre phrase."), False),
        (quote("Vous devez la rendre à la mairie.", passage_id="J1#1"), False),
        (quote("Vous devez la rendre à la mairie.", passage_id="J9#9"), False),
        (quote("Vous devez la rendre à la mairie.", passage_id=""), False),
        (quote(), False),
        (AnswerPart(PartKind.FIXED, ("Une phrase à nous.",)), True),
        (reworded("N'importe quoi."), True),
    ],
)
def test_a_quote_stands_line_for_line_in_the_passage_that_it_names(part: AnswerPart, passes: bool) -> None:
    assert quotes_are_verbatim(part, EVIDENCE) is passes


@pytest.mark.parametrize(
    ("part", "passes"),
    [
        (reworded("La carte coûte 25 €."), True),
        (reworded("Vous devez la rendre à la mairie."), True),
        (reworded("La carte coûte 30 €."), False),
        (reworded("La carte est valable 5 ans."), False),
        (reworded("Vous pouvez la demander si vous avez moins de 16 ans."), False),
        (reworded("Vous ne devez pas la rendre à la mairie."), False),
        (reworded("Rendez la carte sur www.exemple.fr à la mairie."), False),
        (reworded("La carte coûte 25 €.", "J1#1"), False),
        (reworded("La carte coûte 25 €.", "J9#9"), False),
        (reworded("La carte coûte 25 €.", ""), False),
        (reworded("Le chat dort sur le canapé du salon."), False),
        (quote("N'importe quoi."), True),
        (AnswerPart(PartKind.FIXED, ("Appelez le 15.",)), True),
    ],
)
def test_a_sentence_of_the_model_says_nothing_else_than_the_passage_that_it_cites(
    part: AnswerPart, passes: bool
) -> None:
    assert rewordings_hold(part, EVIDENCE) is passes


@pytest.mark.parametrize(
    ("guard", "passes"),
    [
        (EchoGuard(), True),
        (NameGuard("Absent"), True),
        (NameGuard("Dubosquet"), False),
        (DecidedGuard(Outcome.REFUSE), False),
        (DecidedGuard(Outcome.ERROR), False),
        (RaisingGuard(), False),
    ],
)
def test_a_sentence_of_the_model_names_nobody(guard: Guard, passes: bool) -> None:
    outlet = Outlet(lambda event: None, (NoPersonalData(guard),))
    assert outlet.say(reworded("Monsieur Dubosquet délivre la carte.")) is passes


@pytest.mark.parametrize("kind", [PartKind.QUOTE, PartKind.FIXED])
def test_official_words_and_our_own_are_not_held_against_the_guard(kind: PartKind) -> None:
    part = AnswerPart(kind, ("Adressez-vous à Madame Dubosquet.",))
    assert NoPersonalData(RaisingGuard())(part, EVIDENCE)
