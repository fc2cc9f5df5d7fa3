"""Reads the queues of the desk, page by page, and finds past cases by their words. Synchronous."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Select, and_, exists, false, func, or_, select

from assistant.conversation.tables import case_notes, contacts, conversations, escalations, messages
from assistant.escalation.states import SERVICE
from assistant.escalation.store import count_ahead, read_case
from assistant.escalation.types import CasePage, Escalation, ListedCase
from assistant.vocabulary import Author, CaseLabel, Channel, EscalationState, Queue

AFTER_PATTERN = r"^([01]-\d{1,18}-[0-9a-f]{32})?$"
"""Where a page begins, as :class:`CasePage` gives it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SENT = escalations.c.state.not_in((EscalationState.OFFERED.value, EscalationState.DECLINED.value))
_WORD = re.compile(r"\w+")


class CaseLists:
    """Reads ``escalations`` and what hangs on them; writes nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def count(self, account: str) -> Mapping[Queue, int]:
        """How many cases each list of this account holds."""
        with self._engine.connect() as connection:
            return {queue: _count(connection, _in(queue, account)) for queue in Queue}

    def count_urgent(self) -> int:
        """Cases of danger that nobody has taken."""
        waits = escalations.c.state.in_((EscalationState.WAITING.value, EscalationState.FORWARDED.value))
        with self._engine.connect() as connection:
            return _count(connection, waits & escalations.c.is_urgent)

    def count_ahead(self, case: Escalation) -> int:
        """How many cases that wait go before this one."""
        with self._engine.connect() as connection:
            return count_ahead(connection, case)

    def page(self, queue: Queue, account: str, *, after: str, limit: int) -> CasePage:
        """Urgent ones first, then the oldest; the newest first among those that ended."""
        is_closed = queue is Queue.CLOSED
        key = escalations.c.changed_at if is_closed else escalations.c.opened_at
        query = _listed().where(_in(queue, account))
        if is_closed:
            query = query.order_by(key.desc(), escalations.c.id)
        else:
            query = query.order_by(escalations.c.is_urgent.desc(), key, escalations.c.id)
        if after:
            query = query.where(_past(after, key, newest_first=is_closed))
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit + 1)).all()
        return _to_page([_read(row) for row in rows], limit, newest_first=is_closed)

    def search(self, text: str, *, after: str, limit: int) -> CasePage:
        """Cases that hold every word, or its beginning, whatever its case and accents; the newest first.

        What is compared is what is kept: redacted. Cases of the retention time are few enough to be read each time.
        """
        wanted = [f" {word}" for word in fold(text).split()]
        found: list[ListedCase] = []
        if not wanted:
            return CasePage((), "")
        query = _listed().where(_SENT).order_by(escalations.c.changed_at.desc(), escalations.c.id)
        if after:
            query = query.where(_past(after, escalations.c.changed_at, newest_first=True))
        with self._engine.connect() as connection:
            for row in connection.execute(query).yield_per(200):
                words = f" {fold(' '.join(_texts(connection, row)))}"
                if all(word in words for word in wanted):
                    found.append(_read(row))
                    if len(found) > limit:
                        break
        return _to_page(found, limit, newest_first=True)

    def closed_with(self, labels: Collection[CaseLabel]) -> Iterator[Escalation]:
        """Cases that agents closed with one of the labels, the newest first."""
        wanted = {label.value for label in labels}
        query = select(escalations).where(escalations.c.state == EscalationState.CLOSED.value)
        with self._engine.connect() as connection:
            for row in connection.execute(query.order_by(escalations.c.changed_at.desc())):
                if wanted & set(row.labels):
                    yield read_case(row)

    def one(self, case_id: str) -> ListedCase | None:
        """A case as a list shows it; None for one that is not, or that was never sent."""
        with self._engine.connect() as connection:
            row = connection.execute(_listed().where(_SENT, escalations.c.id == case_id)).first()
        return _read(row) if row else None


def fold(text: str) -> str:
    """The words in small letters without accents, parted by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORD.findall("".join(sign for sign in plain if not unicodedata.combining(sign))))


def _texts(connection: Connection, row: Any) -> Iterator[str]:
    case = read_case(row)
    yield from case.note.questions
    yield case.note.added
    for table in (messages, case_notes):
        yield from connection.scalars(select(table.c.text).where(table.c.escalation_id == case.id))


def _listed() -> Select[Any]:
    last_of_agent = (
        select(func.coalesce(func.max(messages.c.id), 0))
        .where(messages.c.escalation_id == escalations.c.id, messages.c.author == Author.AGENT.value)
        .correlate(escalations)
        .scalar_subquery()
    )
    unread = (
        select(func.count())
        .select_from(messages)
        .where(
            messages.c.escalation_id == escalations.c.id,
            messages.c.author == Author.PERSON.value,
            messages.c.id > last_of_agent,
        )
        .correlate(escalations)
        .scalar_subquery()
    )
    has_contact = exists().where(contacts.c.escalation_id == escalations.c.id).correlate(escalations)
    channel = conversations.c.channel.label("channel")
    return select(escalations, channel, unread.label("unread"), has_contact.label("has_contact")).join(conversations)


def _read(row: Any) -> ListedCase:
    return ListedCase(read_case(row), Channel(row.channel), row.unread, bool(row.has_contact))


def _in(queue: Queue, account: str) -> ColumnElement[bool]:
    """Which cases a list of this account holds."""
    state = escalations.c.state
    is_forwarded = state == EscalationState.FORWARDED.value
    is_for_me = or_(escalations.c.addressee == account, escalations.c.addressee.startswith(SERVICE))
    is_claimed = state == EscalationState.CLAIMED.value
    match queue:
        case Queue.WAITING:
            return or_(state == EscalationState.WAITING.value, and_(is_forwarded, is_for_me))
        case Queue.MINE:
            return and_(is_claimed, escalations.c.holder == account)
        case Queue.COLLEAGUES:
            return or_(and_(is_claimed, escalations.c.holder != account), and_(is_forwarded, ~is_for_me))
        case Queue.CALL_BACKS:
            return state == EscalationState.CALL_BACK.value
        case Queue.CLOSED:
            return state.in_(
                (EscalationState.CLOSED.value, EscalationState.WITHDRAWN.value, EscalationState.EXPIRED.value)
            )
        case Queue.DRAFTS:
            return false()


def _count(connection: Connection, which: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(escalations).where(which)) or 0


def _to_page(cases: list[ListedCase], limit: int, *, newest_first: bool) -> CasePage:
    shown = tuple(cases[:limit])
    more = _place(shown[-1].case, newest_first=newest_first) if len(cases) > limit else ""
    return CasePage(shown, more)


def _place(case: Escalation, *, newest_first: bool) -> str:
    moment = case.changed_at if newest_first else case.opened_at
    return f"{int(case.is_urgent)}-{(moment - _EPOCH) // timedelta(microseconds=1)}-{case.id}"


def _past(after: str, key: ColumnElement[datetime], *, newest_first: bool) -> ColumnElement[bool]:
    """What comes after a case in the order of its list."""
    urgent, microseconds, case_id = after.split("-")
    moment = _EPOCH + timedelta(microseconds=int(microseconds))
    later = key < moment if newest_first else key > moment
    in_order = or_(later, and_(key == moment, escalations.c.id > case_id))
    if newest_first:
        return in_order
    if urgent == "0":
        return and_(~escalations.c.is_urgent, in_order)
    return or_(~escalations.c.is_urgent, in_order)
