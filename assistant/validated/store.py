"""Keeps answers written by a person. Each change, its row and its row of the audit are one transaction.

Synchronous; callers in the event loop hop to a thread.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from assistant.audit import Actor, name_row, record
from assistant.conversation.database import writing
from assistant.conversation.tables import validated_answers, validated_changes, validated_pages
from assistant.errors import KeeperRefused
from assistant.validated.types import ChangeOfAnswer, PageTie, ValidatedAnswer, WrittenAnswer
from assistant.vocabulary import AuditAction, KeeperRefusal, Language, ValidatedChange

_AUDITED = {
    ValidatedChange.ADDED: AuditAction.ANSWER_ADDED,
    ValidatedChange.CORRECTED: AuditAction.ANSWER_CORRECTED,
    ValidatedChange.CONFIRMED: AuditAction.ANSWER_CONFIRMED,
    ValidatedChange.WITHDRAWN: AuditAction.ANSWER_WITHDRAWN,
}


class ValidatedStore:
    """Owns the tables ``validated_answers``, ``validated_pages`` and ``validated_changes``."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._clock = clock

    def all(self) -> tuple[ValidatedAnswer, ...]:
        """Every answer, withdrawn ones too, the one checked last first."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(validated_answers).order_by(validated_answers.c.checked_at.desc(), validated_answers.c.id)
            ).all()
            return _with_ties(connection, rows)

    def standing_on(self, base: str, document_id: str) -> tuple[ValidatedAnswer, ...]:
        """Answers tied to a page that nobody withdrew, the one checked last first."""
        tied = select(validated_pages.c.answer_id).where(
            validated_pages.c.base == base, validated_pages.c.document_id == document_id
        )
        query = (
            select(validated_answers)
            .where(validated_answers.c.id.in_(tied), validated_answers.c.is_withdrawn.is_(False))
            .order_by(validated_answers.c.checked_at.desc(), validated_answers.c.id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
            return _with_ties(connection, rows) if rows else ()

    def find(self, answer_id: str) -> ValidatedAnswer:
        """Raises :class:`KeeperRefused` for an id that none has."""
        with self._engine.connect() as connection:
            return _find(connection, answer_id)

    def changes(self, answer_id: str) -> tuple[ChangeOfAnswer, ...]:
        """All that was done to an answer, oldest first."""
        query = (
            select(validated_changes).where(validated_changes.c.answer_id == answer_id).order_by(validated_changes.c.id)
        )
        with self._engine.connect() as connection:
            return tuple(
                ChangeOfAnswer(row.at, row.who, ValidatedChange(row.what), row.text, row.why)
                for row in connection.execute(query)
            )

    def add(self, written: WrittenAnswer, ties: Sequence[PageTie], actor: Actor) -> ValidatedAnswer:
        """Keep a checked text."""
        answer = ValidatedAnswer(
            uuid.uuid4().hex, 1, written, tuple(ties), is_withdrawn=False, author=actor.who, checked_at=self._clock()
        )
        with writing(self._engine) as connection:
            connection.execute(insert(validated_answers).values(id=answer.id, is_withdrawn=False, **_row_of(answer)))
            _tie(connection, answer)
            self._note(connection, answer, ValidatedChange.ADDED, actor, written.unsupported_why)
        return answer

    def correct(
        self, answer_id: str, version: int, written: WrittenAnswer, ties: Sequence[PageTie], actor: Actor, why: str
    ) -> ValidatedAnswer:
        """Put another checked text in its place. Raises :class:`KeeperRefused` for one that changed meanwhile."""
        return self._change(answer_id, version, ValidatedChange.CORRECTED, actor, why, written=written, ties=ties)

    def confirm(self, answer_id: str, version: int, ties: Sequence[PageTie], actor: Actor, why: str) -> ValidatedAnswer:
        """Its pages changed and it still holds: tie it to what they say now. Raises :class:`KeeperRefused`."""
        return self._change(answer_id, version, ValidatedChange.CONFIRMED, actor, why, ties=ties)

    def withdraw(self, answer_id: str, version: int, actor: Actor, why: str) -> ValidatedAnswer:
        """Serve it to nobody any more. Raises :class:`KeeperRefused`."""
        return self._change(answer_id, version, ValidatedChange.WITHDRAWN, actor, why)

    def _change(
        self,
        answer_id: str,
        version: int,
        what: ValidatedChange,
        actor: Actor,
        why: str,
        *,
        written: WrittenAnswer | None = None,
        ties: Sequence[PageTie] | None = None,
    ) -> ValidatedAnswer:
        with writing(self._engine) as connection:
            before = _find(connection, answer_id)
            if before.is_withdrawn:
                raise KeeperRefused(KeeperRefusal.WITHDRAWN, subject=answer_id)
            if before.version != version:
                raise KeeperRefused(KeeperRefusal.CHANGED, subject=answer_id)
            is_withdrawn = what is ValidatedChange.WITHDRAWN
            after = replace(
                before,
                version=version + 1,
                written=written or before.written,
                ties=before.ties if ties is None else tuple(ties),
                is_withdrawn=is_withdrawn,
                author=before.author if is_withdrawn else actor.who,
                checked_at=before.checked_at if is_withdrawn else self._clock(),
            )
            connection.execute(
                update(validated_answers)
                .where(validated_answers.c.id == answer_id)
                .values(is_withdrawn=is_withdrawn, **_row_of(after))
            )
            if ties is not None:
                connection.execute(delete(validated_pages).where(validated_pages.c.answer_id == answer_id))
                _tie(connection, after)
            self._note(connection, after, what, actor, why)
        return after

    def _note(
        self, connection: Connection, answer: ValidatedAnswer, what: ValidatedChange, actor: Actor, why: str
    ) -> None:
        connection.execute(
            insert(validated_changes).values(
                answer_id=answer.id,
                at=self._clock(),
                who=actor.who,
                what=what.value,
                text=answer.written.text,
                why=why,
            )
        )
        subject = name_row("answer", answer.id)
        record(connection, actor, _AUDITED[what], subject, at=self._clock(), version=str(answer.version))


def _row_of(answer: ValidatedAnswer) -> dict[str, object]:
    written = answer.written
    return {
        "version": answer.version,
        "language": written.language.value,
        "service": written.service,
        "text": written.text,
        "questions": list(written.questions),
        "situation": list(written.situation),
        "unsupported_why": written.unsupported_why,
        "author": answer.author,
        "checked_at": answer.checked_at,
    }


def _tie(connection: Connection, answer: ValidatedAnswer) -> None:
    connection.execute(insert(validated_pages), [{"answer_id": answer.id, **asdict(tie)} for tie in answer.ties])


def _find(connection: Connection, answer_id: str) -> ValidatedAnswer:
    row = connection.execute(select(validated_answers).where(validated_answers.c.id == answer_id)).first()
    if row is None:
        raise KeeperRefused(KeeperRefusal.ANSWER_UNKNOWN, subject=answer_id)
    return _with_ties(connection, [row])[0]


def _with_ties(connection: Connection, rows: Sequence[Row[tuple[object, ...]]]) -> tuple[ValidatedAnswer, ...]:
    ids = [row.id for row in rows]
    query = (
        select(validated_pages)
        .where(validated_pages.c.answer_id.in_(ids))
        .order_by(validated_pages.c.base, validated_pages.c.document_id)
    )
    ties: dict[str, list[PageTie]] = {id_: [] for id_ in ids}
    for row in connection.execute(query):
        ties[row.answer_id].append(PageTie(row.base, row.document_id, row.title, row.content_sha256, row.base_version))
    return tuple(_read(row, ties[row.id]) for row in rows)


def _read(row: Row[tuple[object, ...]], ties: Sequence[PageTie]) -> ValidatedAnswer:
    written = WrittenAnswer(
        language=Language(row.language),
        service=row.service,
        text=row.text,
        questions=tuple(row.questions),
        pages=tuple((tie.base, tie.document_id) for tie in ties),
        situation=tuple(row.situation),
        unsupported_why=row.unsupported_why,
    )
    return ValidatedAnswer(row.id, row.version, written, tuple(ties), row.is_withdrawn, row.author, row.checked_at)
