"""How often is too often: over HTTP, for each thing that is counted."""

import html
import itertools
from collections.abc import Iterator

import pytest
from httpx import AsyncClient

from assistant.api.throttle import Counted, Throttle
from assistant.errors import RequestRefused
from assistant.messages.catalogue import read_messages
from assistant.settings import Rates
from assistant.vocabulary import Language
from guards.types import Outcome
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, Gate, WordGuard, browse, read_slowly

MESSAGES = read_messages()
DISTRESS = WordGuard("mourir", Outcome.ESCALATE, "suicide", "distress")
TOO_OFTEN = MESSAGES.text("request.too_often", Language.FRENCH, wait="…").partition("…")[0]
NOT_TAKEN = MESSAGES.text("contact.too_often", Language.FRENCH, wait="…").partition("…")[0]
NUMBER, MOMENT = "06 39 98 00 12", "le soir, après l'école"
EMERGENCY = MESSAGES.text("danger.emergency", Language.FRENCH)


async def begin(client: AsyncClient) -> str:
    return str((await client.post("/api/conversations", json={})).json()["code"])


async def ask(client: AsyncClient, code: str, text: str = QUESTION) -> int:
    """The status; the answer is read to its end, so that the next question is not refused for it."""
    reply = await client.post(f"/api/conversations/{code}/questions", json={"text": text})
    if reply.status_code == 202:
        await client.get(reply.json()["events"])
    return reply.status_code


async def test_a_conversation_that_asks_too_often_is_told_when_to_come_back(open_world: OpenWorld) -> None:
    async with browse(open_world(rates=Rates(conversation_questions_a_minute=2))) as client:
        code = await begin(client)
        assert [await ask(client, code) for _ in range(2)] == [202, 202]
        reply = await client.post(f"/api/conversations/{code}/questions", json={"text": QUESTION})
        assert await ask(client, await begin(client)) == 202  # somebody else at the same address
    assert reply.status_code == 429
    assert 1 <= int(reply.headers["retry-after"]) <= 60
    body = reply.json()
    assert body["reason"] == "too_often"
    assert body["message"].startswith(TOO_OFTEN)
    assert body["notice"] == MESSAGES.text("notice.short", Language.FRENCH)


async def test_an_hour_is_counted_beside_the_minute(open_world: OpenWorld) -> None:
    async with browse(open_world(rates=Rates(conversation_questions_an_hour=1))) as client:
        code = await begin(client)
        await ask(client, code)
        reply = await client.post(f"/api/conversations/{code}/questions", json={"text": QUESTION})
    assert reply.status_code == 429
    assert 60 < int(reply.headers["retry-after"]) <= 3600
    assert "dans 60 minutes" in reply.json()["message"]


async def test_an_address_that_asks_too_often_is_refused_in_every_conversation(open_world: OpenWorld) -> None:
    async with browse(open_world(rates=Rates(address_questions_a_minute=2))) as client:
        statuses = [await ask(client, await begin(client)) for _ in range(3)]
    assert statuses == [202, 202, 429]


async def test_what_is_refused_is_not_counted(open_world: OpenWorld) -> None:
    async with browse(
        open_world(rates=Rates(conversation_questions_a_minute=1, address_questions_a_minute=2))
    ) as client:
        code = await begin(client)
        assert [await ask(client, code) for _ in range(4)] == [202, 429, 429, 429]
        assert await ask(client, await begin(client)) == 202


async def test_the_page_keeps_the_text_says_how_long_and_leads_to_a_human(open_world: OpenWorld) -> None:
    async with browse(open_world(rates=Rates(conversation_questions_a_minute=1))) as client:
        code = await begin(client)
        path = f"/conversation/{code}"
        assert await ask(client, code) == 202
        data = {"text": "Et le prix de la carte ?", "code": code}
        page = await client.post("/questions", data=data)
        script = await client.post("/questions", data=data, headers={"Accept": "application/json"})
    assert (page.status_code, script.status_code) == (429, 429)
    assert int(page.headers["retry-after"]) >= 1
    assert int(script.headers["retry-after"]) >= 1
    assert "Et le prix de la carte ?</textarea>" in page.text
    assert TOO_OFTEN in page.text
    assert "dans une minute" in page.text
    assert f'href="{path}/person"' in page.text
    assert script.json()["message"].startswith(TOO_OFTEN)


async def test_the_first_question_of_a_page_counts_as_a_conversation_too(open_world: OpenWorld) -> None:
    async with browse(open_world(rates=Rates(address_conversations_an_hour=1))) as client:
        assert (await client.post("/questions", data={"text": QUESTION})).status_code == 303
        refused = await client.post("/questions", data={"text": QUESTION})
        program = await client.post("/api/conversations", json={})
        person = await client.post("/person", data={"contact": NUMBER, "moment": MOMENT})
    assert [reply.status_code for reply in (refused, program, person)] == [429, 429, 429]
    assert f"{QUESTION}</textarea>" in refused.text
    assert_given_back(person.text)


async def test_plain_versions_and_requests_for_a_human_are_counted(open_world: OpenWorld) -> None:
    rates = Rates(conversation_plain_a_minute=1, conversation_person_an_hour=1)
    async with browse(open_world(rates=rates)) as client:
        code = await begin(client)
        taken = (await client.post(f"/api/conversations/{code}/questions", json={"text": QUESTION})).json()
        await client.get(taken["events"])
        plain = taken["events"].removesuffix("events") + "plain"
        assert [(await client.get(plain)).status_code for _ in range(2)] == [200, 429]
        person = f"/api/conversations/{code}/person"
        assert [(await client.post(person)).status_code for _ in range(2)] == [201, 429]
        page = await client.get(f"/conversation/{code}/plain/{taken['question_id']}")
        again = await client.post(f"/conversation/{code}/person", data={"contact": NUMBER, "moment": MOMENT})
        first = await client.post("/person", data={})
    assert (page.status_code, again.status_code, first.status_code) == (429, 429, 303)
    assert MESSAGES.text("request.too_often_title", Language.FRENCH) in page.text
    assert TOO_OFTEN in page.text
    assert_given_back(again.text)
    assert 60 < int(again.headers["retry-after"]) <= 3600


def assert_given_back(page: str) -> None:
    """What was typed to be called back stays in its boxes, with the time to wait, and none of it is called wrong."""
    page = html.unescape(page)
    assert f'value="{NUMBER}"' in page
    assert f'value="{MOMENT}"' in page
    assert NOT_TAKEN in page
    assert "aria-invalid" not in page


async def test_a_mistake_in_call_back_details_is_not_counted(open_world: OpenWorld) -> None:
    async with browse(open_world(rates=Rates(conversation_person_an_hour=1))) as client:
        code = await begin(client)
        page = await client.post(f"/conversation/{code}/person", data={"contact": "sans numéro"})
        assert page.status_code == 422
        wrong = await client.post(f"/api/conversations/{code}/person", json={"contact": "sans numéro"})
        assert wrong.status_code == 422
        assert (await client.post(f"/api/conversations/{code}/person", json={"contact": NUMBER})).status_code == 201


async def test_a_first_request_for_a_human_that_is_refused_begins_no_conversation(open_world: OpenWorld) -> None:
    rates = Rates(address_person_an_hour=1, address_conversations_an_hour=2)
    async with browse(open_world(rates=rates)) as client:
        assert [(await client.post("/person")).status_code for _ in range(3)] == [303, 429, 429]
        assert (await client.post("/api/conversations", json={})).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/conversations/{code}/export", 200),
        ("DELETE", "/api/conversations/{code}/contact", 204),
        ("DELETE", "/api/conversations/{code}", 204),
        ("POST", "/conversation/{code}/contact/erase", 303),
        ("POST", "/conversation/{code}/erase", 303),
    ],
)
async def test_what_a_person_does_with_their_data_is_counted_together(
    open_world: OpenWorld, method: str, path: str, status: int
) -> None:
    world = open_world(rates=Rates(conversation_own_data_a_minute=2))
    async with browse(world) as client:
        code = await begin(client)
        export = f"/api/conversations/{code}/export"
        assert (await client.get(export)).status_code == 200
        assert (await client.request(method, path.format(code=code))).status_code == status
        refused = await client.request(method, path.format(code=code))
        other = await begin(client)
        assert (await client.get(f"/api/conversations/{other}/export")).status_code == 200
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60


async def test_a_refused_erasure_erases_nothing(open_world: OpenWorld) -> None:
    async with browse(open_world(rates=Rates(conversation_own_data_a_minute=1))) as client:
        code = await begin(client)
        await client.get(f"/api/conversations/{code}/export")
        page = await client.post(f"/conversation/{code}/erase")
        program = await client.delete(f"/api/conversations/{code}")
        assert (await client.get(f"/api/conversations/{code}")).status_code == 200
    assert (page.status_code, program.status_code) == (429, 429)
    assert TOO_OFTEN in page.text


async def test_danger_is_answered_however_often_somebody_asks(open_world: OpenWorld) -> None:
    rates = Rates(conversation_questions_a_minute=1, address_conversations_an_hour=2)
    async with browse(open_world(rates=rates, distress=DISTRESS)) as client:
        code = await begin(client)
        assert await ask(client, code) == 202
        assert await ask(client, code) == 429
        assert await ask(client, code, "Je veux mourir ce soir") == 202
        assert (await client.post("/questions", data={"text": QUESTION, "code": code})).status_code == 429
        page = await client.post("/questions", data={"text": "Je veux mourir ce soir", "code": code})
        assert page.status_code == 303
        assert "3114" in (await client.get(page.headers["location"])).text


async def test_danger_is_answered_while_the_queue_is_full_and_never_refused_without_numbers(
    open_world: OpenWorld,
) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through, turns_at_once=1, distress=DISTRESS)
    async with browse(world) as client:
        codes = [await begin(client) for _ in range(3)]
        events = [
            (await client.post(f"/api/conversations/{code}/questions", json={"text": text})).json()["events"]
            for code, text in zip(codes, (QUESTION, "Je veux mourir"), strict=False)
        ]
        await gate.reached.wait()
        while len(world.services._running) > 1:
            await client.get(events[1])
        busy = await client.post(f"/api/conversations/{codes[2]}/questions", json={"text": QUESTION})
        asking = await client.post(f"/api/conversations/{codes[0]}/questions", json={"text": "Je veux mourir"})
        page = await client.post("/questions", data={"text": "Je veux mourir", "code": codes[0]})
        long = await client.post("/questions", data={"text": "Je veux mourir" + " encore" * 1000, "code": codes[0]})
        gate.opened.set()
        for path in events:
            await client.get(path)
    assert (busy.status_code, busy.json()["reason"], busy.headers["retry-after"]) == (503, "too_busy", "60")
    assert EMERGENCY not in busy.json()["message"]
    assert (asking.status_code, asking.json()["reason"]) == (409, "already_asking")
    assert (page.status_code, long.status_code) == (409, 413)
    for text in (asking.json()["message"], page.text, long.text):
        assert EMERGENCY in text.replace("&#39;", "'")


async def test_a_flood_in_danger_is_bounded_and_gives_the_numbers(open_world: OpenWorld) -> None:
    gate = Gate()
    words = WordGuard("mourir", Outcome.ESCALATE, "suicide", "distress")
    world = open_world(hold=gate.pass_through, turns_at_once=1, distress=words)
    async with browse(world) as client:
        codes = [await begin(client) for _ in range(2)]
        await client.post(f"/api/conversations/{codes[0]}/questions", json={"text": QUESTION})
        await gate.reached.wait()
        (held,) = world.services._running.values()
        world.services._running["another"] = held  # as many as there is room for
        reply = await client.post(f"/api/conversations/{codes[1]}/questions", json={"text": "Je veux mourir"})
        del world.services._running["another"]
        gate.opened.set()
    assert reply.status_code == 503
    assert EMERGENCY in reply.json()["message"]


async def test_answers_followed_at_once_are_bounded_and_let_go(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through, rates=Rates(address_streams=1))
    async with browse(world) as client:
        code = await begin(client)
        taken = (await client.post(f"/api/conversations/{code}/questions", json={"text": QUESTION})).json()
        first = read_slowly(world.app, taken["events"])
        await anext(first)
        refused = await client.get(taken["events"])
        fragments = await client.get(f"/conversation/{code}/events/{taken['question_id']}")
        gate.opened.set()
        assert [piece async for piece in first]
        again = await client.get(taken["events"])
    assert (refused.status_code, fragments.status_code, again.status_code) == (429, 429, 200)
    assert refused.json()["reason"] == "too_many_streams"
    assert int(refused.headers["retry-after"]) >= 1


def addresses() -> Iterator[str]:
    return (f"192.0.2.{number}" for number in itertools.count(1))


def test_streams_are_bounded_over_all_addresses() -> None:
    throttle, address = Throttle(Rates(streams=2)), addresses()
    with (
        throttle.stream(next(address)),
        throttle.stream(next(address)),
        pytest.raises(RequestRefused),
        throttle.stream(next(address)),
    ):
        pass
    with throttle.stream(next(address)):
        pass


def test_the_addresses_of_one_ipv6_line_are_one_and_ipv4_stays_itself() -> None:
    throttle = Throttle(Rates(address_person_an_hour=1))
    throttle.count(Counted.PERSON, "2001:db8:1:2::1")
    with pytest.raises(RequestRefused):
        throttle.count(Counted.PERSON, "2001:db8:1:2:ffff::9")
    throttle.count(Counted.PERSON, "2001:db8:1:3::1")
    throttle.count(Counted.PERSON, "192.0.2.7")
    with pytest.raises(RequestRefused):
        throttle.count(Counted.PERSON, "::ffff:192.0.2.7")


def test_no_address_and_no_code_is_kept_as_it_is() -> None:
    throttle = Throttle(Rates())
    throttle.count(Counted.QUESTION, "192.0.2.77", "a-secret-code")
    kept = repr(throttle._limiter.storage.__dict__)
    assert "question" in kept
    assert "192.0.2.77" not in kept
    assert "a-secret-code" not in kept


def test_what_one_person_may_do_never_uses_up_what_an_address_may() -> None:
    """Many people share one address: the defaults leave room for at least ten of the busiest."""
    rates = Rates()
    assert rates.address_questions_a_minute >= 10 * rates.conversation_questions_a_minute
    assert rates.address_questions_an_hour >= 10 * rates.conversation_questions_an_hour
    assert rates.address_person_an_hour >= 10 * rates.conversation_person_an_hour
    assert rates.address_own_data_a_minute >= 10 * rates.conversation_own_data_a_minute
