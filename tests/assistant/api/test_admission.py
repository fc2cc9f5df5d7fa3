"""Requests of other sites and for other hosts are refused; those of our pages and of programs are not."""

import pytest

from assistant.messages.catalogue import read_messages
from assistant.vocabulary import Language
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, browse

MESSAGES = read_messages()
OURS = "http://parvis.test"


@pytest.mark.parametrize(
    "headers",
    [
        {},  # a program, an old browser
        {"Sec-Fetch-Site": "same-origin", "Origin": OURS},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},  # our forms, which ask for no referrer
        {"Sec-Fetch-Site": "none"},
        {"Origin": OURS},
        {"Origin": "null"},
    ],
)
async def test_what_our_pages_and_programs_send_is_taken(open_world: OpenWorld, headers: dict[str, str]) -> None:
    async with browse(open_world()) as client:
        assert (await client.post("/questions", data={"text": QUESTION}, headers=headers)).status_code == 303
        assert (await client.post("/api/conversations", json={}, headers=headers)).status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://ailleurs.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OURS},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://ailleurs.example"},
        {"Origin": "http://parvis.test.ailleurs.example"},
        {"Origin": "http://parvis.test:9000"},
    ],
)
@pytest.mark.parametrize("path", ["/questions", "/person", "/conversation/some-code/person"])
async def test_what_another_site_sends_is_refused_with_a_page(
    open_world: OpenWorld, headers: dict[str, str], path: str
) -> None:
    world = open_world()
    async with browse(world) as client:
        reply = await client.post(path, data={"text": QUESTION}, headers=headers)
        program = await client.post("/api/conversations", json={}, headers=headers)
    assert (reply.status_code, program.status_code) == (403, 403)
    assert MESSAGES.text("request.cross_site_title", Language.FRENCH) in reply.text
    assert program.json() == {
        "reason": "cross_site",
        "message": MESSAGES.text("request.cross_site", Language.FRENCH),
        "notice": MESSAGES.text("notice.short", Language.FRENCH),
    }
    assert world.retriever.searched == []


async def test_a_link_from_another_site_leads_to_the_page(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        assert (await client.get("/", headers={"Sec-Fetch-Site": "cross-site"})).status_code == 200


@pytest.mark.parametrize("host", ["parvis.test", "PARVIS.test:8000", "127.0.0.1:8000", "localhost", "[::1]:8000"])
async def test_the_names_of_the_settings_and_of_this_machine_are_known(open_world: OpenWorld, host: str) -> None:
    async with browse(open_world(hosts=("parvis.test",))) as client:
        assert (await client.get("/", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", ["ailleurs.example", "ailleurs.example:8000", "parvis.test.ailleurs.example", ""])
async def test_another_name_is_refused_on_pages_and_to_programs(open_world: OpenWorld, host: str) -> None:
    async with browse(open_world(hosts=("parvis.test",))) as client:
        page = await client.get("/", headers={"Host": host})
        program = await client.get("/api/health", headers={"Host": host})
    assert (page.status_code, program.status_code) == (421, 421)
    assert MESSAGES.text("request.unknown_host", Language.FRENCH) in page.text.replace("&#39;", "'")
    assert program.json()["reason"] == "unknown_host"


async def test_without_names_in_the_settings_any_name_is_taken(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        assert (await client.get("/", headers={"Host": "mairie.example"})).status_code == 200


async def test_behind_a_proxy_that_changes_the_host_the_origin_is_held_against_the_settings(
    open_world: OpenWorld,
) -> None:
    headers = {"Host": "127.0.0.1:8000", "Origin": "https://parvis.test"}
    async with browse(open_world(hosts=("parvis.test",))) as client:
        assert (await client.post("/api/conversations", json={}, headers=headers)).status_code == 201
