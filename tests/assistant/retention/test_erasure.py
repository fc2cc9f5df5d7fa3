"""A conversation that its owner erases: no words, no bytes, no placeholder, and a case that is seen to be withdrawn."""

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from assistant.audit import Actor
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import conversations, escalation_changes, escalations, metadata, turns
from assistant.errors import ConversationUnknown
from assistant.escalation.contact import ContactDetails
from assistant.escalation.states import PERSON
from assistant.pipeline.events import TurnEnded
from assistant.retention.erasure import erase_conversation
from assistant.retention.purge import Purge
from assistant.settings import Retention
from assistant.vocabulary import CaseChange, Channel, EscalationState, Language
from guards.personal_data.vault import Vault
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, Gate, World, read_every_file

DETAILS = ContactDetails("+33 6 39 98 00 12", "le matin")


async def begin(world: World, *texts: str) -> str:
    code = (await world.services.start(Language.FRENCH, Channel.WEB)).code
    for text in texts:
        await world.services.answer_now(code, text)
    return code


def count(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        counts = {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
            if name != "audit_marker"
        }
    return {name: rows for name, rows in counts.items() if rows}


async def test_no_row_and_no_byte_of_an_erased_conversation_is_left(open_world: OpenWorld, tmp_path: Path) -> None:
    world = open_world()
    code = await begin(world, "Où est le potager aux hirondelles ?")
    other = await begin(world, "Où est le verger aux mésanges ?")
    conversation = (await world.services.transcript(code)).conversation
    hidden = ("hirondelles", conversation.id)
    written = read_every_file(tmp_path)
    assert all(value.encode() in written for value in hidden)

    await world.services.erase(code)
    with pytest.raises(ConversationUnknown):
        await world.services.transcript(code)
    written = read_every_file(tmp_path)
    assert not any(value.encode() in written for value in hidden)
    assert "mésanges".encode() in written or rb"m\u00e9sanges" in written
    assert len((await world.services.transcript(other)).answers) == 1
    assert (tmp_path / "conversations.sqlite-wal").stat().st_size == 0


async def test_many_conversations_come_and_go_and_leave_no_byte_behind(open_world: OpenWorld, tmp_path: Path) -> None:
    """Pages of the file are split and merged on the way: what was moved must not stay where it was."""
    world = open_world()
    codes = [await begin(world, f"Où est le jardin repere{number:03} ?") for number in range(60)]
    for code in codes[::2]:
        await world.services.erase(code)
    written = read_every_file(tmp_path)
    marks = [f"repere{number:03}".encode() in written for number in range(60)]
    assert marks == [False, True] * 30


async def test_an_unknown_code_erases_nothing(open_world: OpenWorld) -> None:
    world = open_world()
    await begin(world, QUESTION)
    before = count(world.engine)
    with pytest.raises(ConversationUnknown):
        await world.services.erase("no-such-code")
    assert count(world.engine) == before


async def test_an_open_request_is_withdrawn_without_any_text_and_the_agent_can_see_it(
    open_world: OpenWorld, tmp_path: Path
) -> None:
    world = open_world()
    code = await begin(world, "Où est le potager aux hirondelles ?")
    opened = await world.services.ask_for_person(code, DETAILS)
    await world.services.erase(code)
    assert count(world.engine) == {"conversations": 1, "escalations": 1, "escalation_changes": 3}
    with world.engine.connect() as connection:
        row = connection.execute(select(escalations)).one()
        last = connection.execute(select(escalation_changes).order_by(escalation_changes.c.id.desc())).first()
        kept_hash = connection.scalar(select(conversations.c.code_sha256))
    assert (row.id, row.state, row.version) == (opened.id, EscalationState.WITHDRAWN.value, opened.version + 1)
    assert row.note["questions"] == row.note["pages"] == row.note["shared"] == []
    assert row.note["added"] == ""
    assert last
    assert (last.who, last.what, last.why) == ("person", "withdrawn", "erased")
    assert kept_hash == f"gone-{opened.conversation_id}"
    assert b"hirondelles" not in read_every_file(tmp_path)
    with pytest.raises(ConversationUnknown):
        await world.services.transcript(code)


async def test_a_request_that_had_ended_goes_with_its_conversation(open_world: OpenWorld) -> None:
    world = open_world()
    code = await begin(world, QUESTION)
    opened = await world.services.ask_for_person(code)
    world.escalations.change(opened.id, CaseChange.WITHDRAWN, Actor(PERSON))
    await world.services.erase(code)
    assert count(world.engine) == {}


async def test_the_row_of_a_withdrawn_request_goes_at_its_time(open_world: OpenWorld) -> None:
    world = open_world()
    code = await begin(world, QUESTION)
    await world.services.ask_for_person(code)
    await world.services.erase(code)
    rules = Retention(escalation_days=1)
    assert Purge(world.engine, rules).run().holds
    assert count(world.engine)["escalations"] == 1
    with world.engine.begin() as connection:
        connection.execute(escalation_changes.update().values(at=func.datetime("now", "-2 days")))
        connection.execute(escalations.update().values(opened_at=func.datetime("now", "-2 days")))
    assert Purge(world.engine, rules).run().holds
    assert count(world.engine) == {}


async def test_erasing_stops_the_turn_under_way_and_nothing_of_it_is_kept(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    code = await begin(world)
    running = await world.services.ask(code, QUESTION)
    async with aclosing(running.follow()) as reader:
        await gate.reached.wait()
        await world.services.erase(code)
        events = [event async for _, event in reader]
    assert isinstance(events[-1], TurnEnded)  # whoever reads is let go
    assert running.task
    assert running.task.cancelled()
    assert world.services.find_busy() == frozenset()
    assert count(world.engine) == {}


async def test_what_a_turn_would_keep_after_the_erasure_is_refused_by_the_store(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    code = await begin(world)
    conversation = (await world.services.transcript(code)).conversation
    running = await world.services.ask(code, QUESTION)
    await gate.reached.wait()
    assert erase_conversation(world.engine, conversation.id)  # by another process
    gate.opened.set()
    assert running.task
    await asyncio.wait([running.task])
    assert count(world.engine) == {}


async def test_the_placeholders_of_an_erased_conversation_mean_nothing_any_more(open_world: OpenWorld) -> None:
    vault = Vault()
    world = open_world(forget_values=vault.forget)
    code = await begin(world)
    conversation = (await world.services.transcript(code)).conversation
    placeholder = vault.placeholder(conversation.id, "PERSON", "Dubosquet")
    await world.services.erase(code)
    assert vault.restore(conversation.id, placeholder) == placeholder
    assert len(vault) == 0


async def test_a_running_turn_keeps_its_conversation_through_a_purge(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    code = await begin(world)
    with world.engine.begin() as connection:
        connection.execute(conversations.update().values(started_at=func.datetime("now", "-40 days")))
    running = await world.services.ask(code, QUESTION)
    await gate.reached.wait()
    proof = await world.services.keeping.purge(world.services.find_busy)
    assert proof.holds
    gate.opened.set()
    assert running.task
    await asyncio.wait([running.task])
    assert len((await world.services.transcript(code)).answers) == 1


async def test_the_daily_purge_goes_on_after_one_that_failed(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    world = open_world()
    code = await begin(world)
    with world.engine.begin() as connection:
        connection.execute(conversations.update().values(started_at=func.datetime("now", "-40 days")))
    ran = asyncio.Event()
    loop = asyncio.get_running_loop()
    whole = Purge.run
    runs: list[int] = []

    def run(self: Purge) -> object:
        runs.append(1)
        if len(runs) == 1:
            raise OSError("a sentence about Dubosquet")
        proof = whole(self)
        loop.call_soon_threadsafe(ran.set)
        return proof

    monkeypatch.setattr(Purge, "run", run)
    keeping = world.services.keeping
    task = asyncio.create_task(keeping.purge_daily(world.services.find_busy, after_seconds=0, every_seconds=0))
    await ran.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    with pytest.raises(ConversationUnknown):
        ConversationStore(world.engine).find(code)
    assert "purge failed: OSError" in caplog.text
    assert "Dubosquet" not in caplog.text


async def write_at_the_desk(world: World, code: str) -> str:
    """An agent holds the request of a conversation, and everything that can be written of it is. Gives the case."""
    marie, desk = world.hire("marie"), world.services.desk
    opened = await world.services.ask_for_person(code, DETAILS, added="Voici mes jonquilles")
    await desk.claim(marie, opened.id, opened.version)
    await world.services.write_to_agent(code, "Voici mes tulipes")
    await desk.reply(marie, opened.id, "Voici des pivoines")
    await desk.note(marie, opened.id, "Voici des capucines")
    await world.services.make_resume_code(code)
    return opened.id


FLOWERS = ("jonquilles", "tulipes", "pivoines", "capucines")


async def test_messages_notes_and_the_code_to_come_back_go_with_the_conversation(
    open_world: OpenWorld, tmp_path: Path
) -> None:
    world = open_world()
    code = await begin(world, QUESTION)
    case_id = await write_at_the_desk(world, code)
    assert all(flower.encode() in read_every_file(tmp_path) for flower in FLOWERS)
    await world.services.erase(code)
    written = read_every_file(tmp_path)
    assert not any(flower.encode() in written for flower in FLOWERS)
    left = count(world.engine)
    assert not {"messages", "case_notes", "resume_codes", "contacts", "turns"} & set(left)
    case = world.escalations.find(case_id)
    assert (case.state, case.holder, case.note.added) == (EscalationState.WITHDRAWN, "", "")


async def test_what_was_written_goes_with_its_request_at_its_time(open_world: OpenWorld, tmp_path: Path) -> None:
    world = open_world()
    code = await begin(world, QUESTION)
    await write_at_the_desk(world, code)
    await world.services.withdraw(code)
    rules = Retention(conversation_days=10, escalation_days=1)
    assert Purge(world.engine, rules).run().holds
    assert count(world.engine)["messages"] == 2
    later = datetime.now(UTC) + timedelta(days=2)
    assert Purge(world.engine, rules).run(now=later).holds
    left = count(world.engine)
    assert not {"messages", "case_notes", "escalations", "escalation_changes"} & set(left)
    assert (left["conversations"], left["turns"], left["resume_codes"]) == (1, 1, 1)
    assert Purge(world.engine, rules).run(now=later + timedelta(days=10)).holds
    assert not {"conversations", "turns", "resume_codes"} & set(count(world.engine))
    assert not any(flower.encode() in read_every_file(tmp_path) for flower in FLOWERS)


async def test_a_conversation_in_which_somebody_wrote_lately_is_kept_with_its_answers(open_world: OpenWorld) -> None:
    world = open_world()
    code = await begin(world, QUESTION)
    await write_at_the_desk(world, code)
    await world.services.withdraw(code)
    with world.engine.begin() as connection:
        connection.execute(conversations.update().values(started_at=func.datetime("now", "-40 days")))
        connection.execute(turns.update().values(asked_at=func.datetime("now", "-40 days")))
    assert Purge(world.engine, Retention()).run().holds
    assert len((await world.services.transcript(code)).answers) == 1
