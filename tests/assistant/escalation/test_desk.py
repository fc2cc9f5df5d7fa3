"""What agents do with cases, on the whole assistant."""

import asyncio
from dataclasses import replace

import pytest

from assistant.errors import CaseRefused
from assistant.escalation.contact import ContactDetails
from assistant.vocabulary import (
    Author,
    CallBackOutcome,
    CaseChange,
    CaseLabel,
    CaseRefusal,
    Channel,
    ClosingReason,
    EscalationState,
    Language,
    Presence,
    Queue,
    Role,
)
from guards.types import Outcome
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, TITLE, DecidedGuard, World

DETAILS = ContactDetails("+33 6 39 98 00 12", "le matin")


async def ask_for_person(world: World, *, contact: ContactDetails | None = None) -> tuple[str, str]:
    """Code of a conversation, and its case."""
    code = (await world.services.start(Language.FRENCH, Channel.WEB)).code
    await world.services.answer_now(code, QUESTION)
    case = await world.services.ask_for_person(code, contact)
    return code, case.id


def version(world: World, case_id: str) -> int:
    return world.escalations.find(case_id).version


async def test_a_case_is_taken_answered_and_closed_and_the_person_reads_all_of_it(open_world: OpenWorld) -> None:
    world = open_world()
    marie, desk = world.hire("marie"), world.services.desk
    code, case_id = await ask_for_person(world)
    await desk.claim(marie, case_id, version(world, case_id))
    assert (await world.services.transcript(code)).is_held
    message, _ = await desk.reply(marie, case_id, "Bonjour, la carte se demande à la mairie.")
    sent = await world.services.take(code, "Merci, je suis Dubosquet")
    assert isinstance(sent, tuple)
    labels = [CaseLabel.PAGE_UNCLEAR, CaseLabel.PAGE_UNCLEAR]
    await desk.close(marie, case_id, version(world, case_id), ClosingReason.ANSWERED, labels)
    transcript = await world.services.transcript(code)
    assert [(one.author, one.agent_name, one.text) for one in transcript.exchange.messages] == [
        (Author.AGENT, "Marie (accueil)", "Bonjour, la carte se demande à la mairie."),
        (Author.PERSON, "", "Merci, je suis <PERSONNE_1>"),
    ]
    assert transcript.exchange.messages[0] == message
    assert [change.what for change in transcript.exchange.changes] == [
        CaseChange.ACCEPTED,
        CaseChange.CLAIMED,
        CaseChange.CLOSED,
    ]
    assert transcript.request is None
    case = await desk.read(case_id)
    assert (case.listed.case.closing_reason, case.listed.case.labels) == (
        ClosingReason.ANSWERED,
        (CaseLabel.PAGE_UNCLEAR,),
    )
    assert [turn.question.text for turn in case.turns] == [QUESTION]
    answered = await world.services.answer_now(code, "Et combien coûte la carte ?")
    assert answered.answer.parts


async def test_what_an_agent_says_of_a_page_reaches_its_keepers(open_world: OpenWorld) -> None:
    world = open_world()
    marie = world.hire("marie")
    _, case_id = await ask_for_person(world)
    await world.services.desk.claim(marie, case_id, version(world, case_id))
    await world.services.desk.close(
        marie, case_id, version(world, case_id), ClosingReason.ANSWERED, [CaseLabel.PAGE_WRONG]
    )
    (case,) = world.services.keepers.worklists.read_cases()
    assert (case.labels, case.questions) == ((CaseLabel.PAGE_WRONG,), (QUESTION,))
    assert [title for title, _ in case.pages] == [TITLE]


async def test_of_two_agents_one_holds_the_case_and_the_other_is_told_who(open_world: OpenWorld) -> None:
    world = open_world()
    marie, paul, desk = world.hire("marie"), world.hire("paul"), world.services.desk
    _, case_id = await ask_for_person(world)
    seen = version(world, case_id)
    results = await asyncio.gather(
        desk.claim(marie, case_id, seen), desk.claim(paul, case_id, seen), return_exceptions=True
    )
    (refused,) = (one for one in results if isinstance(one, CaseRefused))
    assert refused.reason in {CaseRefusal.HELD, CaseRefusal.CHANGED}
    holder = world.escalations.find(case_id).holder
    assert refused.holder == holder
    other = paul if holder == "marie" else marie
    with pytest.raises(CaseRefused) as refusal:
        await desk.reply(other, case_id, "Bonjour")
    assert (refusal.value.reason, refusal.value.holder) == (CaseRefusal.HELD, holder)


async def test_a_reply_sent_again_after_a_lost_connection_is_one_message(open_world: OpenWorld) -> None:
    world = open_world()
    marie, desk = world.hire("marie"), world.services.desk
    code, case_id = await ask_for_person(world)
    await desk.claim(marie, case_id, version(world, case_id))
    at_once = await asyncio.gather(*(desk.reply(marie, case_id, "Bonjour") for _ in range(5)))
    (first,) = {message for message, _ in at_once}
    await desk.reply(marie, case_id, "Autre chose")
    late, _ = await desk.reply(marie, case_id, "Bonjour")
    assert late == first
    changes = (await desk.read(case_id)).changes
    assert [change.what for change in changes[-2:]] == [CaseChange.REPLIED, CaseChange.REPLIED]
    assert changes[-3].what is CaseChange.CLAIMED
    await world.services.write_to_agent(code, "Oui ?")
    other, _ = await desk.reply(marie, case_id, "Bonjour")
    assert other.id != first.id


async def test_a_reply_that_holds_personal_data_goes_out_masked_once_the_agent_agrees(open_world: OpenWorld) -> None:
    world = open_world()
    marie, desk = world.hire("marie"), world.services.desk
    code, case_id = await ask_for_person(world)
    await desk.claim(marie, case_id, version(world, case_id))
    with pytest.raises(CaseRefused) as refusal:
        await desk.reply(marie, case_id, "Bonjour Dubosquet")
    assert refusal.value.masked_text == "Bonjour <PERSONNE_1>"
    assert (await world.services.transcript(code)).exchange.messages == ()
    message, _ = await desk.reply(marie, case_id, "Bonjour Dubosquet", confirm_masked=True)
    assert (message.text, message.entity_types) == ("Bonjour <PERSONNE_1>", ("PERSON",))


async def test_nothing_is_kept_of_what_the_guard_cannot_read(open_world: OpenWorld) -> None:
    world = open_world(personal_data=DecidedGuard(Outcome.ERROR, name="personal_data"))
    marie, desk = world.hire("marie"), world.services.desk
    _, case_id = await ask_for_person(world)
    await desk.claim(marie, case_id, version(world, case_id))
    before = world.escalations.find(case_id)
    for refused in (
        desk.reply(marie, case_id, "Bonjour", confirm_masked=True),
        desk.note(marie, case_id, "À suivre"),
        desk.release(marie, case_id, before.version, "je pars"),
    ):
        with pytest.raises(CaseRefused) as refusal:
            await refused
        assert refusal.value.reason is CaseRefusal.UNGUARDED
    assert world.escalations.find(case_id) == before


async def test_what_agents_write_to_one_another_is_masked(open_world: OpenWorld) -> None:
    world = open_world()
    marie, paul, desk = world.hire("marie"), world.hire("paul"), world.services.desk
    _, case_id = await ask_for_person(world)
    desk.see(paul)
    await desk.claim(marie, case_id, version(world, case_id))
    await desk.note(paul, case_id, "Dubosquet est déjà venu")
    await desk.forward(marie, case_id, version(world, case_id), "paul", "pour Dubosquet")
    case = await desk.read(case_id)
    assert [note.text for note in case.notes] == ["<PERSONNE_1> est déjà venu"]
    assert case.changes[-1].why == "paul pour <PERSONNE_1>"


async def test_a_case_is_forwarded_to_whoever_is_there_or_to_a_known_service(open_world: OpenWorld) -> None:
    world = open_world()
    marie, desk = world.hire("marie"), world.services.desk
    paul, _, away = world.hire("paul"), world.hire("rene", Role.REFERENT), world.hire("awa")
    desk.see(paul)
    desk.say_presence(away, Presence.AWAY, "en congé")
    _, case_id = await ask_for_person(world)
    await desk.claim(marie, case_id, version(world, case_id))
    for nobody in ("awa", "rene", "marie", "personne", "service:Inconnu", ""):
        with pytest.raises(CaseRefused) as refusal:
            await desk.forward(marie, case_id, version(world, case_id), nobody, "")
        assert refusal.value.reason is CaseRefusal.NOBODY_THERE, nobody
    await desk.forward(marie, case_id, version(world, case_id), "service:État civil", "")
    case = world.escalations.find(case_id)
    assert (case.state, case.addressee, case.holder) == (EscalationState.FORWARDED, "service:État civil", "")
    await desk.claim(paul, case_id, case.version)
    assert world.escalations.find(case_id).holder == "paul"


async def test_nobody_claims_before_the_course(open_world: OpenWorld) -> None:
    world = open_world()
    marie, paul = world.hire("marie"), world.hire("paul")
    world.services.desk.is_trained = lambda account: account == "paul"
    _, case_id = await ask_for_person(world)
    with pytest.raises(CaseRefused) as refusal:
        await world.services.desk.claim(marie, case_id, version(world, case_id))
    assert refusal.value.reason is CaseRefusal.TRAINING_FIRST
    await world.services.desk.claim(paul, case_id, version(world, case_id))


async def test_a_call_back_is_planned_tried_and_ends_with_its_details_gone(open_world: OpenWorld) -> None:
    world = open_world()
    marie, paul, desk = world.hire("marie"), world.hire("paul"), world.services.desk
    code, case_id = await ask_for_person(world, contact=DETAILS)
    with pytest.raises(CaseRefused) as refusal:
        await desk.read_contact(marie, case_id)
    assert refusal.value.reason is CaseRefusal.NOT_HELD
    await desk.claim(marie, case_id, version(world, case_id))
    await desk.plan_call_back(marie, case_id, version(world, case_id), "demain matin")
    assert (await desk.count(paul))[Queue.CALL_BACKS] == 1
    assert not (await world.services.transcript(code)).is_held
    await desk.claim(paul, case_id, version(world, case_id))
    assert await desk.read_contact(paul, case_id) == DETAILS
    seen = version(world, case_id)
    await desk.tell_call_back(paul, case_id, seen, CallBackOutcome.REACHED)
    with pytest.raises(CaseRefused) as again:
        await desk.tell_call_back(paul, case_id, seen, CallBackOutcome.REACHED)
    assert again.value.reason is CaseRefusal.CHANGED
    await desk.close(paul, case_id, version(world, case_id), ClosingReason.CALLED_BACK, ())
    case = await desk.read(case_id)
    assert not case.listed.has_contact
    told = [(change.who, change.what, change.why) for change in case.changes[2:]]
    assert told == [
        ("marie", CaseChange.CLAIMED, ""),
        ("marie", CaseChange.CALL_BACK_PLANNED, "demain matin"),
        ("paul", CaseChange.CLAIMED, ""),
        ("paul", CaseChange.CONTACT_READ, ""),
        ("paul", CaseChange.CALL_BACK_TRIED, "reached"),
        ("paul", CaseChange.CLOSED, "called_back"),
    ]


async def test_nobody_is_called_back_who_left_no_way(open_world: OpenWorld) -> None:
    world = open_world()
    marie, desk = world.hire("marie"), world.services.desk
    _, case_id = await ask_for_person(world)
    await desk.claim(marie, case_id, version(world, case_id))
    for refused in (
        desk.plan_call_back(marie, case_id, version(world, case_id), ""),
        desk.read_contact(marie, case_id),
    ):
        with pytest.raises(CaseRefused) as refusal:
            await refused
        assert refusal.value.reason is CaseRefusal.NO_CONTACT


async def test_an_agent_reads_what_is_shared_and_nothing_else(open_world: OpenWorld) -> None:
    world = open_world()
    code = (await world.services.start(Language.FRENCH, Channel.WEB)).code
    for text in (QUESTION, "Où est le potager aux hirondelles ?"):
        await world.services.answer_now(code, text)
    hidden = (await world.services.transcript(code)).answers[1].question.id
    opened = await world.services.ask_for_person(code, left_out=[hidden], added="Je suis Dubosquet")
    await world.services.answer_now(code, "Et après ?")
    case = await world.services.desk.read(opened.id)
    assert [turn.question.text for turn in case.turns] == [QUESTION]
    assert case.listed.case.note.questions == (QUESTION,)
    assert case.listed.case.note.added == "Je suis <PERSONNE_1>"
    assert "hirondelles" not in repr(case)


async def test_every_change_by_staff_is_audited_without_a_word_of_anybody(open_world: OpenWorld) -> None:
    world = open_world()
    marie, desk = world.hire("marie"), world.services.desk
    _, case_id = await ask_for_person(world)
    await desk.claim(marie, case_id, version(world, case_id))
    await desk.reply(marie, case_id, "Bonjour, voici un secret")
    await desk.close(marie, case_id, version(world, case_id), ClosingReason.ANSWERED, ())
    rows = [row for row in await world.services.staff.read_audit(before=None, limit=50) if "case" in row.subject]
    assert [row.what.value for row in reversed(rows)] == ["case_claimed", "case_replied", "case_closed"]
    assert {(row.who, row.role, row.subject) for row in rows} == {("marie", "agent", f"case/{case_id[:12]}")}
    assert "secret" not in repr(rows)


async def test_a_case_that_is_not_is_unknown_everywhere(open_world: OpenWorld) -> None:
    world = open_world()
    marie, desk = world.hire("marie"), world.services.desk
    for refused in (
        desk.read("x"),
        desk.claim(marie, "x", 1),
        desk.reply(marie, "x", "Bonjour"),
        desk.note(marie, "x", "Bonjour"),
        desk.read_contact(marie, "x"),
        desk.release(marie, "x", 1, "fini"),
    ):
        with pytest.raises(CaseRefused) as refusal:
            await refused
        assert refusal.value.reason is CaseRefusal.UNKNOWN


async def test_colleagues_are_the_agents_and_whether_they_are_there(open_world: OpenWorld) -> None:
    world = open_world()
    paul, _ = world.hire("paul"), world.hire("ada", Role.ADMIN)
    world.hire("marie")
    world.services.desk.say_presence(paul, Presence.BUSY, "au guichet")
    colleagues = await world.services.desk.colleagues()
    assert [(one.account.name, one.is_there, one.present.presence) for one in colleagues] == [
        ("marie", False, Presence.AWAY),
        ("paul", True, Presence.BUSY),
    ]
    assert replace(colleagues[1].present, comment="") != colleagues[1].present
