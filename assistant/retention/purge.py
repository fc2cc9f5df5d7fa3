"""Deletes what is past its time, writes the file anew, and measures what is left."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, delete, func, literal, select, update

from assistant.conversation.database import writing
from assistant.conversation.database_file import find_database_file
from assistant.conversation.tables import conversations
from assistant.retention.kinds import GONE, Kind, kinds_of, unused_conversations
from assistant.retention.proof import BytesProof, KindCount, Proof
from assistant.settings import Retention

_SAMPLE = 20
"""Ids of each kind that are looked for in the raw bytes: each costs one reading of the whole file."""


def _nobody() -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class _Removal:
    """What one pass over the tables deleted."""

    counts: Mapping[str, int]
    ids: Mapping[str, Sequence[str]]
    """A sample of each kind that has ids."""


@dataclass(frozen=True, slots=True)
class Purge:
    """One database and its rules. Synchronous; callers in the event loop hop to a thread."""

    engine: Engine
    rules: Retention
    find_busy: Callable[[], Collection[str]] = _nobody
    """Ids of conversations whose turn is under way: they are left alone."""

    def run(self, *, is_dry_run: bool = False, now: datetime | None = None) -> Proof:
        """Delete what was past its time at ``now``. A dry run deletes too, looks, and takes it back.

        Raises ``OperationalError`` when the database cannot be written.
        """
        now = now or datetime.now(UTC)
        file = find_database_file(self.engine)
        kinds = kinds_of(self.rules)
        before, size_before = self._count(kinds), file.size if file else 0
        removal = self._remove(kinds, now, keep=False)
        ids = frozenset(value for sample in removal.ids.values() for value in sample)
        found_before = file.find(ids) if file else frozenset()
        is_log_empty = True
        if not is_dry_run:
            removal = self._remove(kinds, now, keep=True)
            ids = self._gone(kinds, ids)
            if file:
                is_log_empty = file.rewrite() if any(removal.counts.values()) else file.empty_log()
        after, past_after = self._count(kinds), self._count_past(kinds, now)
        return Proof(
            now,
            is_dry_run,
            tuple(
                KindCount(
                    kind.name,
                    kind.days,
                    before[kind.name],
                    removal.counts[kind.name],
                    after[kind.name],
                    past_after[kind.name],
                )
                for kind in kinds
            ),
            BytesProof(size_before, file.size, is_log_empty, len(ids), len(found_before & ids), len(file.find(ids)))
            if file
            else None,
        )

    def _remove(self, kinds: Sequence[Kind], now: datetime, *, keep: bool) -> _Removal:
        """Delete in one transaction; without ``keep`` it is taken back, and tells what would go."""
        counts, ids = {}, {}
        with writing(self.engine) as connection:
            busy = self.find_busy()
            for kind in kinds:
                past = kind.past(now, busy)
                if kind.key is not None:
                    ids[kind.name] = _sample(connection.scalars(select(kind.key).where(past)).all())
                counts[kind.name] = (
                    kind.remove(connection, kind.past_since(now))
                    if kind.remove
                    else connection.execute(delete(kind.table).where(past)).rowcount
                )
                if kind.table is conversations:
                    _close_codes(connection, kind, now, busy)
            if not keep:
                connection.rollback()
        return _Removal(counts, ids)

    def _count(self, kinds: Sequence[Kind]) -> dict[str, int]:
        with self.engine.connect() as connection:
            return {kind.name: connection.scalar(select(func.count()).select_from(kind.table)) or 0 for kind in kinds}

    def _count_past(self, kinds: Sequence[Kind], now: datetime) -> dict[str, int]:
        busy = self.find_busy()
        with self.engine.connect() as connection:
            return {
                kind.name: connection.scalar(select(func.count()).select_from(kind.table).where(kind.past(now, busy)))
                or 0
                for kind in kinds
            }

    def _gone(self, kinds: Sequence[Kind], ids: frozenset[str]) -> frozenset[str]:
        """Those of the ids that no table holds any more: a conversation may have been taken up again meanwhile."""
        with self.engine.connect() as connection:
            kept = {
                found
                for kind in kinds
                if kind.key is not None
                for found in connection.scalars(select(kind.key).where(kind.key.in_(ids)))
            }
        return ids - kept


def _close_codes(connection: Connection, kind: Kind, now: datetime, busy: Collection[str]) -> None:
    """What is left past its time is held by a request that is still kept: nobody can open it any more."""
    connection.execute(
        update(conversations)
        .where(unused_conversations(kind.past_since(now), busy))
        .values(code_sha256=literal(GONE) + conversations.c.id)
    )


def _sample(ids: Sequence[str]) -> Sequence[str]:
    """Some of them, spread over all."""
    return ids[:: max(1, len(ids) // _SAMPLE)][:_SAMPLE]
