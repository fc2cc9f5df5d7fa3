"""What comes back from a server, and what becomes of each way to fail."""

import asyncio
import traceback
from collections.abc import Callable

import httpx
import pytest

from assistant.vocabulary import Language, Queue
from tests.tui.fake_server import ME, PASSWORD, FakeServer
from tui.asking import asks_agent
from tui.client import DeskClient
from tui.errors import CaseNotChanged, DeskError, NotUnderstood, RequestNotTaken, StaffNotAllowed, Unreachable


def client_for(handler: Callable[[httpx.Request], httpx.Response]) -> DeskClient:
    http = httpx.AsyncClient(transport=httpx.MockTransport(handler), base_url="http://desk.test")
    return DeskClient(http, Language.FRENCH)


async def test_a_session_travels_in_a_header_and_the_language_with_it(server: FakeServer) -> None:
    seen: list[httpx.Request] = []

    async def watch(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return await server.handle(request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(watch), base_url="http://desk.test") as http:
        client = DeskClient(http, Language.ENGLISH)
        await client.sign_in(ME, PASSWORD)
        await client.queues()
    assert "authorization" not in seen[0].headers
    assert seen[1].headers["authorization"] == "Bearer token-1"
    assert seen[1].headers["accept-language"] == "en"
    assert not any(PASSWORD in str(request.url) for request in seen)


async def test_the_identifier_of_a_case_cannot_leave_its_place_in_the_path() -> None:
    seen: list[str] = []

    def watch(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path.decode())
        return httpx.Response(404, text="{}")

    with pytest.raises(DeskError):
        await client_for(watch).case("../../accounts?x=1")
    assert seen == ["/api/desk/cases/..%2F..%2Faccounts%3Fx%3D1"]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (409, '{"reason": "changed", "message": "Relisez."}', CaseNotChanged),
        (403, '{"reason": "role_missing", "message": "Non."}', StaffNotAllowed),
        (429, '{"reason": "too_often", "message": "Attendez.", "notice": "n"}', RequestNotTaken),
        (422, '{"reason": "invalid", "message": "Non.", "notice": "n", "problems": []}', RequestNotTaken),
        (500, "<html>", NotUnderstood),
        (404, '{"detail": "Not Found"}', NotUnderstood),
        (502, "<html>", Unreachable),
        (200, '{"unknown": 1}', NotUnderstood),
        (200, "<html>", NotUnderstood),
    ],
)
async def test_each_reply_that_is_no_answer_has_its_error(status: int, body: str, error: type[DeskError]) -> None:
    with pytest.raises(error):
        await client_for(lambda _: httpx.Response(status, text=body)).queues()


@pytest.mark.parametrize(
    ("fault", "may_be_done"),
    [(httpx.ConnectError, False), (httpx.ConnectTimeout, False), (httpx.ReadTimeout, True), (httpx.ReadError, True)],
)
async def test_a_broken_connection_says_whether_the_request_may_be_done(
    fault: type[httpx.TransportError], may_be_done: bool
) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise fault("cut", request=request)

    with pytest.raises(Unreachable) as told:
        await client_for(fail).add_note("c", "secret words")
    assert told.value.may_be_done is may_be_done
    assert "secret" not in repr(told.value)


async def test_an_answer_out_of_the_contract_is_not_quoted() -> None:
    sent = "".join(("inv", "ented"))
    with pytest.raises(NotUnderstood) as told:
        await client_for(lambda _: httpx.Response(200, json={"address": 1, "moment": sent})).contact("c")
    assert sent not in "".join(traceback.format_exception(told.value))


async def test_requests_that_meet_the_end_of_a_session_together_sign_in_once(server: FakeServer) -> None:
    async with httpx.AsyncClient(transport=server.transport, base_url="http://desk.test") as http:
        client = DeskClient(http, Language.FRENCH)
        asked = 0

        async def renew() -> bool:
            nonlocal asked
            asked += 1
            await asyncio.sleep(0)
            await client.sign_in(ME, PASSWORD)
            return True

        client.renew = renew
        await client.sign_in(ME, PASSWORD)
        server.expire()
        with asks_agent():
            cases, queues = await asyncio.gather(client.cases(Queue.WAITING), client.queues())
        assert asked == 1
        assert len(cases.cases) == queues.counts[Queue.WAITING] == 3


async def test_what_the_agent_did_not_begin_never_asks_for_a_password(server: FakeServer) -> None:
    async with httpx.AsyncClient(transport=server.transport, base_url="http://desk.test") as http:
        client = DeskClient(http, Language.FRENCH)

        async def renew() -> bool:
            raise AssertionError

        client.renew = renew
        with pytest.raises(StaffNotAllowed):
            await client.queues()


async def test_nothing_that_comes_from_the_server_drives_the_terminal() -> None:
    typed = "\x1b]0;title\x07\x9b2Jun\r\ntexte\u202e à l'envers\ten colonnes"
    told = await client_for(lambda _: httpx.Response(200, json={"address": typed, "moment": ""})).contact("c")
    assert told.address == "]0;title2Jun\ntexte à l'envers\ten colonnes"
