"""Closing step: the redacted turn is kept."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from assistant.conversation.store import Beside, ConversationStore
from assistant.conversation.types import Answer, AnswerPart
from assistant.messages.catalogue import Messages
from assistant.pipeline.pipeline import log_place
from assistant.pipeline.turn import Turn
from assistant.vocabulary import AnswerStatus, PartKind

FindBeside = Callable[[Turn, Answer], Beside | None]


@dataclass(frozen=True, slots=True)
class StoreAnswer:
    """Runs last, so that what is kept is what was shown."""

    store: ConversationStore
    messages: Messages
    find_beside: FindBeside = lambda _turn, _answer: None
    """What is kept with a turn, in one transaction: its draft, where it has one."""
    name: ClassVar[str] = "store_answer"

    async def __call__(self, turn: Turn, answer: Answer) -> Answer:
        try:
            await asyncio.to_thread(self.store.keep, answer, self.find_beside(turn, answer))
        except Exception as error:
            if answer.status is not AnswerStatus.AWAITS_REVIEW:
                raise
            log_place(error, self.name)
            return self._admit_failure(answer)
        return answer

    def _admit_failure(self, answer: Answer) -> Answer:
        """An agent was promised and will never see the draft: the person is told so, and keeps the pages."""
        language = answer.question.language
        lines = tuple(self.messages.text("status.failed.say", language).splitlines())
        part = AnswerPart(PartKind.FIXED, lines, language=language.value)
        return replace(answer, status=AnswerStatus.FAILED, parts=(part,))
