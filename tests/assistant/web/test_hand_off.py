"""The pages of the way to a human, without a script: what is sent, where it stands, what is written."""

import asyncio
import re
from contextlib import aclosing

import pytest
from httpx import AsyncClient

from assistant.escalation.desk import Agent
from assistant.messages.catalogue import read_messages
from assistant.settings import DeskSettings, Rates
from assistant.vocabulary import OPEN_STATES, CaseChange, DeskOpening, EscalationState, Language, Role, Wait
from guards.types import Outcome
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, DecidedGuard, NameGuard, WordGuard, World, browse, read_slowly

MESSAGES = read_messages()


def said(key: str, language: Language = Language.FRENCH, **values: object) -> str:
    return MESSAGES.text(key, language, **values).replace("'", "&#39;")


async def ask(client: AsyncClient, text: str, code: str = "") -> str:
    """Ask, read to the end, and give the code of the conversation."""
    taken = await client.post("/questions", data={"text": text, "code": code})
    assert taken.status_code == 303, taken.text
    place = taken.headers["location"].split("#")[0]
    await client.get(place)
    return place.split("/")[-1]


def read_offered(page: str) -> list[str]:
    return re.findall(r'name="shared" value="(\w+)"', page)


async def claim(world: World, code: str, name: str = "marie") -> str:
    """An agent takes the case of a conversation; gives its id."""
    agent = world.hire(name)
    case = world.find_case(code)
    await world.services.desk.claim(agent, case.id, case.version)
    return case.id


@pytest.mark.parametrize("language", Language)
def test_every_state_that_a_person_sees_has_its_sentence(language: Language) -> None:
    assert set(MESSAGES.under("handoff.state", language)) == set(OPEN_STATES)


@pytest.mark.parametrize("language", Language)
def test_each_opening_each_wait_and_each_shown_change_has_its_sentence(language: Language) -> None:
    assert {opening.value for opening in DeskOpening} <= set(MESSAGES.under("handoff.opening", language))
    assert {wait.value for wait in Wait} <= set(MESSAGES.under("handoff.wait", language))
    named = set(MESSAGES.under("handoff.change", language))
    assert named <= {change.value for change in CaseChange}


async def test_a_person_chooses_what_to_share_and_adds_a_word(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        await ask(client, "Où est le verger secret ?", code)
        offered = read_offered((await client.get(f"/conversation/{code}/person")).text)
        assert len(offered) == 2
        sent = {"offered": offered, "shared": offered[:1], "added": "Je suis Dubosquet"}
        assert (await client.post(f"/conversation/{code}/person", data=sent)).status_code == 303
        page = (await client.get(f"/conversation/{code}/person")).text
    note = world.find_case(code).note
    assert note.questions == (QUESTION,)
    assert note.shared == tuple(offered[:1])
    assert note.added == "Je suis <PERSONNE_1>"
    assert "verger secret" not in page
    assert "Je suis [masqué\N{NO-BREAK SPACE}: nom 1]" in page


async def test_whoever_shares_nothing_sends_nothing_of_what_was_said(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        offered = read_offered((await client.get(f"/conversation/{code}/person")).text)
        await client.post(f"/conversation/{code}/person", data={"offered": offered})
        page = (await client.get(f"/conversation/{code}/person")).text
    note = world.find_case(code).note
    assert (note.questions, note.pages, note.shared) == ((), (), ())
    assert said("handoff.not_shared") in page


async def test_what_cannot_be_guarded_is_given_back_and_nothing_is_sent(open_world: OpenWorld) -> None:
    guard = NameGuard()
    world = open_world(personal_data=guard)
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        (question,) = read_offered((await client.get(f"/conversation/{code}/person")).text)
        broken = DecidedGuard(Outcome.ERROR, name="personal_data")
        object.__setattr__(world.services.requests.door, "guard", broken)
        typed = {"offered": question, "added": "Un mot", "contact": "06 39 98 00 12"}
        reply = await client.post(f"/conversation/{code}/person", data=typed)
    assert reply.status_code == 422
    assert said("handoff.refusal.unguarded") in reply.text
    assert "Un mot</textarea>" in reply.text
    assert 'value="06 39 98 00 12"' in reply.text
    assert 'aria-invalid="true"' in reply.text
    assert f'value="{question}" checked' not in reply.text
    assert (await world.services.transcript(code)).request is None


async def test_whoever_declines_goes_on_and_nothing_waits(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        reply = await client.post(f"/conversation/{code}/person/decline")
        assert reply.headers["location"] == f"/conversation/{code}"
        assert said("person.send") in (await client.get(f"/conversation/{code}/person")).text
    assert (await world.services.transcript(code)).request is None
    conversation = await world.services.find_conversation(code)
    changes = world.services.requests.messages.changes_of_conversation(conversation.id)
    assert [change.what for change in changes] == [CaseChange.OFFERED, CaseChange.DECLINED]


async def test_a_person_sees_the_place_in_the_queue_and_no_time_that_nobody_knows(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        pages = []
        for _ in range(3):
            code = await ask(client, QUESTION)
            await client.post(f"/conversation/{code}/person")
            pages.append((await client.get(f"/conversation/{code}/person")).text)
    for page, key in zip(pages, ("first", "one", "many"), strict=True):
        assert said(f"handoff.place.{key}", count=2) in page
        assert said("handoff.wait.unknown") in page
        assert said("handoff.wait.how") not in page


async def test_while_it_waits_the_assistant_answers_and_while_it_is_held_it_keeps_quiet(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        await client.post(f"/conversation/{code}/person")
        await ask(client, "Et combien coûte la carte ?", code)
        assert len((await world.services.transcript(code)).answers) == 2
        case_id = await claim(world, code)
        await ask(client, "Je suis Dubosquet, et ensuite ?", code)
        page = (await client.get(f"/conversation/{code}")).text
        transcript = await world.services.transcript(code)
        assert len(transcript.answers) == 2
        assert [message.text for message in transcript.exchange.messages] == ["Je suis <PERSONNE_1>, et ensuite ?"]
        for shown in (said("handoff.state.claimed"), said("handoff.change.claimed"), said("handoff.ask_label_held")):
            assert shown in page
        assert f"<title>{said('handoff.held_title')} – " in page
        assert "Dubosquet" not in page
        await world.services.requests.withdraw(transcript.conversation.id)
        assert world.escalations.find(case_id).state is EscalationState.WITHDRAWN
        await ask(client, "Et combien coûte la carte ?", code)
        page = (await client.get(f"/conversation/{code}")).text
    assert said("page.ask_again_label") in page
    assert said("handoff.state.claimed") not in page
    assert len((await world.services.transcript(code)).answers) == 3


async def test_a_humans_message_carries_its_own_mark_and_links_are_safe(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        await client.post(f"/conversation/{code}/person")
        case_id = await claim(world, code)
        account = world.accounts.find("marie")
        await world.services.desk.reply(
            Agent(account, account.acts_as(Role.AGENT)),
            case_id,
            "<b>Bonjour</b>\nVoir https://exemple.gouv.fr/a?b=1&c=2",
        )
        page = (await client.get(f"/conversation/{code}")).text
    (message,) = re.findall(r'<article class="turn message from-agent".*?</article>', page, re.DOTALL)
    assert 'data-ai-generated="false"' in message
    assert said("notice.human") in message
    assert said("notice.short") not in message
    assert said("handoff.agent", name="Marie (accueil)") in message
    assert "&lt;b&gt;Bonjour&lt;/b&gt;" in message
    assert 'href="https://exemple.gouv.fr/a?b=1&amp;c=2"' in message
    assert "noreferrer" in message


async def test_danger_gets_its_numbers_at_once_while_a_human_holds_the_conversation(open_world: OpenWorld) -> None:
    world = open_world(distress=WordGuard("mourir", Outcome.ESCALATE, "suicide", "distress"))
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        await client.post(f"/conversation/{code}/person")
        case_id = await claim(world, code)
        assert not world.escalations.find(case_id).is_urgent
        await ask(client, "Je veux mourir", code)
        page = (await client.get(f"/conversation/{code}")).text
    assert world.escalations.find(case_id).is_urgent
    assert said("danger.suicide").splitlines()[0] in page
    assert page.index("Je veux mourir") < page.index("3114")


async def test_danger_told_to_the_assistant_while_the_request_waits_makes_it_urgent(open_world: OpenWorld) -> None:
    world = open_world(distress=WordGuard("mourir", Outcome.ESCALATE, "suicide", "distress"))
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        await client.post(f"/conversation/{code}/person")
        assert not world.find_case(code).is_urgent
        await ask(client, "Je veux mourir", code)
        while world.services.find_busy():  # noqa: ASYNC110 - the person reads the numbers before the desk is told
            await asyncio.sleep(0.01)
    assert world.find_case(code).is_urgent


async def test_danger_in_the_added_word_makes_the_request_urgent_and_a_broken_guard_tells_the_numbers(
    open_world: OpenWorld,
) -> None:
    distress = WordGuard("mourir", Outcome.ESCALATE, "suicide", "distress")
    world = open_world(distress=distress)
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        await client.post(f"/conversation/{code}/person", data={"added": "Je veux mourir"})
        assert world.find_case(code).is_urgent
        object.__setattr__(world.services.requests.door, "guard", DecidedGuard(Outcome.ERROR))
        reply = await client.post(f"/conversation/{code}/messages", data={"text": "Je veux mourir"})
    assert reply.status_code == 422
    assert said("danger.emergency").splitlines()[0] in reply.text
    assert "Je veux mourir</textarea>" in reply.text


async def test_a_word_can_be_added_while_it_waits_and_not_once_it_has_ended(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        await client.post(f"/conversation/{code}/person")
        case = world.find_case(code)
        assert (await client.post(f"/conversation/{code}/messages", data={"text": "Merci"})).status_code == 303
        assert (await client.post(f"/conversation/{code}/messages", data={"text": " "})).status_code == 422
        await client.post(f"/conversation/{code}/person/withdraw")
        late = await client.post(f"/conversation/{code}/messages", data={"text": "Encore un mot"})
    assert late.status_code == 409
    assert said("handoff.refusal.not_possible") in late.text
    assert "Encore un mot</textarea>" in late.text
    assert [message.text for message in world.services.requests.messages.of_case(case.id)] == ["Merci"]


@pytest.mark.parametrize(
    ("desk", "agents", "opening"),
    [
        (DeskSettings(public_holidays=False), False, DeskOpening.ALL_AWAY),
        (DeskSettings(public_holidays=False), True, DeskOpening.OPEN),
    ],
)
async def test_the_page_says_whether_somebody_answers_before_and_after_sending(
    open_world: OpenWorld, desk: DeskSettings, agents: bool, opening: DeskOpening
) -> None:
    told = desk.model_copy(update={"absence": "Formation jusqu'à midi", "emergency": "Accueil fermé : dégât des eaux"})
    world = open_world(desk=told)
    if agents:
        world.services.desk.see(world.hire("marie"))
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        before = (await client.get(f"/conversation/{code}/person")).text
        await client.post(f"/conversation/{code}/person")
        after = (await client.get(f"/conversation/{code}/person")).text
    for page in (before, after):
        assert said(f"handoff.opening.{opening.value}") in page
        assert "Accueil fermé : dégât des eaux" in page
        assert ("Formation jusqu&#39;à midi" in page) is (opening is not DeskOpening.OPEN)


async def test_a_page_reloads_by_itself_only_for_whoever_chose_it_and_can_be_stopped(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        code = await ask(client, QUESTION)
        assert "every=60" not in (await client.get(f"/conversation/{code}")).text
        await client.post(f"/conversation/{code}/person")
        plain = (await client.get(f"/conversation/{code}")).text
        assert 'http-equiv="refresh"' not in plain
        assert f'href="/conversation/{code}?every=60"' in plain
        reloads = (await client.get(f"/conversation/{code}?every=60")).text
        assert '<meta http-equiv="refresh" content="60">' in reloads
        assert said("handoff.refresh_stop") in reloads
        assert "<textarea" not in reloads  # nothing that is typed can be lost
        await client.post(f"/conversation/{code}/person/withdraw")
        assert 'http-equiv="refresh"' not in (await client.get(f"/conversation/{code}?every=60")).text


async def test_the_script_gets_what_is_written_once_and_in_order_after_a_break_too(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        await client.post(f"/conversation/{code}/person")
        page = (await client.get(f"/conversation/{code}")).text
    (address,) = re.findall(r'data-messages="([^"]+)"', page)
    await claim(world, code)
    async with aclosing(read_slowly(world.app, address, last_event_id="")) as pieces:
        first = "".join([await anext(pieces) for _ in range(3)])
    assert said("handoff.change.claimed") in first
    assert said("handoff.change.accepted") not in first
    (cursor,) = re.findall(r"^id: (.+)$", first, re.MULTILINE)
    await world.services.requests.write(await world.services.find_conversation(code), "Merci")
    async with aclosing(read_slowly(world.app, address, last_event_id=cursor)) as pieces:
        second = "".join([await anext(pieces) for _ in range(3)])
    assert "Merci" in second
    assert said("handoff.change.claimed") not in second
    assert "event: banner" in second


async def test_too_many_messages_are_put_off_and_none_is_lost(open_world: OpenWorld) -> None:
    world = open_world(rates=Rates(conversation_messages_a_minute=1))
    async with browse(world) as client:
        code = await ask(client, QUESTION)
        await client.post(f"/conversation/{code}/person")
        await client.post(f"/conversation/{code}/messages", data={"text": "Merci"})
        late = await client.post(f"/conversation/{code}/messages", data={"text": "Encore"})
    assert late.status_code == 429
    assert "Encore</textarea>" in late.text
    assert late.headers["retry-after"]


@pytest.mark.parametrize(
    "path", ["person/decline", "person/withdraw", "messages", "contact/erase", "resume-code", "person"]
)
async def test_an_unknown_conversation_is_a_page_that_says_so(open_world: OpenWorld, path: str) -> None:
    async with browse(open_world()) as client:
        reply = await client.post(f"/conversation/no-such-code/{path}", data={"text": "Bonjour"})
        await client.post("/preferences", data={"language": "en"})
        in_english = await client.post(f"/conversation/no-such-code/{path}", data={"text": "Hello"})
    assert (reply.status_code, in_english.status_code) == (404, 404)
    assert said("page.not_found_title") in reply.text
    assert said("page.not_found_title", Language.ENGLISH) in in_english.text
