"""Several agents, people and the clock do things at random, often with a version that is no longer the newest, on a
real database. No case is lost, held twice, or changed by somebody who had not seen its last change."""

import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from assistant.audit import Actor
from assistant.conversation.database import open_database
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import audit, escalation_changes, escalations
from assistant.errors import CaseRefused
from assistant.escalation.case_lists import CaseLists
from assistant.escalation.states import PARVIS, PERSON, Standing, advance
from assistant.escalation.store import EscalationStore
from assistant.escalation.types import Escalation, HandoverNote
from assistant.vocabulary import (
    OPEN_STATES,
    CaseChange,
    CaseRefusal,
    Channel,
    EscalationReason,
    EscalationState,
    Language,
    Queue,
    Role,
)

AGENTS = ("anne", "bruno", "chloe")
NOTE = HandoverNote(("Où ?",), (), "missing_none", "fr")
NEVER_AGAIN = (CaseChange.OFFERED, CaseChange.ACCEPTED, CaseChange.DECLINED)

steps = st.tuples(
    st.integers(0, 2),  # which case
    st.sampled_from([what for what in CaseChange if what not in NEVER_AGAIN]),
    st.sampled_from([*AGENTS, PERSON, PARVIS]),
    st.sampled_from([*AGENTS, "service:État civil"]),
    st.integers(0, 2),  # how old the version is that they have seen
)


@cache
def make_empty_database() -> bytes:
    """Migrated once: each example begins with a copy."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "conversations.sqlite"
        open_database(f"sqlite:///{file}").dispose()
        return file.read_bytes()


@contextmanager
def open_desk() -> Iterator[tuple[Engine, EscalationStore, list[Escalation]]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "conversations.sqlite"
        file.write_bytes(make_empty_database())
        engine = open_database(f"sqlite:///{file}")
        store, conversations = EscalationStore(engine), ConversationStore(engine)
        cases = [
            store.open(conversations.start(Language.FRENCH, Channel.WEB).id, EscalationReason.ASKED, NOTE)
            for _ in range(3)
        ]
        yield engine, store, cases
        engine.dispose()


def act_as(who: str) -> Actor:
    return Actor(who, Role.AGENT.value if who in AGENTS else "")


def attempt(
    store: EscalationStore, case_id: str, what: CaseChange, actor: Actor, *, version: int, to: str = ""
) -> Escalation | CaseRefusal:
    """The case after the change, or why there was none."""
    try:
        return store.change(case_id, what, actor, version=version, to=to)
    except CaseRefused as refusal:
        return refusal.reason


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, max_size=25))
def test_no_case_is_lost_held_twice_or_changed_with_an_old_version(
    sequence: Sequence[tuple[int, CaseChange, str, str, int]],
) -> None:
    with open_desk() as (engine, store, cases):
        done = {case.id: [CaseChange.OFFERED, CaseChange.ACCEPTED] for case in cases}
        for number, what, who, to, age in sequence:
            before = store.find(cases[number].id)
            expected = before.version - age
            after = attempt(store, before.id, what, act_as(who), version=expected, to=to)
            if isinstance(after, CaseRefusal):
                assert store.find(before.id) == before
                assert (after is CaseRefusal.CHANGED) <= (age > 0)
                continue
            assert age == 0, "an old version changed a case"
            assert after.version == before.version + 1
            assert after.standing == advance(before.standing, what, who, to=to)
            done[before.id].append(what)
        check_all(engine, cases, done)


def check_all(engine: Engine, cases: Sequence[Escalation], done: dict[str, list[CaseChange]]) -> None:
    """Each case is in one list of each agent, in one hand at most, and every change is a row."""
    lists = CaseLists(engine)
    shown_to = {
        agent: [listed.case.id for queue in Queue for listed in lists.page(queue, agent, after="", limit=50).cases]
        for agent in AGENTS
    }
    for agent in AGENTS:
        assert sorted(shown_to[agent]) == sorted(case.id for case in cases), f"lost to {agent}"
    with engine.connect() as connection:
        rows = connection.execute(select(escalations)).all()
        changes = connection.execute(select(escalation_changes).order_by(escalation_changes.c.id)).all()
        audited = connection.execute(select(audit)).all()
    for row in rows:
        assert bool(row.holder) is (row.state == EscalationState.CLAIMED.value)
        assert bool(row.addressee) is (row.state == EscalationState.FORWARDED.value)
    for case in cases:
        mine = [change for change in changes if change.escalation_id == case.id]
        assert [change.what for change in mine] == done[case.id]
        assert all(change.who and change.at for change in mine)
    assert len(audited) == sum(change.who in AGENTS for change in changes)


def test_of_many_who_claim_at_once_one_holds_the_case() -> None:
    with open_desk() as (engine, store, cases):
        agents = [f"agent{number}" for number in range(12)]
        case = cases[0]

        def claim(agent: str) -> bool:
            actor = Actor(agent, Role.AGENT.value)
            claimed = attempt(store, case.id, CaseChange.CLAIMED, actor, version=case.version)
            assert isinstance(claimed, Escalation) or claimed in {CaseRefusal.CHANGED, CaseRefusal.HELD}
            return isinstance(claimed, Escalation)

        with ThreadPoolExecutor(12) as pool:
            won = list(pool.map(claim, agents))
        assert sum(won) == 1
        assert store.find(case.id).holder == agents[won.index(True)]
        assert sum(CaseLists(engine).count(agent)[Queue.MINE] for agent in agents) == 1


def test_of_many_requests_of_one_conversation_one_is_made() -> None:
    with open_desk() as (engine, store, _):
        conversation = ConversationStore(engine).start(Language.FRENCH, Channel.WEB).id
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda _: store.open(conversation, EscalationReason.ASKED, NOTE).id, range(8)))
        assert len(set(made)) == 1


@pytest.mark.parametrize("state", OPEN_STATES)
def test_the_database_itself_refuses_a_second_open_request(state: str) -> None:
    with open_desk() as (engine, _, cases), engine.connect() as connection:
        row = connection.execute(select(escalations).where(escalations.c.id == cases[0].id)).one()
        twin = {**row._mapping, "id": "f" * 32, "state": state}
        with pytest.raises(Exception, match="UNIQUE"):
            connection.execute(escalations.insert().values(twin))


def test_a_change_without_a_version_leaves_it_where_it_adds_and_moves_it_where_it_changes() -> None:
    with open_desk() as (_, store, cases):
        claimed = store.change(cases[0].id, CaseChange.CLAIMED, act_as("anne"))
        assert claimed.version == cases[0].version + 1
        assert store.change(cases[0].id, CaseChange.REPLIED, act_as("anne")).version == claimed.version
        assert claimed.standing == Standing(EscalationState.CLAIMED, "anne")
