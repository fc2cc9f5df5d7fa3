"""Coming back to a conversation whose page was closed, by a short code."""

import re

from assistant.messages.catalogue import read_messages
from assistant.settings import Rates
from assistant.vocabulary import Channel, Language
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import World, browse

MESSAGES = read_messages()


def said(key: str) -> str:
    return MESSAGES.text(key, Language.FRENCH).replace("'", "&#39;")


async def begin(world: World) -> str:
    return (await world.services.start(Language.FRENCH, Channel.WEB)).code


async def test_a_code_is_shown_once_and_leads_back(open_world: OpenWorld) -> None:
    world = open_world()
    code = await begin(world)
    async with browse(world) as client:
        shown = (await client.post(f"/conversation/{code}/resume-code")).text
        (made,) = re.findall(r'<p class="code">([0-9A-Z-]{19})</p>', shown)
        form = (await client.get("/resume")).text
        assert '<label for="code">' in form
        back = await client.post("/resume", data={"code": made.lower()})
        assert (back.status_code, back.headers["location"]) == (303, f"/conversation/{code}#last")
        assert made not in (await client.get(f"/conversation/{code}/person")).text


async def test_a_wrong_code_is_given_back_with_what_to_do(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        reply = await client.post("/resume", data={"code": "7K2M-9QXR<"})
    assert reply.status_code == 404
    assert said("resume.unknown") in reply.text
    assert 'value="7K2M-9QXR&lt;"' in reply.text


async def test_an_erased_conversation_cannot_be_come_back_to(open_world: OpenWorld) -> None:
    world = open_world()
    code = await begin(world)
    made = await world.services.make_resume_code(code)
    await world.services.erase(code)
    async with browse(world) as client:
        assert (await client.post("/resume", data={"code": made})).status_code == 404
        assert (await client.post("/api/resume", json={"code": made})).status_code == 404


async def test_codes_cannot_be_tried_without_end_by_any_door(open_world: OpenWorld) -> None:
    world = open_world(rates=Rates(address_resumes_a_minute=2))
    made = await world.services.make_resume_code(await begin(world))
    async with browse(world) as client:
        statuses = [(await client.post("/resume", data={"code": "X"})).status_code for _ in range(2)]
        late = await client.post("/resume", data={"code": made})
        by_program = await client.post("/api/resume", json={"code": made})
    assert statuses == [404, 404]
    assert (late.status_code, by_program.status_code) == (429, 429)
    assert late.headers["retry-after"]


async def test_a_program_comes_back_with_the_code_too(open_world: OpenWorld) -> None:
    world = open_world()
    code = await begin(world)
    async with browse(world) as client:
        made = (await client.post(f"/api/conversations/{code}/resume-code")).json()["code"]
        assert (await client.post("/api/resume", json={"code": made})).json() == {"code": code}
