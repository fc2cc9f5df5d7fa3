import asyncio
import json

import pytest
from httpx import AsyncClient, Response

from assistant.api.account_refusals import STATUS_OF_ACCOUNT_REFUSAL, say_account_refusal
from assistant.audit import COMMAND_LINE, AuditTrail
from assistant.errors import AccountRefused
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import AccountRefusal, Language, Role
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import World, browse

MESSAGES = read_messages()
PASSWORD = "le tracteur de la mairie"
OTHER = "une bicyclette sans sonnette"
JSON = {"Content-Type": "application/json"}


def add(world: World, name: str = "marie", *roles: Role) -> None:
    world.accounts.add(name, name.title(), roles or (Role.AGENT,), COMMAND_LINE, password=PASSWORD)


async def sign_in(client: AsyncClient, name: str = "marie", password: str = PASSWORD, **headers: str) -> Response:
    return await client.post("/api/sign-in", json={"name": name, "password": password}, headers=headers)


async def enter(client: AsyncClient, name: str = "marie", password: str = PASSWORD) -> dict[str, str]:
    """Sign in; the headers of the requests that follow."""
    reply = await sign_in(client, name, password)
    assert reply.status_code == 200
    return {"Authorization": f"Bearer {reply.json()['token']}"}


async def test_a_working_day(open_world: OpenWorld) -> None:
    world = open_world()
    add(world)
    async with browse(world) as client:
        reply = (await sign_in(client, " Marie ")).json()
        headers = {"Authorization": f"Bearer {reply['token']}"}
        assert reply["ends_at"] == "2026-06-01T19:00:00Z"
        assert reply["account"] == {
            "name": "marie",
            "display_name": "Marie",
            "roles": ["agent"],
            "is_disabled": False,
            "must_change_password": False,
            "added_at": "2026-06-01T09:00:00Z",
        }
        assert (await client.get("/api/me", headers=headers)).json() == reply["account"]
        assert (await client.post("/api/sign-out", headers=headers)).status_code == 204
        assert (await client.get("/api/me", headers=headers)).json()["reason"] == "session_ended"


async def test_an_unknown_name_a_wrong_password_and_a_disabled_account_get_the_same_reply(
    open_world: OpenWorld,
) -> None:
    world = open_world()
    add(world)
    add(world, "paul")
    world.accounts.change("paul", COMMAND_LINE, is_disabled=True)
    async with browse(world) as client:
        replies = [
            await sign_in(client, "personne"),
            await sign_in(client, "marie", OTHER),
            await sign_in(client, "paul"),
            await sign_in(client, "x" * 5000, "y" * 5000),
            await client.post("/api/sign-in", content=b'{"name": "\\ud800", "password": "\\ud800"}', headers=JSON),
        ]
    assert {reply.status_code for reply in replies} == {401}
    assert {reply.text for reply in replies} == {replies[0].text}
    assert {reply.headers["www-authenticate"] for reply in replies} == {"Bearer"}
    assert replies[0].json()["message"] == MESSAGES.text("account.refusal.sign_in_failed", Language.FRENCH)


async def test_too_many_failures_are_told_when_to_come_back_and_the_password_is_not_looked_at(
    open_world: OpenWorld,
) -> None:
    world = open_world()
    add(world)
    async with browse(world) as client:
        for _ in range(5):
            assert (await sign_in(client, "marie", OTHER)).status_code == 401
        reply = await sign_in(client, "marie", PASSWORD, **{"Accept-Language": "en"})
    assert reply.status_code == 429
    assert int(reply.headers["retry-after"]) == reply.json()["retry_after_seconds"] == 1
    assert reply.json()["message"] == "Too many attempts for now. Wait 1 second, then try again."
    failures = [row for row in AuditTrail(world.engine).page() if row.what == "sign_in_failed"]
    assert len(failures) == 5


async def test_whoever_knows_the_password_never_waits(open_world: OpenWorld) -> None:
    world = open_world()
    add(world)
    async with browse(world) as client:
        assert {(await sign_in(client)).status_code for _ in range(12)} == {200}


async def test_many_guesses_at_once_are_not_all_let_through(open_world: OpenWorld) -> None:
    world = open_world()
    add(world)
    async with browse(world) as client:
        replies = await asyncio.gather(*(sign_in(client, "marie", f"{OTHER} {number}") for number in range(30)))
    assert sorted({reply.status_code for reply in replies}) == [401, 429]
    assert sum(reply.status_code == 401 for reply in replies) == 5


async def test_whoever_signed_in_from_there_before_is_not_kept_out_by_somebody_else_s_guesses(
    open_world: OpenWorld,
) -> None:
    world = open_world()
    add(world)
    async with browse(world) as client:
        await enter(client)
        for number in range(40):
            await sign_in(client, f"nom{number}", OTHER)
        assert (await sign_in(client, "paul", OTHER)).status_code == 429
        assert (await sign_in(client)).status_code == 200


async def test_a_given_password_opens_nothing_but_the_way_to_change_it(open_world: OpenWorld) -> None:
    world = open_world()
    add(world, "zoe", Role.ADMIN)
    async with browse(world) as client:
        admin = await enter(client, "zoe")
        body = {"name": "Paul", "display_name": "Paul D.", "roles": ["admin", "agent"]}
        made = await client.post("/api/accounts", headers=admin, json=body)
        assert made.status_code == 201
        assert made.json()["account"]["roles"] == ["agent", "admin"]
        given = made.json()["password"]
        paul = await enter(client, "paul", given)
        refused = await client.get("/api/accounts", headers=paul)
        assert (refused.status_code, refused.json()["reason"]) == (403, "password_to_change")
        assert (await client.get("/api/me", headers=paul)).json()["must_change_password"] is True
        changed = await client.post("/api/me/password", headers=paul, json={"current": given, "new": OTHER})
        assert (await client.get("/api/me", headers=paul)).status_code == 401
        paul = {"Authorization": f"Bearer {changed.json()['token']}"}
        listed = (await client.get("/api/accounts", headers=paul)).json()["accounts"]
    assert [(account["name"], account["must_change_password"]) for account in listed] == [
        ("paul", False),
        ("zoe", False),
    ]


async def test_guessing_the_current_password_with_a_token_is_slowed_down(open_world: OpenWorld) -> None:
    world = open_world()
    add(world)
    async with browse(world) as client:
        headers = await enter(client)
        statuses = []
        for number in range(7):
            for new in ("court", OTHER):  # a new password that is refused gives no guess back
                body = {"current": f"faux {number}", "new": new}
                reply = await client.post("/api/me/password", headers=headers, json=body)
            statuses.append(reply.status_code)
    assert statuses == [403] * 5 + [429] * 2


async def test_an_admin_changes_an_account_and_reads_it_in_the_audit(open_world: OpenWorld) -> None:
    world = open_world()
    add(world, "zoe", Role.ADMIN)
    add(world)
    async with browse(world) as client:
        admin, marie = await enter(client, "zoe"), await enter(client)
        body = {"roles": ["observer"], "is_disabled": True, "reset_password": True}
        changed = (await client.patch("/api/accounts/Marie", headers=admin, json=body)).json()
        assert changed["account"]["roles"] == ["observer"]
        assert len(changed["password"]) > 20
        assert (await client.get("/api/me", headers=marie)).status_code == 401
        assert (await client.patch("/api/accounts/marie", headers=admin, json={})).json()["password"] == ""
        read, before = [], None
        while True:
            query = f"?limit=2&before={before}" if before else "?limit=2"
            page = (await client.get(f"/api/audit{query}", headers=admin)).json()
            read += [(row["who"], row["role"], row["what"], row["subject"]) for row in page["rows"]]
            if (before := page["before"]) is None:
                break
    assert read == [
        ("zoe", "admin", "password_reset", "account/marie"),
        ("zoe", "admin", "account_disabled", "account/marie"),
        ("zoe", "admin", "roles_changed", "account/marie"),
        ("marie", "", "signed_in", "account/marie"),
        ("zoe", "", "signed_in", "account/zoe"),
        ("command line", "", "account_added", "account/marie"),
        ("command line", "", "account_added", "account/zoe"),
    ]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "reason"),
    [
        ("POST", "/api/accounts", {"name": "zoe", "roles": ["agent"]}, 409, "name_taken"),
        ("POST", "/api/accounts", {"name": "Zoé D", "roles": ["agent"]}, 422, "name_invalid"),
        ("POST", "/api/accounts", {"name": "paul", "roles": []}, 422, "no_role"),
        (
            "POST",
            "/api/accounts",
            {"name": "paul", "display_name": "a" * 81, "roles": ["agent"]},
            422,
            "display_name_invalid",
        ),
        ("PATCH", "/api/accounts/personne", {"is_disabled": True}, 404, "account_unknown"),
        ("PATCH", "/api/accounts/personne", {"reset_password": True}, 404, "account_unknown"),
        ("PATCH", "/api/accounts/zoe", {"roles": ["agent"], "reset_password": True}, 409, "last_admin"),
        ("POST", "/api/me/password", {"current": PASSWORD, "new": "court"}, 422, "password_too_short"),
        ("POST", "/api/me/password", {"current": OTHER, "new": OTHER}, 403, "wrong_password"),
        ("POST", "/api/me/password", {"current": PASSWORD, "new": PASSWORD}, 422, "password_unchanged"),
    ],
)
async def test_what_cannot_be_done_is_told_in_a_sentence_and_changes_nothing(
    open_world: OpenWorld, method: str, path: str, body: object, status: int, reason: str
) -> None:
    world = open_world()
    add(world, "zoe", Role.ADMIN)
    async with browse(world) as client:
        headers = await enter(client, "zoe")
        reply = await client.request(method, path, headers=headers, json=body)
        assert (reply.status_code, reply.json()["reason"]) == (status, reason)
        assert reply.json()["message"] == MESSAGES.text(f"account.refusal.{reason}", Language.FRENCH)
        assert (await client.get("/api/me", headers=headers)).status_code == 200
    assert [account.name for account in world.accounts.all()] == ["zoe"]


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic bWFyaWU6eA==", "bearer \xe9", "Bearer " + "x" * 9000])
async def test_a_header_that_is_no_token_is_401_and_never_an_incident(open_world: OpenWorld, header: str) -> None:
    async with browse(open_world()) as client:
        reply = await client.get("/api/me", headers=[(b"Authorization", header.encode("latin-1"))])
    assert reply.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "marie", "password": "hush", "\\ud800": 1}',
        b'{"name": "marie", "password": ["hush"]}',
        b'{"name": "marie"}',
        b"[]",
        b"{",
    ],
)
async def test_a_body_that_is_no_sign_in_is_refused_and_never_an_incident(open_world: OpenWorld, body: bytes) -> None:
    async with browse(open_world()) as client:
        reply = await client.post("/api/sign-in", content=body, headers=JSON)
    assert reply.status_code == 422
    assert reply.json()["problems"]
    assert "hush" not in reply.text


async def test_the_description_of_the_api_tells_which_routes_need_a_token(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        described = (await client.get("/api/openapi.json")).json()
    assert described["components"]["securitySchemes"] == {"staff": {"type": "http", "scheme": "bearer"}}
    assert described["paths"]["/api/audit"]["get"]["security"] == [{"staff": []}]
    assert "security" not in described["paths"]["/api/conversations"]["post"]
    assert json.dumps(described).count('"set-cookie"') == 0


@pytest.mark.parametrize("language", Language)
def test_every_reason_has_a_status_and_a_sentence_and_no_other_is_there(language: Language) -> None:
    assert set(STATUS_OF_ACCOUNT_REFUSAL) == set(AccountRefusal)
    assert set(MESSAGES.under("account.refusal", language)) == {reason.value for reason in AccountRefusal}
    assert set(MESSAGES.under("account.role", language)) == {role.value for role in Role}


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(1, "1 seconde"), (2, "2 secondes"), (120, "120 secondes"), (121, "3 minutes"), (900, "15 minutes")],
)
def test_a_wait_is_never_told_shorter_than_it_is(seconds: int, told: str) -> None:
    refusal = AccountRefused(AccountRefusal.TOO_MANY_ATTEMPTS, retry_after_seconds=seconds)
    assert f"Attendez {told}," in say_account_refusal(refusal, MESSAGES, Language.FRENCH)
