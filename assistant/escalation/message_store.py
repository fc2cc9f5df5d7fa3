"""Keeps what people and agents write to one another, and agents' private notes. Redacted text only. Synchronous."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, func, insert, select

from assistant.conversation.database import writing
from assistant.conversation.tables import case_notes, escalation_changes, escalations, messages
from assistant.escalation.store import find_open_case
from assistant.escalation.types import CaseNote, Change, Escalation, Message
from assistant.vocabulary import Author, CaseChange, EscalationState


class MessageStore:
    """Owns the tables ``messages`` and ``case_notes``, and reads what happened between the messages."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep_from_person(
        self,
        conversation_id: str,
        text: str,
        entity_types: Sequence[str],
        *,
        numbers: str = "",
        only_when_held: bool = False,
    ) -> tuple[Message, Message | None] | None:
        """Keep a message for the agent, with the emergency ``numbers`` that follow it, if any.

        None when no request is open any more, or, with ``only_when_held``, when no agent holds it: nothing is kept.
        """
        with writing(self._engine) as connection:
            case = find_open_case(connection, conversation_id)
            if case is None or (only_when_held and case.state is not EscalationState.CLAIMED):
                return None
            kept = insert_message(connection, case, Author.PERSON, text, entity_types)
            told = insert_message(connection, case, Author.ASSISTANT, numbers) if numbers else None
        return kept, told

    def of_conversation(self, conversation_id: str, *, after: int = 0) -> tuple[Message, ...]:
        """In the order in which they were kept, from the one past the number ``after``."""
        return self._read((messages.c.conversation_id == conversation_id) & (messages.c.id > after))

    def of_case(self, case_id: str) -> tuple[Message, ...]:
        return self._read(messages.c.escalation_id == case_id)

    def notes_of(self, case_id: str) -> tuple[CaseNote, ...]:
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(case_notes).where(case_notes.c.escalation_id == case_id).order_by(case_notes.c.id)
            )
            return tuple(CaseNote(row.at, row.who, row.text) for row in rows)

    def changes_of(self, case_id: str) -> tuple[Change, ...]:
        with self._engine.connect() as connection:
            mine = escalation_changes.c.escalation_id == case_id
            return _read_changes(connection, mine)

    def changes_of_conversation(self, conversation_id: str, *, after: int = 0) -> tuple[Change, ...]:
        """What was done to every request of a conversation, past the number ``after``."""
        cases = select(escalations.c.id).where(escalations.c.conversation_id == conversation_id)
        mine = escalation_changes.c.escalation_id.in_(cases) & (escalation_changes.c.id > after)
        with self._engine.connect() as connection:
            return _read_changes(connection, mine)

    def _read(self, which: ColumnElement[bool]) -> tuple[Message, ...]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(messages).where(which).order_by(messages.c.id))
            return tuple(map(read_message, rows))


def insert_message(
    connection: Connection,
    case: Escalation,
    author: Author,
    text: str,
    entity_types: Sequence[str] = (),
    *,
    account: str = "",
    agent_name: str = "",
) -> Message:
    """Add a message as a part of a longer transaction."""
    sent_at = datetime.now(UTC)
    done = connection.execute(
        insert(messages).values(
            conversation_id=case.conversation_id,
            escalation_id=case.id,
            author=author.value,
            account=account,
            agent_name=agent_name,
            text=text,
            entity_types=list(entity_types),
            sent_at=sent_at,
        )
    )
    (number,) = done.inserted_primary_key or (0,)
    return Message(number, case.id, author, account, agent_name, text, tuple(entity_types), sent_at)


def read_since_person(connection: Connection, case_id: str) -> tuple[Message, ...]:
    """Messages of a case after the last of the person, as a part of a longer transaction."""
    mine = messages.c.escalation_id == case_id
    last = select(func.coalesce(func.max(messages.c.id), 0)).where(mine, messages.c.author == Author.PERSON.value)
    since = select(messages).where(mine, messages.c.id > last.scalar_subquery()).order_by(messages.c.id)
    return tuple(map(read_message, connection.execute(since)))


def insert_note(connection: Connection, case: Escalation, who: str, text: str) -> None:
    """Add a private note as a part of a longer transaction."""
    connection.execute(insert(case_notes).values(escalation_id=case.id, at=datetime.now(UTC), who=who, text=text))


def read_message(row: Row[Any]) -> Message:
    return Message(
        row.id,
        row.escalation_id,
        Author(row.author),
        row.account,
        row.agent_name,
        row.text,
        tuple(row.entity_types),
        row.sent_at,
    )


def _read_changes(connection: Connection, which: ColumnElement[bool]) -> tuple[Change, ...]:
    rows = connection.execute(select(escalation_changes).where(which).order_by(escalation_changes.c.id))
    return tuple(Change(row.id, row.escalation_id, row.at, row.who, CaseChange(row.what), row.why) for row in rows)
