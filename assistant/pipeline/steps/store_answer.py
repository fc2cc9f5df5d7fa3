"""Closing step: the redacted turn is kept."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from assistant.conversation.store import ConversationStore
from assistant.conversation.types import Answer
from assistant.pipeline.turn import Turn


@dataclass(frozen=True, slots=True)
class StoreAnswer:
    """Runs last, so that what is kept is what was shown."""

    store: ConversationStore
    name: ClassVar[str] = "store_answer"

    async def __call__(self, _turn: Turn, answer: Answer) -> Answer:
        await asyncio.to_thread(self.store.keep, answer)
        return answer
