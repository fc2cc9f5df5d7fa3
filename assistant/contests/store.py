"""Keeps contests of answers. Synchronous, like the other stores."""

import uuid
from datetime import UTC, datetime

from sqlalchemy import Engine, Row, insert, select

from assistant.contests.types import Contest
from assistant.conversation.database import writing
from assistant.conversation.tables import contests, turns
from assistant.conversation.types import Answer
from assistant.errors import ConversationUnknown
from assistant.vocabulary import ContestSubject


class ContestStore:
    """Owns the table ``contests``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, answer: Answer, subject: ContestSubject, words: str) -> Contest:
        """Add a contest. ``words`` are redacted already.

        Raises :class:`ConversationUnknown` when the answer was erased meanwhile.
        """
        question = answer.question
        cited = [source.url for source in answer.sources if source.cited] or [s.url for s in answer.sources]
        contest = Contest(
            id=uuid.uuid4().hex,
            conversation_id=question.conversation_id,
            question_id=question.id,
            subject=subject,
            words=words,
            question=question.text,
            pages=tuple(dict.fromkeys(cited)),
            made_at=datetime.now(UTC),
        )
        with writing(self._engine) as connection:
            kept = select(turns.c.question_id).where(turns.c.question_id == question.id)
            if connection.scalar(kept) is None:
                raise ConversationUnknown
            connection.execute(
                insert(contests).values(
                    id=contest.id,
                    conversation_id=contest.conversation_id,
                    question_id=contest.question_id,
                    subject=contest.subject.value,
                    words=contest.words,
                    question=contest.question,
                    pages=list(contest.pages),
                    made_at=contest.made_at,
                )
            )
        return contest

    def of_conversation(self, conversation_id: str) -> tuple[Contest, ...]:
        """Those of one conversation, oldest first."""
        mine = select(contests).where(contests.c.conversation_id == conversation_id)
        with self._engine.connect() as connection:
            return tuple(map(_read, connection.execute(mine.order_by(contests.c.made_at))))

    def newest(self, limit: int) -> tuple[Contest, ...]:
        """Those of every conversation, newest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(contests).order_by(contests.c.made_at.desc()).limit(limit))
            return tuple(map(_read, rows))


def _read(row: Row[tuple[object, ...]]) -> Contest:
    return Contest(
        id=row.id,
        conversation_id=row.conversation_id,
        question_id=row.question_id,
        subject=ContestSubject(row.subject),
        words=row.words,
        question=row.question,
        pages=tuple(row.pages),
        made_at=row.made_at,
    )
