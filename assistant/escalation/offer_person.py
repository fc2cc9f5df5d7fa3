"""Closing step: when the machine cannot help, the answer itself proposes a human."""

from dataclasses import dataclass, replace
from typing import ClassVar

from assistant.conversation.types import Answer
from assistant.pipeline.turn import Turn
from assistant.vocabulary import AnswerStatus

_PROPOSES = frozenset(
    {
        AnswerStatus.DANGER,
        AnswerStatus.NEEDS_PERSON,
        AnswerStatus.AWAITS_REVIEW,
        AnswerStatus.NO_SOURCE,
        AnswerStatus.OUT_OF_SCOPE,
        AnswerStatus.OTHER_COUNTRY,
        AnswerStatus.FAILED,
        AnswerStatus.UNGUARDED,
        AnswerStatus.REFUSED_ILLEGAL,
        AnswerStatus.REFUSED_ABUSE,
        AnswerStatus.REFUSED_PRIVACY,
        AnswerStatus.REFUSED_INJECTION,
    }
)


@dataclass(frozen=True, slots=True)
class OfferPerson:
    """The way to a human is on every page; here the answer points at it."""

    name: ClassVar[str] = "offer_person"

    async def __call__(self, _turn: Turn, answer: Answer) -> Answer:
        return replace(answer, offers_person=answer.offers_person or answer.status in _PROPOSES)
