from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, update

from assistant.audit import Actor
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import escalations
from assistant.escalation.store import EscalationStore
from assistant.escalation.types import HandoverNote
from assistant.escalation.waiting import FEWEST_CASES, PastWait, PastWaits, estimate_wait
from assistant.vocabulary import CaseChange, Channel, EscalationReason, Language, Wait

TEN = [PastWait(timedelta(minutes=10), place=1, agents=1)] * FEWEST_CASES


def test_nothing_is_said_of_too_few_cases_or_when_nobody_is_there() -> None:
    assert estimate_wait(TEN[1:], place=1, agents=1) is Wait.UNKNOWN
    assert estimate_wait(TEN, place=1, agents=0) is Wait.UNKNOWN
    unknown = [PastWait(timedelta(minutes=10), place=0, agents=0)] * 50
    assert estimate_wait(unknown, place=1, agents=1) is Wait.UNKNOWN


@pytest.mark.parametrize(
    ("place", "agents", "expected"),
    [
        (1, 1, Wait.QUARTER),
        (3, 1, Wait.HALF_HOUR),
        (3, 3, Wait.QUARTER),
        (6, 1, Wait.HOUR),
        (12, 1, Wait.TWO_HOURS),
        (24, 1, Wait.HALF_DAY),
        (25, 1, Wait.LONG),
    ],
)
def test_the_wait_grows_with_the_queue_and_shrinks_with_the_agents(place: int, agents: int, expected: Wait) -> None:
    assert estimate_wait(TEN, place=place, agents=agents) is expected


def test_past_waits_are_compared_by_their_place_and_by_how_many_agents_there_were() -> None:
    """Half an hour from the sixth place with two agents tells as much as ten minutes from the first with one."""
    crowded = [PastWait(timedelta(minutes=30), place=6, agents=2)] * FEWEST_CASES
    assert {wait.pace for wait in (*TEN, *crowded)} == {timedelta(minutes=10)}


def test_one_long_wait_does_not_move_the_middle() -> None:
    late = PastWait(timedelta(days=2), place=1, agents=1)
    assert estimate_wait([*TEN, late], place=1, agents=1) is Wait.QUARTER


def test_waits_are_read_from_the_cases_that_were_taken_and_not_from_urgent_ones(engine: Engine) -> None:
    store, conversations = EscalationStore(engine), ConversationStore(engine)
    now = datetime.now(UTC)
    for reason in (EscalationReason.ASKED, EscalationReason.DANGER, EscalationReason.ASKED):
        conversation = conversations.start(Language.FRENCH, Channel.WEB).id
        case = store.open(conversation, reason, HandoverNote((), (), "missing_none", "fr"), agents=2)
        store.change(case.id, CaseChange.CLAIMED, Actor("marie"))
        with engine.begin() as connection:
            this = escalations.c.id == case.id
            moments = {"opened_at": now - timedelta(minutes=12), "claimed_at": now - timedelta(minutes=2)}
            connection.execute(update(escalations).where(this).values(moments))
    waits = PastWaits(engine, lambda begins, ends: ends - begins)
    assert waits.read(now) == (PastWait(timedelta(minutes=10), 1, 2),) * 2
    assert waits.read(now + timedelta(days=40)) == ()


def test_a_case_taken_twice_waited_until_the_first_time(engine: Engine) -> None:
    store = EscalationStore(engine)
    conversation = ConversationStore(engine).start(Language.FRENCH, Channel.WEB).id
    case = store.open(conversation, EscalationReason.ASKED, HandoverNote((), (), "missing_none", "fr"), agents=1)
    moments = []
    for what in (CaseChange.CLAIMED, CaseChange.RELEASED, CaseChange.CLAIMED):
        store.change(case.id, what, Actor("marie"))
        with engine.connect() as connection:
            moments.append(connection.scalar(escalations.select().with_only_columns(escalations.c.claimed_at)))
    assert moments[0] is not None
    assert len(set(moments)) == 1
