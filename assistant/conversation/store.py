"""Keeps conversations: redacted text only. Synchronous; callers in the event loop hop to a thread."""

import hashlib
import secrets
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, func, insert, select, update

from assistant.conversation.tables import conversations, turns
from assistant.conversation.types import Answer, Conversation, Memory
from assistant.errors import ConversationUnknown
from assistant.vocabulary import Channel, Language

Beside = Callable[[Connection], None]
"""Writes something in the transaction of something else."""

_ANSWER = TypeAdapter(Answer)

_MOST_QUESTIONS = 3
"""Earlier questions that a new one may lean on."""


class ConversationStore:
    """Owns the tables ``conversations`` and ``turns``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, language: Language, channel: Channel) -> Conversation:
        """Open a conversation and give its secret code, which is kept as a hash only."""
        conversation = Conversation(
            id=uuid.uuid4().hex,
            code=secrets.token_urlsafe(18),
            language=language,
            channel=channel,
            started_at=datetime.now(UTC),
        )
        with self._engine.begin() as connection:
            connection.execute(
                insert(conversations).values(
                    id=conversation.id,
                    code_sha256=_hash(conversation.code),
                    language=language.value,
                    channel=channel.value,
                    started_at=conversation.started_at,
                )
            )
        return conversation

    def find(self, code: str) -> Conversation:
        """The conversation of this code. Raises :class:`ConversationUnknown`."""
        with self._engine.connect() as connection:
            row = connection.execute(select(conversations).where(conversations.c.code_sha256 == _hash(code))).first()
        if row is None:
            raise ConversationUnknown
        return Conversation(row.id, code, Language(row.language), Channel(row.channel), row.started_at)

    def set_language(self, conversation_id: str, language: Language) -> None:
        """The language of what is said from here on."""
        with self._engine.begin() as connection:
            mine = conversations.c.id == conversation_id
            connection.execute(update(conversations).where(mine).values(language=language.value))

    def get(self, conversation_id: str) -> Conversation:
        """The conversation of this id, without its code. Raises :class:`ConversationUnknown`."""
        with self._engine.connect() as connection:
            row = connection.execute(select(conversations).where(conversations.c.id == conversation_id)).first()
        if row is None:
            raise ConversationUnknown
        return Conversation(row.id, "", Language(row.language), Channel(row.channel), row.started_at)

    def keep(self, answer: Answer, beside: Beside | None = None) -> None:
        """Add a finished turn at the end of its conversation. ``beside`` writes what is kept with it or not at all."""
        question = answer.question
        with self._engine.begin() as connection:
            last = connection.scalar(
                select(func.max(turns.c.position)).where(turns.c.conversation_id == question.conversation_id)
            )
            connection.execute(
                insert(turns).values(
                    question_id=question.id,
                    conversation_id=question.conversation_id,
                    position=0 if last is None else last + 1,
                    asked_at=question.asked_at,
                    question=question.text,
                    status=answer.status.value,
                    answer=dump_answer(answer),
                )
            )
            if beside is not None:
                beside(connection)

    def answers(self, conversation_id: str) -> tuple[Answer, ...]:
        """Every finished turn, in order."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(turns.c.answer).where(turns.c.conversation_id == conversation_id).order_by(turns.c.position)
            )
            return tuple(load_answer(row.answer) for row in rows)

    def recall(self, conversation_id: str) -> Memory:
        """What a new turn may lean on. Turns that searched nothing (« merci ») say nothing of the subject."""
        kept = self.answers(conversation_id)
        return Memory(
            questions=tuple(answer.query for answer in kept if answer.query)[-_MOST_QUESTIONS:],
            offered=kept[-1].choices if kept else (),
            situation=tuple(dict.fromkeys(label for answer in kept if answer.chosen for label in answer.chosen.path)),
        )


def dump_answer(answer: Answer) -> Any:
    """An answer as a column of JSON holds it."""
    return _ANSWER.dump_python(answer, mode="json")


def load_answer(kept: object) -> Answer:
    return _ANSWER.validate_python(kept, strict=False)


def replace_answer(connection: Connection, answer: Answer) -> None:
    """Put an answer in the place of the one that was kept for its question, in the transaction of what decided so."""
    kept = turns.c.question_id == answer.question.id
    connection.execute(update(turns).where(kept).values(status=answer.status.value, answer=dump_answer(answer)))


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
