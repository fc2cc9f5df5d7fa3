"""Last step: an answer that an agent checks first becomes a draft, and the person is told what happens."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from assistant.conversation.types import AnswerPart, Notice
from assistant.governance.waiting import Wait, spell_wait
from assistant.messages.catalogue import Messages
from assistant.pipeline.turn import Ending, Turn
from assistant.vocabulary import AnswerStatus, Completeness, DeskOpening, Language, PartKind


@dataclass(frozen=True, slots=True)
class HoldForReview:
    """Does nothing to a turn of which nothing is kept back."""

    messages: Messages
    tell_wait: Callable[[], Wait]
    name: ClassVar[str] = "hold_for_review"

    async def __call__(self, turn: Turn) -> Ending | None:
        if turn.outlet.held is None:
            return None
        if turn.status is AnswerStatus.ASKED_BACK:
            self._ask(turn)
            return None
        short = Notice(self.messages.text("notice.short", turn.language))
        turn.draft = turn.to_answer(AnswerStatus.ANSWERED, short, turn.composed)
        turn.outlet.take_held()
        turn.choices, turn.missing, turn.completeness = (), (), Completeness.NONE
        turn.offers_person = True
        await self._tell(turn)
        return Ending(AnswerStatus.AWAITS_REVIEW)

    def _ask(self, turn: Turn) -> None:
        """What the person is asked back is no answer: nobody waits for an agent to say which situation is theirs."""
        *_, asked = turn.outlet.take_held()
        turn.sources = tuple(replace(source, cited=False) for source in turn.sources)
        turn.missing, turn.completeness = (), Completeness.NONE
        turn.outlet.say(asked)

    async def _tell(self, turn: Turn) -> None:
        wait = await asyncio.to_thread(self.tell_wait)
        for language in turn.languages:
            lines = (
                self.messages.text("review.waits", language),
                self._say_when(wait, language),
                self.messages.text("review.meanwhile", language),
            )
            turn.outlet.say(AnswerPart(PartKind.FIXED, lines, language=language.value))

    def _say_when(self, wait: Wait, language: Language) -> str:
        if wait.opening is not DeskOpening.OPEN:
            return self.messages.text(f"review.when.{wait.opening.value}", language)
        if wait.typical is None:
            return self.messages.text("review.when.open", language)
        return self.messages.text(
            "review.when.typical", language, wait=spell_wait(wait.typical, self.messages, language)
        )
