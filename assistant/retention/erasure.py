"""Erases one conversation because its owner asks: words, contact details and bytes.

A request that an agent has open is withdrawn, with its messages and the agents' notes. It stays as a row without any
text, so that the agent can see why the case is gone, until the retention of requests takes it. A draft that an agent
was to check goes too; figures of quality, which name nobody, stay.
"""

from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, delete, insert, literal, select, update

from assistant.conversation.database import writing
from assistant.conversation.database_file import find_database_file
from assistant.conversation.tables import (
    case_notes,
    contacts,
    contests,
    conversations,
    drafts,
    escalation_changes,
    escalations,
    messages,
    resume_codes,
    turns,
)
from assistant.escalation.contact_store import remove_contacts
from assistant.escalation.types import HandoverNote
from assistant.retention.kinds import GONE
from assistant.vocabulary import OPEN_STATES, Author, CaseChange, EscalationState

ERASED = "erased"
"""Why a request was withdrawn: its owner erased the conversation."""

_NOTHING = TypeAdapter(HandoverNote).dump_python(HandoverNote((), (), "missing_none", ""), mode="json")


def erase_conversation(engine: Engine, conversation_id: str) -> bool:
    """Erase it in one transaction, then the write-ahead log, which holds pages as they were.

    Returns False when a reader kept the log: the next erasure or purge empties it.
    """
    with writing(engine) as connection:
        mine = escalations.c.conversation_id == conversation_id
        is_open = escalations.c.state.in_(OPEN_STATES)
        ended = select(escalations.c.id).where(mine, ~is_open)
        remove_contacts(connection, contacts.c.escalation_id.in_(select(escalations.c.id).where(mine)))
        connection.execute(delete(messages).where(messages.c.conversation_id == conversation_id))
        cases = select(escalations.c.id).where(mine)
        connection.execute(delete(case_notes).where(case_notes.c.escalation_id.in_(cases)))
        connection.execute(delete(resume_codes).where(resume_codes.c.conversation_id == conversation_id))
        connection.execute(delete(escalation_changes).where(escalation_changes.c.escalation_id.in_(ended)))
        connection.execute(delete(escalations).where(mine, ~is_open))
        withdrawn = connection.scalars(select(escalations.c.id).where(mine)).all()
        for escalation_id in withdrawn:
            _withdraw(connection, escalation_id)
        connection.execute(delete(contests).where(contests.c.conversation_id == conversation_id))
        mine_too = select(turns.c.question_id).where(turns.c.conversation_id == conversation_id)
        connection.execute(delete(drafts).where(drafts.c.question_id.in_(mine_too)))
        connection.execute(delete(turns).where(turns.c.conversation_id == conversation_id))
        conversation = conversations.c.id == conversation_id
        if withdrawn:  # the row that the request belongs to, without the code that opens it
            closed = update(conversations).where(conversation)
            connection.execute(closed.values(code_sha256=literal(GONE) + conversations.c.id))
        else:
            connection.execute(delete(conversations).where(conversation))
    file = find_database_file(engine)
    return file is None or file.empty_log()


def _withdraw(connection: Connection, escalation_id: str) -> None:
    this, now = escalations.c.id == escalation_id, datetime.now(UTC)
    connection.execute(
        update(escalations)
        .where(this)
        .values(
            state=EscalationState.WITHDRAWN.value,
            holder="",
            addressee="",
            note=_NOTHING,
            version=escalations.c.version + 1,
            changed_at=now,
        )
    )
    changes = escalation_changes.c.escalation_id == escalation_id
    connection.execute(update(escalation_changes).where(changes).values(why=""))
    connection.execute(
        insert(escalation_changes).values(
            escalation_id=escalation_id,
            at=now,
            who=Author.PERSON.value,
            what=CaseChange.WITHDRAWN.value,
            why=ERASED,
        )
    )
