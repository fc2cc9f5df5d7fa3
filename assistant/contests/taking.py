"""Takes the contest of an answer: what a person adds in their own words passes the personal-data guard first."""

import asyncio
from dataclasses import dataclass

from assistant.contests.store import ContestStore
from assistant.contests.types import Contest
from assistant.conversation.receive import receive
from assistant.conversation.types import Answer
from assistant.errors import ContestRefused, QuestionRefused
from assistant.vocabulary import ContestRefusal, ContestSubject, QuestionRefusal
from guards.types import Guard, GuardContext

MOST_CHARACTERS = 1000
"""Of what a person adds: what is wrong, and not a new question."""


@dataclass(frozen=True, slots=True)
class Contests:
    """Lives in one event loop. Fails closed: words that the guard cannot read are not kept."""

    store: ContestStore
    personal_data: Guard

    async def take(self, answer: Answer, subject: str, words: str) -> Contest:
        """Keep a contest. Raises :class:`ContestRefused`, :class:`ConversationUnknown`."""
        try:
            chosen = ContestSubject(subject)
        except ValueError:
            raise ContestRefused(ContestRefusal.NOTHING_CHOSEN) from None
        said = await self._redact(answer, words) if words.strip() else ""
        return await asyncio.to_thread(self.store.keep, answer, chosen, said)

    async def of_conversation(self, conversation_id: str) -> tuple[Contest, ...]:
        return await asyncio.to_thread(self.store.of_conversation, conversation_id)

    async def _redact(self, answer: Answer, words: str) -> str:
        try:
            cleaned = receive(words, limit=MOST_CHARACTERS)
        except QuestionRefused as error:
            if error.reason is QuestionRefusal.TOO_LONG:
                raise ContestRefused(ContestRefusal.TOO_LONG) from None
            return ""  # signs alone: the choice says enough
        context = GuardContext(answer.question.language.value, answer.question.conversation_id)
        try:
            verdict = await asyncio.to_thread(self.personal_data.check, cleaned, context)
        except Exception:  # whatever broke, nothing was decided
            raise ContestRefused(ContestRefusal.UNGUARDED) from None
        if verdict.outcome.stops:
            raise ContestRefused(ContestRefusal.UNGUARDED)
        return verdict.text
