import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest
from sqlalchemy import Engine

from assistant.audit import Actor
from assistant.conversation.store import ConversationStore
from assistant.escalation.feed import Bell, Cursor, DeskFeed, DeskNews, read_cursor
from assistant.escalation.message_store import MessageStore
from assistant.escalation.store import EscalationStore
from assistant.escalation.types import Escalation, HandoverNote
from assistant.vocabulary import CaseChange, Channel, EscalationReason, Language

NOTE = HandoverNote(("Où ?",), (), "missing_none", "fr")


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def feed(engine: Engine, bell: Bell) -> DeskFeed:
    return DeskFeed(engine, bell)


def open_case(engine: Engine, reason: EscalationReason = EscalationReason.ASKED) -> Escalation:
    conversation = ConversationStore(engine).start(Language.FRENCH, Channel.WEB).id
    return EscalationStore(engine).open(conversation, reason, NOTE)


async def take(news: AsyncGenerator[DeskNews, None], count: int) -> list[DeskNews]:
    async with asyncio.timeout(10):
        return [await anext(news) for _ in range(count)]


async def test_what_happens_after_the_beginning_is_told_and_nothing_before(
    engine: Engine, bell: Bell, feed: DeskFeed
) -> None:
    open_case(engine)
    async with aclosing(feed.follow()) as news:
        first = asyncio.ensure_future(anext(news))
        await asyncio.sleep(0.05)
        case = open_case(engine, EscalationReason.DANGER)
        bell.ring()
        told = await first
        assert (told.name, told.case_id, told.what) == ("case", case.id, CaseChange.ACCEPTED)
        assert (told.is_new, told.is_urgent) == (True, True)
        EscalationStore(engine).change(case.id, CaseChange.CLAIMED, Actor("marie"))
        MessageStore(engine).keep_from_person(case.conversation_id, "Bonjour", ())
        bell.ring()
        claimed, written = await take(news, 2)
    assert (claimed.what, claimed.who, claimed.is_new) == (CaseChange.CLAIMED, "marie", False)
    assert (written.what, written.who, written.case_id) == (None, "person", case.id)


async def test_after_a_break_everything_since_is_told_once_and_in_order_by_another_server_too(engine: Engine) -> None:
    case = open_case(engine)
    store = EscalationStore(engine)
    async with aclosing(DeskFeed(engine, Bell()).follow("0.0")) as news:
        (_, accepted) = await take(news, 2)
    for what in (CaseChange.CLAIMED, CaseChange.REPLIED, CaseChange.RELEASED):
        store.change(case.id, what, Actor("marie"))
    MessageStore(engine).keep_from_person(case.conversation_id, "Bonjour", ())
    async with aclosing(DeskFeed(engine, Bell()).follow(str(accepted.cursor))) as news:
        told = await take(news, 5)
    assert [(one.name, one.what) for one in told] == [
        ("presence", None),  # who came and went meanwhile is in no table
        ("case", CaseChange.CLAIMED),
        ("case", CaseChange.REPLIED),
        ("case", CaseChange.RELEASED),
        ("case", None),
    ]
    assert told[3].is_new
    cursors = [one.cursor for one in told]
    assert cursors == sorted(cursors)


@pytest.mark.parametrize("last", ["?", "1", "1.2.3", "99.0", "0.99", "-1.0"])
async def test_an_event_that_cannot_be_resumed_from_is_told_to_read_everything_again(
    engine: Engine, feed: DeskFeed, last: str
) -> None:
    open_case(engine)
    async with aclosing(feed.follow(last)) as news:
        (first,) = await take(news, 1)
    assert first.name == "reset"
    assert first.cursor == Cursor(2, 0)


async def test_too_much_to_tell_is_a_reset_and_not_a_flood(engine: Engine, feed: DeskFeed) -> None:
    case = open_case(engine)
    for _ in range(201):
        MessageStore(engine).keep_from_person(case.conversation_id, "Bonjour", ())
    async with aclosing(feed.follow("0.0")) as news:
        _, first = await take(news, 2)
    assert (first.name, first.cursor) == ("reset", Cursor(2, 201))


async def test_what_is_in_no_table_is_told_to_whoever_listens(engine: Engine, bell: Bell, feed: DeskFeed) -> None:
    bell.tell("presence", "paul")
    async with aclosing(feed.follow()) as news:
        first = asyncio.ensure_future(anext(news))
        await asyncio.sleep(0.05)
        bell.tell("presence", "marie")
        bell.tell("training", "marie")
        assert [(await first).who, (await take(news, 1))[0].name] == ["marie", "training"]


async def test_a_ring_between_looking_and_waiting_is_not_missed(engine: Engine, bell: Bell, feed: DeskFeed) -> None:
    """Whoever looks takes the bell first: a change at any moment wakes them."""
    async with aclosing(feed.follow("0.0")) as news:
        await take(news, 1)
        for _ in range(20):
            waiting = asyncio.ensure_future(take(news, 1))
            case = await asyncio.to_thread(open_case, engine)
            bell.ring()
            (told,) = await waiting
            assert told.case_id == case.id


@pytest.mark.parametrize(("written", "cursor"), [("3.4", Cursor(3, 4)), ("", None), ("3", None), ("a.b", None)])
def test_a_cursor_is_written_and_read(written: str, cursor: Cursor | None) -> None:
    assert read_cursor(written) == cursor
    assert cursor is None or str(cursor) == written
