"""Closing step: the notice names the dates of the pages that the answer stands on."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from assistant.conversation.types import Answer, Notice
from assistant.messages.catalogue import Messages
from assistant.messages.dates import spell_date
from assistant.pipeline.turn import Turn


@dataclass(frozen=True, slots=True)
class Disclose:
    """An answer has its notice from birth; here it gets the dates."""

    messages: Messages
    name: ClassVar[str] = "disclose"

    async def __call__(self, turn: Turn, answer: Answer) -> Answer:
        dates = sorted({source.updated_on for source in answer.sources if source.cited and source.updated_on})
        if not dates:
            return answer
        words = self.messages.text("notice.dated", turn.language, dates=self._say(dates, turn))
        return replace(answer, notice=Notice(words))

    def _say(self, dates: list[date], turn: Turn) -> str:
        key = "notice.single" if len(dates) == 1 else "notice.oldest"
        return self.messages.text(key, turn.language, date=spell_date(dates[0], turn.language))
