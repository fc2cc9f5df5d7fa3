"""Items that a keeper works through, and what was decided of each: done, ignored, or to do."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Engine, delete, insert, select

from assistant.audit import Actor, record
from assistant.conversation.database import writing
from assistant.conversation.tables import worklist_marks
from assistant.vocabulary import AuditAction, Worklist, WorkMark

_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True, slots=True)
class Mark:
    """What was decided of an item."""

    mark: WorkMark
    at: datetime
    who: str
    why: str


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of a worklist."""

    key: str
    """Names it in its list, the same each time that the list is made: at most 64 letters."""
    title: str
    url: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What is known of it, by key of a catalogue sentence under ``keepers.fact``."""
    lines: tuple[str, ...] = ()
    """Redacted questions of people, or what else there is to read."""
    fingerprint: str = ""
    """What the decision was taken on: once it is another one, the item is open again."""
    mark: Mark | None = None


class MarkStore:
    """Owns the table ``worklist_marks``. Synchronous."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._engine = engine
        self._clock = clock

    def put_on(self, base: str, worklist: Worklist, items: Iterable[WorkItem]) -> tuple[WorkItem, ...]:
        """The items with what was decided of them, where that still holds."""
        return tuple(self._marked(base, worklist, items))

    def mark(self, base: str, worklist: Worklist, item: WorkItem, mark: WorkMark, actor: Actor, why: str) -> WorkItem:
        """Keep a decision in place of the one before; ``OPEN`` takes it away."""
        decided = Mark(mark, self._clock(), actor.who, why)
        here = (
            worklist_marks.c.base == base,
            worklist_marks.c.list == worklist.value,
            worklist_marks.c.item == item.key,
        )
        with writing(self._engine) as connection:
            connection.execute(delete(worklist_marks).where(*here))
            if mark is not WorkMark.OPEN:
                connection.execute(
                    insert(worklist_marks).values(
                        base=base,
                        list=worklist.value,
                        item=item.key,
                        fingerprint=item.fingerprint,
                        mark=mark.value,
                        at=decided.at,
                        who=actor.who,
                        why=why,
                    )
                )
            subject = f"base/{base}"
            told = {"list": worklist.value, "item": item.key, "mark": mark.value}
            record(connection, actor, AuditAction.WORK_MARKED, subject, at=decided.at, **told)
        return replace(item, mark=None if mark is WorkMark.OPEN else decided)

    def _marked(self, base: str, worklist: Worklist, items: Iterable[WorkItem]) -> Iterator[WorkItem]:
        query = select(worklist_marks).where(worklist_marks.c.base == base, worklist_marks.c.list == worklist.value)
        with self._engine.connect() as connection:
            kept = {row.item: row for row in connection.execute(query)}
        for item in items:
            row = kept.get(item.key)
            if row is None or row.fingerprint != item.fingerprint:
                yield replace(item, mark=None)
            else:
                yield replace(item, mark=Mark(WorkMark(row.mark), row.at, row.who, row.why))


def page_key(document_id: str) -> str:
    """The id of a page where it may be a key; loaders of files make longer and freer ones."""
    return document_id if _PLAIN.fullmatch(document_id) else short_key(document_id)


def short_key(text: str) -> str:
    """A key for what is too long or too free to be one."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]
