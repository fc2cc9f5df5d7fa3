"""Keeps the drafts that agents check, and what they decided. Synchronous; callers in the event loop hop to a thread."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, and_, func, insert, or_, select, update

from assistant.audit import Actor, name_row, record
from assistant.conversation.database import writing
from assistant.conversation.store import Beside, dump_answer, load_answer, replace_answer
from assistant.conversation.tables import drafts, review_figures, turns
from assistant.conversation.types import Answer
from assistant.errors import DraftRefused
from assistant.governance.distance import edit_distance
from assistant.governance.types import Decision, Draft
from assistant.pipeline.turn import Turn
from assistant.vocabulary import AnswerStatus, AuditAction, CaseRefusal, DraftVerdict

_UNDECIDED = ""
_LONGEST_THEME = 120

Revise = Callable[[Answer, Draft, Decision, datetime], Answer]
"""From the answer that is shown, its draft and the decision to the answer that takes its place."""


@dataclass(frozen=True, slots=True)
class DraftStore:
    """Owns the table ``drafts`` and writes ``review_figures``."""

    engine: Engine
    sample_share: float = 0.0
    """Share of the answers given that an agent reads again, 0 to 1."""
    draw: Callable[[], float] = random.random
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def find_beside(self, turn: Turn, answer: Answer) -> Beside | None:
        """What keeps the draft of a turn with it; None for a turn that nobody is to read."""
        if answer.status is AnswerStatus.AWAITS_REVIEW and turn.draft is not None:
            made, waits = turn.draft, True
        elif answer.status is AnswerStatus.ANSWERED and self.draw() < self.sample_share:
            made, waits = answer, False
        else:
            return None
        theme = turn.pages[0].document.theme[:_LONGEST_THEME] if turn.pages else ""
        return lambda connection: self.add(connection, made, theme, waits_for_approval=waits)

    def add(self, connection: Connection, made: Answer, theme: str, *, waits_for_approval: bool) -> None:
        """Keep an answer as the assistant made it, beside its turn."""
        connection.execute(
            insert(drafts).values(
                id=uuid.uuid4().hex,
                question_id=made.question.id,
                version=1,
                waits_for_approval=waits_for_approval,
                answer=dump_answer(made),
                theme=theme,
                made_at=self.clock(),
                holder="",
                verdict=_UNDECIDED,
                sent_text="",
                why="",
            )
        )

    def page(self, *, after: str = "", limit: int = 50) -> tuple[Draft, ...]:
        """Undecided drafts: those that somebody waits for first, the oldest first; from the one after an id."""
        query = _drafts().where(drafts.c.verdict == _UNDECIDED)
        with self.engine.connect() as connection:
            last = connection.execute(select(drafts).where(drafts.c.id == after)).first() if after else None
            if last is not None:
                query = query.where(_comes_after(last))
            ordered = query.order_by(drafts.c.waits_for_approval.desc(), drafts.c.made_at, drafts.c.id)
            return tuple(map(_read, connection.execute(ordered.limit(limit))))

    def count_waiting(self) -> int:
        """How many somebody waits for."""
        waiting = drafts.c.waits_for_approval & (drafts.c.verdict == _UNDECIDED)
        with self.engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(drafts).where(waiting)) or 0

    def find(self, draft_id: str) -> Draft:
        """Raises :class:`DraftRefused`."""
        with self.engine.connect() as connection:
            return _read(_row(connection, draft_id))

    def decide(self, draft_id: str, version: int, decision: Decision, actor: Actor, revise: Revise) -> Draft:
        """Write a decision, once, and what it makes of the person's conversation, in one transaction.

        Raises :class:`DraftRefused`: for a draft that is gone, or that somebody decided meanwhile.
        """
        now = self.clock()
        with writing(self.engine) as connection:
            draft = _read(_row(connection, draft_id))
            sent = sent_text(draft, decision)
            distance = edit_distance(draft.answer.text, sent) if decision.verdict is DraftVerdict.EDITED else None
            taken = connection.execute(
                update(drafts)
                .where(drafts.c.id == draft_id, drafts.c.version == version, drafts.c.verdict == _UNDECIDED)
                .values(
                    version=version + 1,
                    holder=actor.who,
                    verdict=decision.verdict.value,
                    sent_text=sent,
                    why=decision.why,
                    distance=distance,
                    decided_at=now,
                )
            )
            if not taken.rowcount:
                raise DraftRefused(CaseRefusal.CHANGED, holder=draft.holder)
            kept = select(turns.c.answer).where(turns.c.question_id == draft.answer.question.id)
            replace_answer(connection, revise(load_answer(connection.scalar(kept)), draft, decision, now))
            self._write_figures(connection, draft, decision, distance, now)
            details = {"verdict": decision.verdict.value, "reason": decision.reason.value if decision.reason else ""}
            record(connection, actor, AuditAction.DRAFT_DECIDED, name_row("draft", draft_id), at=now, **details)
            return _read(_row(connection, draft_id))

    @staticmethod
    def _write_figures(
        connection: Connection, draft: Draft, decision: Decision, distance: float | None, now: datetime
    ) -> None:
        connection.execute(
            insert(review_figures).values(
                decided_at=now,
                waited=draft.waits_for_approval,
                verdict=decision.verdict.value,
                reason=decision.reason.value if decision.reason else "",
                theme=draft.theme,
                distance=distance,
                seconds=max(0, int((now - draft.made_at).total_seconds())),
            )
        )

    def rejected(self) -> tuple[Draft, ...]:
        """Every draft that was rejected and is still kept, the oldest first."""
        query = _drafts().where(drafts.c.verdict == DraftVerdict.REJECTED.value).order_by(drafts.c.made_at, drafts.c.id)
        with self.engine.connect() as connection:
            return tuple(map(_read, connection.execute(query)))


def sent_text(draft: Draft, decision: Decision) -> str:
    """What the person reads in the end of the agent's or of the assistant's words."""
    return draft.answer.text if decision.verdict is DraftVerdict.APPROVED else decision.text


def _drafts() -> Select[tuple[object, ...]]:
    return select(drafts, turns.c.conversation_id).join(turns, turns.c.question_id == drafts.c.question_id)


def _comes_after(last: Row[tuple[object, ...]]) -> ColumnElement[bool]:
    same = drafts.c.waits_for_approval == last.waits_for_approval
    later = or_(drafts.c.made_at > last.made_at, and_(drafts.c.made_at == last.made_at, drafts.c.id > last.id))
    follows = and_(same, later)
    return or_(follows, drafts.c.waits_for_approval.is_(False)) if last.waits_for_approval else follows


def _row(connection: Connection, draft_id: str) -> Row[tuple[object, ...]]:
    row = connection.execute(_drafts().where(drafts.c.id == draft_id)).first()
    if row is None:
        raise DraftRefused(CaseRefusal.UNKNOWN)
    return row


def _read(row: Row[tuple[object, ...]]) -> Draft:
    return Draft(
        id=row.id,
        version=row.version,
        conversation_id=row.conversation_id,
        answer=load_answer(row.answer),
        theme=row.theme,
        waits_for_approval=row.waits_for_approval,
        made_at=row.made_at,
        holder=row.holder,
        verdict=DraftVerdict(row.verdict) if row.verdict else None,
        sent_text=row.sent_text,
        why=row.why,
    )
