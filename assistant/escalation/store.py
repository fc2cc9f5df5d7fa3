"""Keeps requests for a human and each change of them. Synchronous; callers in the event loop hop to a thread."""

import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from assistant.audit import Actor, name_row, record
from assistant.conversation.database import writing
from assistant.conversation.tables import contacts, escalation_changes, escalations
from assistant.errors import CaseRefused
from assistant.escalation.contact_store import remove_contacts
from assistant.escalation.states import PERSON, InvalidTransition, advance
from assistant.escalation.types import Escalation, HandoverNote
from assistant.vocabulary import (
    OPEN_STATES,
    AuditAction,
    CaseChange,
    CaseLabel,
    CaseRefusal,
    ClosingReason,
    EscalationReason,
    EscalationState,
)

_NOTE = TypeAdapter(HandoverNote)

_AUDITED = {
    CaseChange.CLAIMED: AuditAction.CASE_CLAIMED,
    CaseChange.RELEASED: AuditAction.CASE_RELEASED,
    CaseChange.FORWARDED: AuditAction.CASE_FORWARDED,
    CaseChange.REPLIED: AuditAction.CASE_REPLIED,
    CaseChange.NOTED: AuditAction.CASE_NOTED,
    CaseChange.CALL_BACK_PLANNED: AuditAction.CALL_BACK_PLANNED,
    CaseChange.CALL_BACK_TRIED: AuditAction.CALL_BACK_TRIED,
    CaseChange.CONTACT_READ: AuditAction.CONTACT_READ,
    CaseChange.CLOSED: AuditAction.CASE_CLOSED,
}

Alongside = Callable[[Connection, Escalation], None]
"""Written in the transaction of a change, once it is sure to happen."""


def _nothing(_connection: Connection, _case: Escalation) -> None:
    return None


class EscalationStore:
    """Owns the tables ``escalations`` and ``escalation_changes``."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._clock = clock

    def find_open(self, conversation_id: str) -> Escalation | None:
        """The request of this conversation that an agent has still to end, or None."""
        with self._engine.connect() as connection:
            return find_open_case(connection, conversation_id)

    def find(self, case_id: str) -> Escalation:
        """Raises :class:`CaseRefused` for a case that is not, or that was never sent."""
        with self._engine.connect() as connection:
            return _find(connection, case_id)

    def open(
        self,
        conversation_id: str,
        reason: EscalationReason,
        note: HandoverNote,
        *,
        agents: int = 0,
    ) -> Escalation:
        """Put a request in the queue. A conversation that waits already gets the request that it has.

        ``agents``: how many are available now, for what later waits are worked out from.
        """
        with writing(self._engine) as connection:
            waiting = find_open_case(connection, conversation_id)
            if waiting is not None:
                return waiting
            offered = self._offer(connection, conversation_id, reason, note, agents)
            return self._apply(connection, offered, CaseChange.ACCEPTED, Actor(PERSON), why=reason.value)

    def decline(self, conversation_id: str, reason: EscalationReason) -> None:
        """The person read the note and sends nothing: that alone is kept, and not the note."""
        nothing = HandoverNote((), (), "missing_none", "")
        with writing(self._engine) as connection:
            if find_open_case(connection, conversation_id) is None:
                offered = self._offer(connection, conversation_id, reason, nothing, 0)
                self._apply(connection, offered, CaseChange.DECLINED, Actor(PERSON), why=reason.value)

    def change(
        self,
        case_id: str,
        what: CaseChange,
        actor: Actor,
        *,
        version: int | None = None,
        to: str = "",
        why: str = "",
        values: Mapping[str, object] | None = None,
        alongside: Alongside = _nothing,
    ) -> Escalation:
        """Do one thing to a case, if it is still at ``version`` (None: whatever it is at).

        What only adds to a case (a reply, a note) and names no version leaves the version as it is. Raises
        :class:`CaseRefused`; nothing is changed then.
        """
        with writing(self._engine) as connection:
            case = _find(connection, case_id)
            changed = self._apply(connection, case, what, actor, version=version, to=to, why=why, values=values)
            alongside(connection, changed)
        return changed

    def _offer(
        self, connection: Connection, conversation_id: str, reason: EscalationReason, note: HandoverNote, agents: int
    ) -> Escalation:
        case_id, now = uuid.uuid4().hex, self._clock()
        is_urgent = reason is EscalationReason.DANGER
        connection.execute(
            insert(escalations).values(
                id=case_id,
                conversation_id=conversation_id,
                state=EscalationState.OFFERED.value,
                reason=reason.value,
                note=_NOTE.dump_python(note, mode="json"),
                version=1,
                opened_at=now,
                changed_at=now,
                is_urgent=is_urgent,
                holder="",
                addressee="",
                closing_reason="",
                labels=[],
                place=1 + _count_before(connection, is_urgent=is_urgent, opened_at=now),
                agents=agents,
            )
        )
        self._note_change(connection, case_id, CaseChange.OFFERED, PERSON, reason.value, now)
        return _find(connection, case_id, is_sent=False)

    def _apply(
        self,
        connection: Connection,
        case: Escalation,
        what: CaseChange,
        actor: Actor,
        *,
        version: int | None = None,
        to: str = "",
        why: str = "",
        values: Mapping[str, object] | None = None,
    ) -> Escalation:
        try:
            standing = advance(case.standing, what, actor.who, to=to)
        except InvalidTransition as refusal:
            raise CaseRefused(refusal.reason, holder=case.holder or case.addressee) from None
        now = self._clock()
        written: dict[str, object] = {
            **(values or {}),
            "state": standing.state.value,
            "holder": standing.holder,
            "addressee": standing.addressee,
            "changed_at": now,
        }
        if version is not None or standing != case.standing:
            written["version"] = escalations.c.version + 1
        if what is CaseChange.CLAIMED:
            written["claimed_at"] = func.coalesce(escalations.c.claimed_at, now)
        expected = case.version if version is None else version
        # compared by the database itself, in the statement that writes: of two that read the same version, one wins
        this = (escalations.c.id == case.id) & (escalations.c.version == expected)
        if connection.execute(update(escalations).where(this).values(written)).rowcount != 1:
            raise CaseRefused(CaseRefusal.CHANGED, holder=case.holder)
        if standing.state.value not in OPEN_STATES:
            remove_contacts(connection, contacts.c.escalation_id == case.id)
        self._note_change(connection, case.id, what, actor.who, why, now)
        if actor.role:
            record(connection, actor, _AUDITED[what], name_row("case", case.id), at=now)
        return _find(connection, case.id, is_sent=False)

    @staticmethod
    def _note_change(connection: Connection, case_id: str, what: CaseChange, who: str, why: str, at: datetime) -> None:
        connection.execute(
            insert(escalation_changes).values(escalation_id=case_id, at=at, who=who, what=what.value, why=why)
        )


def find_open_case(connection: Connection, conversation_id: str) -> Escalation | None:
    """The request of a conversation that has not ended, as a part of a longer transaction."""
    mine = (escalations.c.conversation_id == conversation_id) & escalations.c.state.in_(OPEN_STATES)
    row = connection.execute(select(escalations).where(mine)).first()
    return read_case(row) if row else None


def _find(connection: Connection, case_id: str, *, is_sent: bool = True) -> Escalation:
    never_sent: Collection[str] = (EscalationState.OFFERED.value, EscalationState.DECLINED.value) if is_sent else ()
    this = (escalations.c.id == case_id) & escalations.c.state.not_in(never_sent)
    row = connection.execute(select(escalations).where(this)).first()
    if row is None:
        raise CaseRefused(CaseRefusal.UNKNOWN)
    return read_case(row)


def _count_before(connection: Connection, *, is_urgent: bool, opened_at: datetime) -> int:
    """Cases that wait and go first."""
    first = (escalations.c.opened_at < opened_at) & escalations.c.is_urgent
    ahead = first if is_urgent else escalations.c.is_urgent | (escalations.c.opened_at < opened_at)
    waiting = escalations.c.state == EscalationState.WAITING.value
    return connection.scalar(select(func.count()).select_from(escalations).where(waiting, ahead)) or 0


def count_ahead(connection: Connection, case: Escalation) -> int:
    """How many cases that wait go before this one."""
    return _count_before(connection, is_urgent=case.is_urgent, opened_at=case.opened_at)


def read_case(row: Row[Any]) -> Escalation:
    """A row of ``escalations``."""
    return Escalation(
        row.id,
        row.conversation_id,
        EscalationState(row.state),
        EscalationReason(row.reason),
        _NOTE.validate_python(row.note, strict=False),
        row.version,
        row.opened_at,
        row.changed_at,
        row.is_urgent,
        row.holder,
        row.addressee,
        ClosingReason(row.closing_reason) if row.closing_reason else None,
        tuple(map(CaseLabel, row.labels)),
    )
