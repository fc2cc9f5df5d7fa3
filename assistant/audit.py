"""Who of staff changed what, and when: rows that are added with the change itself and go by age only.

A row holds words of the vocabulary, names of accounts, numbers and addresses of machines. Never a password, and never a
text that a person or an agent wrote.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, delete, insert, select, update

from assistant.conversation.tables import audit, audit_marker
from assistant.vocabulary import AuditAction

_WORD = "[A-Za-z0-9_.:,/-]{1,64}"
_SHORT = re.compile(f"(?:{_WORD}(?: {_WORD}){{0,2}})?")
"""What a value may look like: three words at most, so that no sentence gets in by mistake."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who makes a change, and by which right."""

    who: str
    """Name of an account. Names of accounts hold no space, so that the two below are nobody's."""
    role: str = ""
    """Role under which it is done; empty outside the roles."""


COMMAND_LINE = Actor("command line")
"""Whoever may run commands on the machine."""
NOT_SIGNED_IN = Actor("not signed in")
"""Somebody who has not proven who it is."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One change."""

    id: int
    """Grows; a gap at the beginning is what the purge took."""
    at: datetime
    who: str
    role: str
    what: AuditAction
    subject: str
    """``kind/name`` of what was changed, such as ``account/marie``; empty when it has none."""
    details: Mapping[str, str]


_NAMED_CHARACTERS = 12
"""Enough of an id to tell two apart."""


def shorten_id(row_id: str) -> str:
    """For what outlives a row: not its whole id, which a purge must find nowhere."""
    return row_id[:_NAMED_CHARACTERS]


def name_row(kind: str, row_id: str) -> str:
    """The subject for a row that goes before the audit does."""
    return f"{kind}/{shorten_id(row_id)}"


def record(
    connection: Connection,
    actor: Actor,
    what: AuditAction,
    subject: str = "",
    *,
    at: datetime | None = None,
    **details: str,
) -> None:
    """Add a row in the transaction of the change. Raises ``ValueError`` for a value that may be somebody's text."""
    if not all(_SHORT.fullmatch(value) for value in (actor.who, actor.role, subject, *details, *details.values())):
        raise ValueError("the audit keeps no text")
    connection.execute(
        insert(audit).values(
            at=at or datetime.now(UTC),
            who=actor.who,
            role=actor.role,
            what=what.value,
            subject=subject,
            details=details,
        )
    )


class AuditTrail:
    """Reads the table ``audit`` and lets its oldest rows go. Synchronous; callers in the event loop hop to a thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, *, before: int | None = None, limit: int = 50) -> tuple[AuditRow, ...]:
        """The newest rows first, from the one under the number ``before``."""
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.id < before)
        with self._engine.connect() as connection:
            return tuple(
                AuditRow(row.id, row.at, row.who, row.role, AuditAction(row.what), row.subject, dict(row.details))
                for row in connection.execute(query)
            )


def purge_audit(connection: Connection, older_than: datetime, actor: Actor) -> int:
    """Let the rows older than a moment go, and say so in a row if any did. Returns how many went.

    The database refuses a moment of the last 30 days with ``IntegrityError``.
    """
    moment = older_than.astimezone(UTC)
    connection.execute(update(audit_marker).where(audit_marker.c.id == 1).values(older_than=moment))
    gone = connection.execute(delete(audit).where(audit.c.at < moment)).rowcount
    if gone:
        before = moment.isoformat(" ", "seconds").removesuffix("+00:00")
        record(connection, actor, AuditAction.AUDIT_PURGED, rows=str(gone), older_than=before)
    return gone
