import pytest

from assistant.conversation.types import AnswerPart, NextStep
from assistant.pipeline.steps.guard_answer import GuardAnswer
from assistant.pipeline.turn import Ending
from assistant.vocabulary import AnswerStatus, Completeness, PartKind
from tests.assistant.fakes import make_page, make_turn

QUOTE = AnswerPart(PartKind.QUOTE, ("Une phrase.",), source=1, passage_id="J1#0")
FIXED = AnswerPart(PartKind.FIXED, ("Une phrase à nous.",))


async def test_an_answer_that_stands_on_a_cited_page_passes() -> None:
    turn, _ = make_turn(pages=(make_page(),))
    turn.outlet.say(QUOTE)
    turn.cite(1)
    assert await GuardAnswer()(turn) is None
    assert [(v.guard, v.outcome) for v in turn.verdicts] == [("guard_answer", "pass")]


@pytest.mark.parametrize(
    ("parts", "cites"),
    [
        ((), False),
        ((FIXED,), False),
        ((FIXED,), True),
        ((QUOTE,), False),
        ((AnswerPart(PartKind.REWORDED, ("Sans page.",)),), True),
    ],
)
async def test_an_answer_that_stands_on_nothing_is_taken_back(parts: tuple[AnswerPart, ...], cites: bool) -> None:
    turn, _ = make_turn(pages=(make_page(),))
    turn.next_steps = (NextStep("form", "Un formulaire"),)
    turn.completeness = Completeness.COMPLETE
    for part in parts:
        turn.outlet.say(part)
    if cites:
        turn.cite(1)
    assert await GuardAnswer()(turn) == Ending(AnswerStatus.NO_SOURCE)
    assert turn.offers_person
    assert not turn.next_steps
    assert turn.completeness is Completeness.NONE
    assert [v.outcome for v in turn.verdicts] == ["refuse"]
