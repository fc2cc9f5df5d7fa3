"""Keeps contests of answers. Synchronous, like the other stores."""

import uuid
from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Engine, Row, func, insert, select, true, tuple_

from assistant.contests.types import Contest, ContestDecision, OpenedContest
from assistant.conversation.database import writing
from assistant.conversation.store import load_answer
from assistant.conversation.tables import contests, turns
from assistant.conversation.types import Answer
from assistant.errors import ConversationUnknown, KeeperRefused
from assistant.vocabulary import ContestSubject, ContestVerdict, KeeperRefusal

OPEN = ""
"""In the place of a verdict: nobody has dealt with it."""


class ContestStore:
    """Reads the table ``contests`` and adds to it; ``deciding.py`` writes what keepers decide."""

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
                    version=contest.version,
                    verdict=OPEN,
                    decided_by="",
                    why="",
                )
            )
        return contest

    def of_conversation(self, conversation_id: str) -> tuple[Contest, ...]:
        """Those of one conversation, oldest first."""
        mine = select(contests).where(contests.c.conversation_id == conversation_id)
        with self._engine.connect() as connection:
            return tuple(map(read_contest, connection.execute(mine.order_by(contests.c.made_at))))

    def open_page(self, *, after: str = "", limit: int = 100) -> tuple[Contest, ...]:
        """Those that nobody has dealt with, the oldest first, from the one after an id."""
        order = tuple_(contests.c.made_at, contests.c.id)
        with self._engine.connect() as connection:
            last = _row(connection, after)
            follows = order > tuple_(last.made_at, last.id) if last else true()
            query = select(contests).where(contests.c.verdict == OPEN, follows)
            rows = connection.execute(query.order_by(contests.c.made_at, contests.c.id).limit(limit))
            return tuple(map(read_contest, rows))

    def decided_page(self, *, after: str = "", limit: int = 100) -> tuple[Contest, ...]:
        """Those that somebody has dealt with, the last first, from the one after an id."""
        order = tuple_(contests.c.decided_at, contests.c.id)
        with self._engine.connect() as connection:
            last = _row(connection, after)
            follows = order < tuple_(last.decided_at, last.id) if last and last.decided_at else true()
            query = select(contests).where(contests.c.verdict != OPEN, follows)
            rows = connection.execute(query.order_by(contests.c.decided_at.desc(), contests.c.id.desc()).limit(limit))
            return tuple(map(read_contest, rows))

    def count_open(self) -> int:
        """How many nobody has dealt with."""
        with self._engine.connect() as connection:
            query = select(func.count()).select_from(contests).where(contests.c.verdict == OPEN)
            return connection.scalar(query) or 0

    def find(self, contest_id: str) -> OpenedContest:
        """One, with its answer. Raises :class:`KeeperRefused` for one that is gone."""
        with self._engine.connect() as connection:
            return _with_answer(connection, find_row(connection, contest_id))

    def decided_as(self, verdicts: Collection[ContestVerdict]) -> tuple[OpenedContest, ...]:
        """Every contest with one of these verdicts, with its answer."""
        query = select(contests).where(contests.c.verdict.in_([verdict.value for verdict in verdicts]))
        with self._engine.connect() as connection:
            return tuple(_with_answer(connection, row) for row in connection.execute(query).all())


def find_row(connection: Connection, contest_id: str) -> Row[tuple[object, ...]]:
    """Raises :class:`KeeperRefused`."""
    row = _row(connection, contest_id)
    if row is None:
        raise KeeperRefused(KeeperRefusal.CONTEST_UNKNOWN)
    return row


def read_contest(row: Row[tuple[object, ...]]) -> Contest:
    """A row of ``contests``."""
    verdict = row.verdict
    return Contest(
        id=row.id,
        conversation_id=row.conversation_id,
        question_id=row.question_id,
        subject=ContestSubject(row.subject),
        words=row.words,
        question=row.question,
        pages=tuple(row.pages),
        made_at=row.made_at,
        version=row.version,
        decision=ContestDecision(ContestVerdict(verdict), row.decided_at, row.decided_by, row.why) if verdict else None,
    )


def _row(connection: Connection, contest_id: str) -> Row[tuple[object, ...]] | None:
    this: ColumnElement[bool] = contests.c.id == contest_id
    return connection.execute(select(contests).where(this)).first() if contest_id else None


def _with_answer(connection: Connection, row: Row[tuple[object, ...]]) -> OpenedContest:
    kept = connection.scalar(select(turns.c.answer).where(turns.c.question_id == row.question_id))
    return OpenedContest(read_contest(row), None if kept is None else load_answer(kept))
