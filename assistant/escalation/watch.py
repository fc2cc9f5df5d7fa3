"""Keeps every case moving: nobody waits for an agent who is gone, and no request ends in silence."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from assistant.audit import Actor
from assistant.conversation.tables import contacts, escalations
from assistant.errors import CaseRefused
from assistant.escalation.feed import Bell
from assistant.escalation.opening import OpeningHours
from assistant.escalation.presence import PresenceBoard
from assistant.escalation.states import PARVIS
from assistant.escalation.store import EscalationStore, read_case
from assistant.escalation.types import Escalation
from assistant.pipeline.pipeline import log_place
from assistant.settings import DeskSettings
from assistant.vocabulary import OPEN_STATES, CaseChange, EscalationState

NOBODY_CAME = "nobody_came"
HOLDER_GONE = "holder_gone"
NO_CONTACT = "no_contact"

_EVERY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Due:
    """What time does to a case."""

    case: Escalation
    what: CaseChange
    why: str


@dataclass(slots=True)
class Watch:
    """Looks at every open case, again and again. Lives in one event loop."""

    engine: Engine
    escalations: EscalationStore
    hours: OpeningHours
    presence: PresenceBoard
    bell: Bell
    settings: DeskSettings
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def look(self) -> int:
        """Do what is due now. Returns how many cases were changed."""
        done = 0
        for due in await asyncio.to_thread(lambda: list(self._due())):
            try:
                await asyncio.to_thread(
                    self.escalations.change,
                    due.case.id,
                    due.what,
                    Actor(PARVIS),
                    version=due.case.version,
                    why=due.why,
                )
            except CaseRefused:  # somebody was faster: it is looked at again next time
                continue
            done += 1
        if done:
            self.bell.ring()
        return done

    async def keep_looking(self, *, every_seconds: float = _EVERY_SECONDS) -> None:
        """Until cancelled. A look that fails is logged, and the next one comes all the same."""
        while True:
            await asyncio.sleep(every_seconds)
            try:
                await self.look()
            except Exception as error:
                log_place(error, "watch")

    def _due(self) -> Iterator[Due]:
        query = select(escalations, contacts.c.escalation_id.label("contact")).outerjoin(contacts)
        with self.engine.connect() as connection:
            rows = connection.execute(query.where(escalations.c.state.in_(OPEN_STATES))).all()
        for row in rows:
            due = self._judge(read_case(row), has_contact=row.contact is not None)
            if due is not None:
                yield due

    def _judge(self, case: Escalation, *, has_contact: bool) -> Due | None:
        waited = self.hours.open_time(case.changed_at, self.clock())
        match case.state:
            case EscalationState.WAITING if waited >= timedelta(hours=self.settings.expire_after_hours):
                what = CaseChange.CALL_BACK_PLANNED if has_contact else CaseChange.EXPIRED
                return Due(case, what, NOBODY_CAME)
            case EscalationState.FORWARDED if waited >= timedelta(hours=self.settings.forwarded_hours):
                return Due(case, CaseChange.RELEASED, NOBODY_CAME)
            case EscalationState.CLAIMED:
                gone = timedelta(seconds=self.presence.gone_for(case.holder))
                is_gone = gone >= timedelta(minutes=self.settings.holder_gone_minutes)
                return Due(case, CaseChange.RELEASED, HOLDER_GONE) if is_gone else None
            case EscalationState.CALL_BACK if not has_contact:
                return Due(case, CaseChange.RELEASED, NO_CONTACT)
            case _:
                return None
