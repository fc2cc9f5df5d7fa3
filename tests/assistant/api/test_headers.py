import pytest
from httpx import Response

from assistant.messages.catalogue import read_messages
from assistant.services import Services
from assistant.settings import Rates
from assistant.vocabulary import Language
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, browse

MESSAGES = read_messages()
JSON = {"Content-Type": "application/json"}

EXPECTED = {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def hold_everywhere(reply: Response) -> None:
    for name, value in EXPECTED.items():
        assert reply.headers[name] == value
    policy = dict(rule.strip().split(" ", 1) for rule in reply.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert not any("unsafe" in value or "http" in value or "*" in value for value in policy.values())


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/?language=en", 200),
        ("GET", "/person", 200),
        ("GET", "/api/health", 200),
        ("GET", "/api/openapi.json", 200),
        ("GET", "/conversation/no-such-code", 404),
        ("GET", "/api/conversations/no-such-code", 404),
        ("GET", "/no/such/page", 404),
        ("POST", "/", 405),
        ("POST", "/questions", 422),
        ("POST", "/api/conversations", 422),
        ("GET", "/static/parvis.css", 200),
        ("GET", "/static/no-such-file", 404),
    ],
)
async def test_every_reply_has_the_security_headers(open_world: OpenWorld, method: str, path: str, status: int) -> None:
    async with browse(open_world()) as client:
        reply = await client.request(method, path)
    assert reply.status_code == status
    hold_everywhere(reply)
    assert ("no-store" in reply.headers.get("cache-control", "")) is not path.startswith("/static/")


async def test_redirections_streamed_pages_and_event_streams_have_them_too(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        asked = await client.post("/questions", data={"text": QUESTION})
        page = await client.get(asked.headers["location"])
        code = (await client.post("/api/conversations", json={})).json()["code"]
        taken = (await client.post(f"/api/conversations/{code}/questions", json={"text": QUESTION})).json()
        stream = await client.get(taken["events"])
    assert (asked.status_code, page.status_code, stream.status_code) == (303, 200, 200)
    for reply in (asked, page, stream):
        hold_everywhere(reply)
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-accel-buffering"] == "no"


async def test_what_breaks_inside_is_told_to_nobody(open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(self: Services) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr(Services, "health", fail)
    async with browse(open_world()) as client:
        reply = await client.get("/api/health")
    assert reply.status_code == 500
    assert "secret" not in reply.text
    assert "Traceback" not in reply.text
    assert reply.json()["message"] == MESSAGES.text("page.failed", Language.FRENCH)
    assert reply.json()["notice"] == MESSAGES.text("notice.short", Language.FRENCH)


async def test_a_reply_to_what_breaks_inside_has_the_headers_too(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: Services) -> None:
        raise RuntimeError

    monkeypatch.setattr(Services, "health", fail)
    async with browse(open_world()) as client:
        hold_everywhere(await client.get("/api/health"))


async def test_a_page_that_breaks_says_so_in_plain_words_and_leads_to_a_human(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(self: Services, code: str) -> None:
        raise RuntimeError

    monkeypatch.setattr(Services, "transcript", fail)
    async with browse(open_world()) as client:
        reply = await client.get("/conversation/some-code")
    assert reply.status_code == 500
    assert "/person" in reply.text


@pytest.mark.parametrize("is_https", [True, False])
async def test_every_kind_of_reply_has_every_header_and_names_no_software(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch, is_https: bool
) -> None:
    async def fail(self: Services) -> None:
        raise RuntimeError

    monkeypatch.setattr(Services, "health", fail)
    rates = Rates(conversation_questions_a_minute=1, address_person_an_hour=1)
    async with browse(open_world(rates=rates, hosts=("parvis.test",), is_https=is_https)) as client:
        code = (await client.post("/api/conversations", json={})).json()["code"]
        taken = await client.post(f"/api/conversations/{code}/questions", json={"text": QUESTION})
        again = {"text": QUESTION}
        replies = {
            "created": (202, taken),
            "stream": (200, await client.get(taken.json()["events"])),
            "page": (200, await client.get(f"/conversation/{code}")),
            "redirection": (303, await client.post("/person", data={})),
            "page: one too many": (429, await client.post("/person", data={})),
            "API: one too many": (429, await client.post(f"/api/conversations/{code}/questions", json=again)),
            "question: one too many": (429, await client.post("/questions", data={**again, "code": code})),
            "cross-site": (403, await client.post("/person", headers={"Sec-Fetch-Site": "cross-site"})),
            "another host": (421, await client.get("/", headers={"Host": "ailleurs.example"})),
            "nothing there": (404, await client.get("/no/such/page")),
            "wrong method": (405, await client.delete("/")),
            "not ours": (422, await client.post("/api/conversations", json={"language": "xx"})),
            "no JSON": (422, await client.post("/api/conversations", content=b"{", headers=JSON)),
            "too large": (413, await client.post("/questions", data={"text": "a" * 300_000})),
            "API: too large": (413, await client.post("/api/conversations", content=b"a" * 300_000, headers=JSON)),
            "API: broken": (500, await client.get("/api/health")),
            "static": (200, await client.get("/static/parvis.css")),
            "static: no such file": (404, await client.get("/static/no-such-file")),
        }
    for kind, (status, reply) in replies.items():
        assert reply.status_code == status, kind
        hold_everywhere(reply)
        assert ("strict-transport-security" in reply.headers) is is_https, kind
        assert not {"server", "x-powered-by"} & set(reply.headers), kind
        assert (reply.headers.get("cache-control") == "no-store") is (not kind.startswith("static")), kind
    for kind in ("too large", "API: too large"):
        assert MESSAGES.text("refusal.too_long", Language.FRENCH).partition(" (")[0] in replies[kind][1].text
