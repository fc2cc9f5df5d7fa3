"""A draft is decided once, whoever comes at the same time, and goes with its conversation."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from assistant.audit import Actor, AuditTrail
from assistant.conversation.database import open_database
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import drafts, review_figures
from assistant.conversation.types import Answer
from assistant.errors import DraftRefused
from assistant.governance.drafts import DraftStore
from assistant.governance.types import Decision, Draft
from assistant.retention.erasure import erase_conversation
from assistant.vocabulary import (
    AnswerStatus,
    AuditAction,
    CaseRefusal,
    Channel,
    DraftVerdict,
    Language,
    ReviewReason,
)
from tests.assistant.fakes import make_answer

AGENTS = (Actor("marie", "agent"), Actor("paul", "agent"))
APPROVE = Decision(DraftVerdict.APPROVED)
EDIT = Decision(DraftVerdict.EDITED, "Allez à la mairie.", ReviewReason.INCOMPLETE)
REJECT = Decision(DraftVerdict.REJECTED, "", ReviewReason.WRONG_PAGE, "voir une autre page")


def show_nothing_else(shown: Answer, _draft: Draft, _decision: Decision, _at: datetime) -> Answer:
    return shown


def add_draft(engine: Engine, number: int = 0, *, waits: bool = True) -> str:
    """A conversation of one turn that waits; the id of its conversation."""
    conversations = ConversationStore(engine)
    conversation = conversations.start(Language.FRENCH, Channel.WEB)
    status = AnswerStatus.AWAITS_REVIEW if waits else AnswerStatus.ANSWERED
    answer = make_answer(status, id_=f"question-{number:03}", conversation_id=conversation.id)
    store = DraftStore(engine)
    conversations.keep(answer, lambda connection: store.add(connection, answer, "Jardins", waits_for_approval=waits))
    return conversation.id


def count(engine: Engine, table: object) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


def test_those_that_somebody_waits_for_come_first_and_no_page_is_cut(engine: Engine) -> None:
    for number in range(4):
        add_draft(engine, number, waits=False)
    for number in range(4, 9):
        add_draft(engine, number)
    store = DraftStore(engine)
    whole = store.page()
    assert [draft.waits_for_approval for draft in whole] == [True] * 5 + [False] * 4
    assert [draft.made_at for draft in whole[:5]] == sorted(draft.made_at for draft in whole[:5])
    listed: list[Draft] = []
    while page := store.page(after=listed[-1].id if listed else "", limit=2):
        listed += page
    assert listed == list(whole)


def test_a_list_goes_on_after_a_draft_that_was_decided_meanwhile(engine: Engine) -> None:
    for number in range(3):
        add_draft(engine, number)
    store = DraftStore(engine)
    first, second, third = store.page()
    store.decide(first.id, 1, APPROVE, AGENTS[0], show_nothing_else)
    assert store.page(after=first.id) == (second, third)
    assert store.page() == (second, third)


@pytest.mark.parametrize(("decision", "distance"), [(APPROVE, None), (EDIT, 1.0), (REJECT, None)])
def test_a_decision_is_written_with_its_figures_and_its_audit(
    engine: Engine, decision: Decision, distance: float | None
) -> None:
    add_draft(engine)
    store = DraftStore(engine)
    (draft,) = store.page()
    decided = store.decide(draft.id, 1, decision, AGENTS[0], show_nothing_else)
    assert (decided.version, decided.verdict, decided.holder) == (2, decision.verdict, "marie")
    assert decided.why == decision.why
    with engine.connect() as connection:
        figures = connection.execute(select(review_figures)).one()
    reason = decision.reason.value if decision.reason else ""
    assert (figures.verdict, figures.reason, figures.theme, figures.waited) == (
        decision.verdict,
        reason,
        "Jardins",
        True,
    )
    assert figures.distance == distance
    row = AuditTrail(engine).page()[0]
    assert (row.who, row.what, row.subject) == ("marie", AuditAction.DRAFT_DECIDED, f"draft/{draft.id[:12]}")
    assert row.details == {"verdict": decision.verdict.value, "reason": reason}


def test_what_cannot_be_shown_to_the_person_is_not_decided(engine: Engine) -> None:
    def fail(*_: object) -> Answer:
        raise OSError

    add_draft(engine)
    store = DraftStore(engine)
    (draft,) = store.page()
    with pytest.raises(OSError):
        store.decide(draft.id, 1, APPROVE, AGENTS[0], fail)
    assert store.page() == (draft,)
    assert count(engine, review_figures) == 0


def test_an_erased_conversation_takes_its_draft_along_and_leaves_the_figures(engine: Engine) -> None:
    kept, gone = add_draft(engine, 1), add_draft(engine, 2)
    store = DraftStore(engine)
    for draft in store.page():
        store.decide(draft.id, 1, APPROVE, AGENTS[0], show_nothing_else)
    erase_conversation(engine, gone)
    assert count(engine, drafts) == 1
    assert count(engine, review_figures) == 2
    assert ConversationStore(engine).answers(kept)


def test_a_draft_whose_conversation_was_erased_can_be_decided_by_nobody(engine: Engine) -> None:
    conversation = add_draft(engine)
    store = DraftStore(engine)
    (draft,) = store.page()
    erase_conversation(engine, conversation)
    with pytest.raises(DraftRefused) as refused:
        store.decide(draft.id, 1, APPROVE, AGENTS[0], show_nothing_else)
    assert refused.value.reason is CaseRefusal.UNKNOWN


def attempt(
    store: DraftStore, draft_id: str, version: int, decision: Decision, agent: Actor
) -> tuple[CaseRefusal, str] | None:
    """Why a decision was not taken, and who had decided; None when it was."""
    try:
        store.decide(draft_id, version, decision, agent, show_nothing_else)
    except DraftRefused as refused:
        return refused.reason, refused.holder
    return None


MOVES = st.lists(
    st.tuples(
        st.sampled_from(AGENTS),
        st.sampled_from(("read", "decide")),
        st.integers(0, 2),
        st.sampled_from((APPROVE, EDIT, REJECT)),
    ),
    max_size=24,
)


@settings(max_examples=40, deadline=None)
@given(moves=MOVES)
def test_two_agents_never_decide_one_draft_and_the_first_decision_stands(
    moves: list[tuple[Actor, str, int, Decision]],
) -> None:
    """Each agent acts on what they read last, however old it is."""
    with TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/conversations.sqlite")
        for number in range(3):
            add_draft(engine, number)
        store = DraftStore(engine)
        ids = [draft.id for draft in store.page()]
        seen = {(agent.who, number): 1 for agent in AGENTS for number in range(3)}
        stands: dict[int, tuple[str, DraftVerdict]] = {}
        for agent, move, number, decision in moves:
            if move == "read":
                seen[agent.who, number] = store.find(ids[number]).version
                continue
            told = attempt(store, ids[number], seen[agent.who, number], decision, agent)
            if number in stands:
                assert told == (CaseRefusal.CHANGED, stands[number][0])
            else:
                assert told is None
                stands[number] = (agent.who, decision.verdict)
        for number, draft_id in enumerate(ids):
            kept = store.find(draft_id)
            assert ((kept.holder, kept.verdict) if kept.verdict else None) == stands.get(number)
            assert kept.version == (2 if number in stands else 1)
        assert count(engine, review_figures) == len(stands)
        assert len(store.page()) == 3 - len(stands)
        engine.dispose()


def test_twenty_agents_at_the_same_moment_leave_one_decision(engine: Engine) -> None:
    add_draft(engine)
    store = DraftStore(engine)
    (draft,) = store.page()

    def decide(number: int) -> str:
        try:
            return store.decide(draft.id, 1, APPROVE, Actor(f"agent{number}", "agent"), show_nothing_else).holder
        except DraftRefused as refused:
            return refused.reason.value

    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(decide, range(20)))
    assert told.count(CaseRefusal.CHANGED.value) == 19
    assert count(engine, review_figures) == 1
