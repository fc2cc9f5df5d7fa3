from dataclasses import replace

import pytest

from assistant.escalation.offer_person import OfferPerson
from assistant.vocabulary import AnswerStatus
from tests.assistant.fakes import make_answer, make_turn

THE_MACHINE_HELPED = {
    AnswerStatus.ANSWERED,
    AnswerStatus.ASKED_BACK,
    AnswerStatus.GREETING,
    AnswerStatus.THANKS,
    AnswerStatus.ABOUT,
    AnswerStatus.UNCLEAR,
    AnswerStatus.CANCELLED,
}


@pytest.mark.parametrize("status", AnswerStatus)
async def test_the_answer_points_at_a_human_whenever_the_machine_could_not_help(status: AnswerStatus) -> None:
    turn, _ = make_turn()
    answer = await OfferPerson()(turn, make_answer(status))
    assert answer.offers_person is (status not in THE_MACHINE_HELPED)


async def test_an_offer_that_a_step_made_is_never_taken_back() -> None:
    turn, _ = make_turn()
    answer = await OfferPerson()(turn, replace(make_answer(AnswerStatus.ANSWERED), offers_person=True))
    assert answer.offers_person
