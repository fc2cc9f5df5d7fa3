"""Keeps requests for a human and each change of them. Synchronous; callers in the event loop hop to a thread."""

import uuid
from datetime import UTC, datetime

from pydantic import TypeAdapter
from sqlalchemy import Engine, Row, insert, select, update

from assistant.conversation.database import writing
from assistant.conversation.tables import contacts, escalation_changes, escalations
from assistant.escalation.contact_store import remove_contacts
from assistant.escalation.types import Escalation, HandoverNote
from assistant.vocabulary import OPEN_STATES, Author, EscalationReason, EscalationState

_NOTE = TypeAdapter(HandoverNote)


class EscalationStore:
    """Owns the tables ``escalations`` and ``escalation_changes``."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find_open(self, conversation_id: str) -> Escalation | None:
        """The request of this conversation that an agent has still to end, or None."""
        query = (
            select(escalations)
            .where(escalations.c.conversation_id == conversation_id)
            .where(escalations.c.state.in_(OPEN_STATES))
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return _read(row) if row else None

    def open(self, conversation_id: str, reason: EscalationReason, note: HandoverNote) -> Escalation:
        """Put a request in the queue. A conversation that waits already gets the request that it has."""
        with self._engine.begin() as connection:
            waiting = connection.execute(
                select(escalations)
                .where(escalations.c.conversation_id == conversation_id)
                .where(escalations.c.state.in_(OPEN_STATES))
            ).first()
            if waiting:
                return _read(waiting)
            escalation = Escalation(
                uuid.uuid4().hex, conversation_id, EscalationState.WAITING, reason, note, 1, datetime.now(UTC)
            )
            connection.execute(
                insert(escalations).values(
                    id=escalation.id,
                    conversation_id=conversation_id,
                    state=escalation.state.value,
                    reason=reason.value,
                    note=_NOTE.dump_python(note, mode="json"),
                    version=escalation.version,
                    opened_at=escalation.opened_at,
                )
            )
            connection.execute(
                insert(escalation_changes).values(
                    escalation_id=escalation.id,
                    at=escalation.opened_at,
                    who=Author.PERSON.value,
                    what=EscalationState.WAITING.value,
                    why=reason.value,
                )
            )
        return escalation

    def end(self, escalation_id: str, state: EscalationState, *, who: str, why: str) -> bool:
        """End an open request as withdrawn or closed; its call-back details go with it. False when it has ended."""
        with writing(self._engine) as connection:
            ended = connection.execute(
                update(escalations)
                .where(escalations.c.id == escalation_id, escalations.c.state.in_(OPEN_STATES))
                .values(state=state.value, version=escalations.c.version + 1)
            )
            if not ended.rowcount:
                return False
            remove_contacts(connection, contacts.c.escalation_id == escalation_id)
            connection.execute(
                insert(escalation_changes).values(
                    escalation_id=escalation_id, at=datetime.now(UTC), who=who, what=state.value, why=why
                )
            )
        return True


def _read(row: Row[tuple[object, ...]]) -> Escalation:
    return Escalation(
        row.id,
        row.conversation_id,
        EscalationState(row.state),
        EscalationReason(row.reason),
        _NOTE.validate_python(row.note, strict=False),
        row.version,
        row.opened_at,
    )
