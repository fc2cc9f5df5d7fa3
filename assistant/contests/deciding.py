"""Keepers decide of what people contest: a verdict of a closed list, once, with its row of the audit."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, update

from assistant.audit import Actor, name_row, record
from assistant.contests.store import OPEN, ContestStore, find_row, read_contest
from assistant.contests.types import Contest, OpenedContest
from assistant.conversation.database import writing
from assistant.conversation.tables import contests
from assistant.errors import KeeperRefused
from assistant.vocabulary import AuditAction, ContestVerdict, KeeperRefusal

CheckReason = Callable[[str], str]
"""Gives a keeper's reason as it may be kept. Raises :class:`KeeperRefused`."""
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class ContestDesk:
    """What the desk is handed. Lives in one event loop; the work is done in threads."""

    engine: Engine
    store: ContestStore
    check_reason: CheckReason
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def page(self, *, is_open: bool, after: str, limit: int) -> tuple[Contest, ...]:
        """The list of what is left, the oldest first, or of what was dealt with, the last first."""
        read = self.store.open_page if is_open else self.store.decided_page
        return await asyncio.to_thread(lambda: read(after=after, limit=limit))

    async def count_open(self) -> int:
        return await asyncio.to_thread(self.store.count_open)

    async def find(self, contest_id: str) -> OpenedContest:
        """Raises :class:`KeeperRefused`."""
        return await asyncio.to_thread(self.store.find, contest_id)

    async def decide(
        self, contest_id: str, version: int, verdict: ContestVerdict | None, actor: Actor, why: str = ""
    ) -> OpenedContest:
        """Close a contest with a verdict, or open it again with None. Raises :class:`KeeperRefused`."""
        return await asyncio.to_thread(self._decide, contest_id, version, verdict, actor, why)

    def _decide(
        self, contest_id: str, version: int, verdict: ContestVerdict | None, actor: Actor, why: str
    ) -> OpenedContest:
        if len(why) > LONGEST_REASON:
            raise KeeperRefused(KeeperRefusal.TOO_LONG)
        reason = self.check_reason(why) if verdict and why.strip() else ""
        now = self.clock()
        values = {
            "version": version + 1,
            "verdict": verdict.value if verdict else OPEN,
            "decided_by": actor.who if verdict else "",
            "decided_at": now if verdict else None,
            "why": reason,
        }
        # compared by the database itself, in the statement that writes: of two that read the same version, one wins
        this = (contests.c.id == contest_id) & (contests.c.version == version)
        with writing(self.engine) as connection:
            if connection.execute(update(contests).where(this).values(values)).rowcount != 1:
                _refuse(read_contest(find_row(connection, contest_id)))
            what = AuditAction.CONTEST_DECIDED if verdict else AuditAction.CONTEST_REOPENED
            told = {"verdict": verdict.value} if verdict else {}
            record(connection, actor, what, name_row("contest", contest_id), at=now, **told)
        return self.store.find(contest_id)


def _refuse(found: Contest) -> None:
    """Somebody was faster: who, where one has dealt with it."""
    if found.decision is None:
        raise KeeperRefused(KeeperRefusal.CONTEST_CHANGED)
    raise KeeperRefused(KeeperRefusal.CONTEST_DECIDED, subject=found.decision.who)
