"""Every kind of data that the database keeps, and when a row of it is past its time.

To keep another kind: a table, a setting in ``assistant.settings.Retention``, an entry in :func:`kinds_of`, a sentence
under ``retention.kind`` in both catalogues and a line in docs/retention.md.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, func, or_, select

from assistant.audit import Actor, purge_audit
from assistant.conversation.tables import (
    audit,
    case_notes,
    contacts,
    contests,
    conversations,
    drafts,
    escalation_changes,
    escalations,
    familiar_addresses,
    link_checks,
    messages,
    resume_codes,
    review_figures,
    sign_in_sessions,
    turns,
    validated_answers,
    validated_changes,
    validated_pages,
    worklist_marks,
)
from assistant.settings import Retention
from assistant.vocabulary import OPEN_STATES

RETENTION = Actor("retention rules")
GONE = "gone-"
"""Start of what stands for the hash of a code that nobody can use any more: no hash holds a hyphen."""


Past = Callable[[datetime, Collection[str]], ColumnElement[bool]]
"""From the moment before which a row is past its time, and the conversations that are not touched."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of one table that go together."""

    name: str
    """Key of a catalogue sentence under ``retention.kind``."""
    table: Table
    days: int
    is_past: Past
    remove: Callable[[Connection, datetime], int] | None = None
    """How rows that the database guards are deleted: those older than a moment; returns how many went."""
    key: Column[str] | None = None
    """What can be looked for in raw bytes: long enough to be found by chance nowhere. None for small numbers."""

    def past(self, now: datetime, spared: Collection[str]) -> ColumnElement[bool]:
        """Which rows go."""
        return self.is_past(self.past_since(now), spared)

    def past_since(self, now: datetime) -> datetime:
        """What was last used before this moment is past its time."""
        return now - timedelta(days=self.days)


def kinds_of(rules: Retention) -> tuple[Kind, ...]:
    """Every kind, in the order in which rows can be deleted: what refers to others first."""
    return (
        Kind("contacts", contacts, rules.contact_days, _contact_past),
        Kind("contests", contests, rules.contest_days, _contests_of(rules), key=contests.c.id),
        Kind("messages", messages, rules.escalation_days, _message_past),
        Kind("case_notes", case_notes, rules.escalation_days, _note_past),
        Kind("escalation_changes", escalation_changes, rules.escalation_days, _changes_past),
        Kind("escalations", escalations, rules.escalation_days, _escalation_past, key=escalations.c.id),
        Kind("drafts", drafts, rules.conversation_days, _draft_past, key=drafts.c.id),
        Kind("turns", turns, rules.conversation_days, _turn_past, key=turns.c.question_id),
        Kind("resume_codes", resume_codes, rules.conversation_days, _resume_code_past),
        Kind("conversations", conversations, rules.conversation_days, _conversation_past, key=conversations.c.id),
        Kind("sign_in_sessions", sign_in_sessions, rules.sign_in_days, _session_past),
        Kind("familiar_addresses", familiar_addresses, rules.sign_in_days, _address_past),
        Kind("worklist_marks", worklist_marks, rules.worklist_days, _mark_past),
        Kind("link_checks", link_checks, rules.worklist_days, _link_past),
        Kind("validated_pages", validated_pages, rules.withdrawn_answer_days, _validated_page_past),
        Kind("validated_changes", validated_changes, rules.withdrawn_answer_days, _validated_change_past),
        Kind(
            "validated_answers",
            validated_answers,
            rules.withdrawn_answer_days,
            _validated_past,
            key=validated_answers.c.id,
        ),
        Kind("review_figures", review_figures, rules.figure_days, _figure_past),
        Kind("audit", audit, rules.audit_days, _audit_past, remove=partial(purge_audit, actor=RETENTION)),
    )


def _contests_of(rules: Retention) -> Past:
    """A contest goes after its own time, and with its conversation at the latest: its answer is then no more."""
    longer = timedelta(days=rules.conversation_days - rules.contest_days)

    def is_past(before: datetime, spared: Collection[str]) -> ColumnElement[bool]:
        unused = select(conversations.c.id).where(unused_conversations(before - longer, spared))
        return (contests.c.made_at < before) | contests.c.conversation_id.in_(unused)

    return is_past


def _session_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    return sign_in_sessions.c.last_seen_at < before


def _address_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    return familiar_addresses.c.last_used_at < before


def _audit_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    return audit.c.at < before


def _mark_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    return worklist_marks.c.at < before


def _link_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    return link_checks.c.checked_at < before


def _validated_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    """Withdrawn, which is the last that is done to an answer, before a moment."""
    last_change = select(func.max(validated_changes.c.at)).where(
        validated_changes.c.answer_id == validated_answers.c.id
    )
    ended_at = func.coalesce(last_change.scalar_subquery(), validated_answers.c.checked_at)
    return validated_answers.c.is_withdrawn & (ended_at < before)


def _past_validated(before: datetime) -> Select[tuple[str]]:
    return select(validated_answers.c.id).where(_validated_past(before, ()))


def _validated_page_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    return validated_pages.c.answer_id.in_(_past_validated(before))


def _validated_change_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    return validated_changes.c.answer_id.in_(_past_validated(before))


def unused_conversations(before: datetime, spared: Collection[str]) -> ColumnElement[bool]:
    """Conversations whose last turn or message, or beginning where there is none, was before; never one that an agent
    has open."""
    last_turn = select(func.max(turns.c.asked_at)).where(turns.c.conversation_id == conversations.c.id)
    written_since = select(messages.c.conversation_id).where(messages.c.sent_at >= before)
    waiting = select(escalations.c.conversation_id).where(escalations.c.state.in_(OPEN_STATES))
    return (
        (func.coalesce(last_turn.scalar_subquery(), conversations.c.started_at) < before)
        & conversations.c.id.not_in(written_since)
        & conversations.c.id.not_in(waiting)
        & conversations.c.id.not_in(spared)
    )


def _turn_past(before: datetime, spared: Collection[str]) -> ColumnElement[bool]:
    unused = select(conversations.c.id).where(unused_conversations(before, spared))
    return turns.c.conversation_id.in_(unused)


def _draft_past(before: datetime, spared: Collection[str]) -> ColumnElement[bool]:
    """A draft goes with its turn, decided or not: an answer that nobody checked in all that time helps nobody."""
    return drafts.c.question_id.in_(select(turns.c.question_id).where(_turn_past(before, spared)))


def _figure_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    return review_figures.c.decided_at < before


def _conversation_past(before: datetime, spared: Collection[str]) -> ColumnElement[bool]:
    """A conversation that a kept request refers to stays as a row without a code until that request goes."""
    is_gone = conversations.c.code_sha256.startswith(GONE)
    referred_to = select(escalations.c.conversation_id)
    return or_(unused_conversations(before, spared), is_gone) & conversations.c.id.not_in(referred_to)


def _escalation_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    last_change = select(func.max(escalation_changes.c.at)).where(
        escalation_changes.c.escalation_id == escalations.c.id
    )
    ended_at = func.coalesce(last_change.scalar_subquery(), escalations.c.opened_at)
    return escalations.c.state.not_in(OPEN_STATES) & (ended_at < before)


def _message_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    return messages.c.escalation_id.in_(_past_escalations(before))


def _note_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    return case_notes.c.escalation_id.in_(_past_escalations(before))


def _resume_code_past(before: datetime, spared: Collection[str]) -> ColumnElement[bool]:
    """They go with what they open; a code that stands for nothing goes too."""
    closed = select(conversations.c.id).where(
        or_(unused_conversations(before, spared), conversations.c.code_sha256.startswith(GONE))
    )
    return resume_codes.c.conversation_id.in_(closed)


def _past_escalations(before: datetime) -> Select[tuple[str]]:
    return select(escalations.c.id).where(_escalation_past(before, ()))


def _changes_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    return escalation_changes.c.escalation_id.in_(_past_escalations(before))


def _contact_past(before: datetime, _spared: Collection[str]) -> ColumnElement[bool]:
    """They go with the end of their request; this is the second lock."""
    ended = select(escalations.c.id).where(escalations.c.state.not_in(OPEN_STATES))
    return (contacts.c.left_at < before) | contacts.c.escalation_id.in_(ended)
