"""Between finding and quoting: what a person wrote for this very question comes first."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from assistant.conversation.types import AnswerPart
from assistant.messages.catalogue import Messages
from assistant.messages.dates import spell_date
from assistant.pipeline.matching import is_same_question
from assistant.pipeline.pipeline import log_place
from assistant.pipeline.turn import Ending, Turn
from assistant.validated.types import ValidatedAnswer
from assistant.vocabulary import PartKind
from guards.wording import fold
from knowledge.types import FoundPage

VALIDATED_PART = "validated/"
"""Before the id of an answer, in the place of a passage's id."""

FindStanding = Callable[[str, str], Sequence[ValidatedAnswer]]
"""Answers tied to a page, by base and id, whose pages all say what they said."""


@dataclass(frozen=True, slots=True)
class ServeValidated:
    """Shows an answer that a person wrote, when the best page is one of its own and the question is one of its own.

    Never across situations: one that holds for a branch of the page is shown to whoever chose this branch and to nobody
    else, and one that holds for everybody to nobody who chose a branch.
    """

    find: FindStanding
    messages: Messages
    name: ClassVar[str] = "serve_validated"

    async def __call__(self, turn: Turn) -> Ending | None:
        best = turn.pages[0]
        try:
            standing = await asyncio.to_thread(self.find, best.document.base, best.document.id)
        except Exception as error:
            log_place(error, self.name)  # the page's own words still answer
            return None
        situation = _told_situation(turn, best)
        asked = _asked(turn)
        for answer in standing:
            fits = frozenset(map(fold, answer.written.situation)) == situation
            if fits and any(is_same_question(asked, example) for example in answer.written.questions):
                self._show(turn, answer)
                break
        return None

    def _show(self, turn: Turn, answer: ValidatedAnswer) -> None:
        part_id = f"{VALIDATED_PART}{answer.id}"
        turn.outlet.evidence = {**turn.outlet.evidence, part_id: "\n".join(answer.lines)}
        day = spell_date(answer.checked_at.date(), turn.language)
        heading = self.messages.text("validated.heading", turn.language, date=day, service=answer.written.service)
        source = turn.sources[0].number
        said = turn.outlet.say(
            AnswerPart(
                PartKind.VALIDATED,
                answer.lines,
                source=source,
                passage_id=part_id,
                heading=heading,
                language=answer.written.language.value,
            )
        )
        if said:
            turn.cite(source)
            turn.validated = answer.lines
            turn.details["validated"] = answer.id


def _asked(turn: Turn) -> str:
    """A choice is no question: the one before it is what the person asks."""
    if turn.chosen is not None and turn.memory.questions:
        return turn.memory.questions[-1]
    return turn.query


def _told_situation(turn: Turn, page: FoundPage) -> frozenset[str]:
    """The branches of this page that the person chose, now or before."""
    told = {fold(label) for label in (*turn.memory.situation, *(turn.chosen.path if turn.chosen else ()))}
    return frozenset(
        folded for found in page.passages for step in found.passage.situation if (folded := fold(step.text)) in told
    )
