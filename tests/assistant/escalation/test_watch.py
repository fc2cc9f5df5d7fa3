"""Time passes over cases: nobody waits for an agent who is gone, and no request ends in silence."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.audit import Actor
from assistant.escalation.contact import ContactDetails
from assistant.escalation.feed import Cursor
from assistant.messages.catalogue import read_messages
from assistant.settings import DeskSettings
from assistant.vocabulary import CaseChange, Channel, EscalationState, Language
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import World

DESK = DeskSettings(
    public_holidays=False, expire_after_hours=4, forwarded_hours=2, holder_gone_minutes=20, services=("État civil",)
)


class Clock:
    def __init__(self) -> None:
        self.hours = 0.0

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(hours=self.hours)


async def begin(world: World, contact: ContactDetails | None = None) -> tuple[str, str]:
    code = (await world.services.start(Language.FRENCH, Channel.WEB)).code
    return code, (await world.services.ask_for_person(code, contact)).id


async def pass_time(world: World, hours: float) -> int:
    clock = Clock()
    clock.hours = hours
    world.hand_off.watch.clock = clock
    return await world.hand_off.watch.look()


async def test_a_request_that_nobody_took_ends_with_a_message_that_says_what_to_do(open_world: OpenWorld) -> None:
    world = open_world(desk=DESK)
    code, case_id = await begin(world)
    assert await pass_time(world, 3.9) == 0
    assert await pass_time(world, 4.1) == 1
    assert world.escalations.find(case_id).state is EscalationState.EXPIRED
    exchange = (await world.services.transcript(code)).exchange
    assert [change.what for change in exchange.changes] == [CaseChange.ACCEPTED, CaseChange.EXPIRED]
    assert all(read_messages().has("handoff.change.expired", language) for language in Language)
    assert await pass_time(world, 100) == 0


async def test_whoever_left_a_way_to_be_reached_is_called_back_instead(open_world: OpenWorld) -> None:
    world = open_world(desk=DESK)
    code, case_id = await begin(world, ContactDetails("+33 6 39 98 00 12"))
    assert await pass_time(world, 4.1) == 1
    assert world.escalations.find(case_id).state is EscalationState.CALL_BACK
    await world.services.erase_contact(code)
    assert await pass_time(world, 4.2) == 1  # nobody can be called any more: it waits again
    assert world.escalations.find(case_id).state is EscalationState.WAITING


async def test_only_open_hours_count(open_world: OpenWorld) -> None:
    closed = DESK.model_copy(
        update={"closed_dates": tuple(datetime.now(UTC).date() + timedelta(d) for d in range(-1, 9))}
    )
    world = open_world(desk=closed)
    _, case_id = await begin(world)
    assert await pass_time(world, 100) == 0
    assert world.escalations.find(case_id).state is EscalationState.WAITING


async def test_a_case_that_waits_for_one_service_is_everybodys_again(open_world: OpenWorld) -> None:
    world = open_world(desk=DESK)
    _, case_id = await begin(world)
    world.escalations.change(case_id, CaseChange.CLAIMED, Actor("marie"))
    world.escalations.change(case_id, CaseChange.FORWARDED, Actor("marie"), to="service:État civil")
    assert await pass_time(world, 1.9) == 0
    assert await pass_time(world, 2.1) == 1
    assert world.escalations.find(case_id).state is EscalationState.WAITING


@pytest.mark.parametrize("minutes", [19, 21])
async def test_a_person_does_not_wait_for_an_agent_who_is_gone(open_world: OpenWorld, minutes: int) -> None:
    world = open_world(desk=DESK)
    now = [1000.0]
    world.hand_off.watch.presence._clock = lambda: now[0]
    code, case_id = await begin(world)
    world.services.desk.presence.see("marie")
    world.escalations.change(case_id, CaseChange.CLAIMED, Actor("marie"))
    now[0] += minutes * 60
    assert await pass_time(world, 0) == (minutes > 20)
    assert (await world.services.transcript(code)).is_held is (minutes < 20)


async def test_who_was_faster_than_the_clock_keeps_the_case(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = open_world(desk=DESK)
    _, case_id = await begin(world)
    watch = world.hand_off.watch
    watch.clock = lambda: datetime.now(UTC) + timedelta(hours=5)
    due = list(watch._due())
    world.escalations.change(case_id, CaseChange.CLAIMED, Actor("marie"))
    monkeypatch.setattr(type(watch), "_due", lambda _: iter(due))
    assert await watch.look() == 0
    assert world.escalations.find(case_id).holder == "marie"


async def test_the_person_is_told_live(open_world: OpenWorld) -> None:
    world = open_world(desk=DESK)
    code, _ = await begin(world)
    conversation = await world.services.find_conversation(code)
    exchanges = world.services.requests.follow(conversation.id, Cursor())
    assert [change.what for change in (await anext(exchanges)).changes] == [CaseChange.ACCEPTED]
    await pass_time(world, 5)
    assert [change.what for change in (await anext(exchanges)).changes] == [CaseChange.EXPIRED]
    with pytest.raises(StopAsyncIteration):
        await anext(exchanges)
