"""Every route says who may use it, and every protected one holds to it, for every role and every kind of visitor."""

from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.staticfiles import StaticFiles
from httpx import AsyncClient
from sqlalchemy import update

from assistant.api.access import PUBLIC, Public, StaffOnly, list_access, needs
from assistant.api.keeper_schemas import WriteAnswer
from assistant.api.keeper_wire import written_from_wire
from assistant.audit import COMMAND_LINE
from assistant.cli.serve import build_app
from assistant.conversation.tables import accounts
from assistant.settings import Settings
from assistant.vocabulary import CaseRefusal, Channel, ContestSubject, Language, Role
from knowledge.ingest import load_base
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import World, browse, make_answer, read_slowly
from tests.knowledge.sources import PAGES, write_zip

PASSWORD = "le tracteur de la mairie"

ANSWER = {
    "service": "Port",
    "text": "Le permis de pêche vaut une année civile.",
    "questions": ["Combien de temps vaut le permis de pêche ?"],
    "pages": [{"base": "port", "document_id": "F12"}],
}

REQUESTS: Mapping[tuple[str, str], Mapping[str, object] | None] = {
    ("POST", "/api/sign-out"): None,
    ("GET", "/api/me"): None,
    ("POST", "/api/me/password"): {"current": PASSWORD, "new": "une bicyclette sans sonnette"},
    ("GET", "/api/accounts"): None,
    ("POST", "/api/accounts"): {"name": "nouveau", "roles": ["agent"]},
    ("PATCH", "/api/accounts/{name}"): {"display_name": "Paul D.", "reset_password": True},
    ("GET", "/api/audit"): None,
    ("GET", "/api/contests"): None,
    ("GET", "/api/contests/{contest_id}"): None,
    ("POST", "/api/contests/{contest_id}/decide"): {"version": 1, "verdict": "other"},
    ("GET", "/api/desk/queues"): None,
    ("GET", "/api/desk/cases"): None,
    ("GET", "/api/desk/cases/{case_id}"): None,
    ("POST", "/api/desk/cases/{case_id}/claim"): {"version": 1},
    ("POST", "/api/desk/cases/{case_id}/release"): {"version": 1},
    ("POST", "/api/desk/cases/{case_id}/forward"): {"version": 1, "to": "service:État civil"},
    ("POST", "/api/desk/cases/{case_id}/reply"): {"text": "Bonjour"},
    ("POST", "/api/desk/cases/{case_id}/notes"): {"text": "À suivre"},
    ("POST", "/api/desk/cases/{case_id}/call-back"): {"version": 1},
    ("POST", "/api/desk/cases/{case_id}/call-back/tried"): {"version": 1, "outcome": "reached"},
    ("GET", "/api/desk/cases/{case_id}/contact"): None,
    ("POST", "/api/desk/cases/{case_id}/close"): {"version": 1, "reason": "answered"},
    ("GET", "/api/desk/events"): None,
    ("GET", "/api/desk/presence"): None,
    ("PUT", "/api/desk/presence"): {"presence": "available"},
    ("GET", "/api/desk/colleagues"): None,
    ("GET", "/api/desk/canned-texts"): None,
    ("GET", "/api/desk/passages"): None,
    ("GET", "/api/knowledge"): None,
    ("GET", "/api/knowledge/{base}/versions"): None,
    ("GET", "/api/knowledge/{base}/check"): None,
    ("GET", "/api/knowledge/{base}/changes/{document_id}"): None,
    ("GET", "/api/knowledge/{base}/golden"): None,
    ("PUT", "/api/knowledge/{base}/golden"): {"questions": [{"id": "a", "question": "Où ?", "pages": ["F10"]}]},
    ("POST", "/api/knowledge/{base}/prepare"): {},
    ("POST", "/api/knowledge/{base}/publish"): {},
    ("POST", "/api/knowledge/{base}/rollback"): None,
    ("DELETE", "/api/knowledge/{base}/versions/{version}"): None,
    ("GET", "/api/knowledge/{base}/worklists/{worklist}"): None,
    ("PUT", "/api/knowledge/{base}/worklists/{worklist}/{key}"): {"mark": "done"},
    ("GET", "/api/answers"): None,
    ("GET", "/api/answers/{answer_id}"): None,
    ("POST", "/api/answers"): ANSWER,
    ("PUT", "/api/answers/{answer_id}"): {**ANSWER, "version": 1},
    ("POST", "/api/answers/{answer_id}/confirm"): {"version": 2},
    ("POST", "/api/answers/{answer_id}/withdraw"): {"version": 3},
    ("GET", "/api/desk/drafts"): None,
    ("GET", "/api/desk/drafts/{draft_id}"): None,
    ("POST", "/api/desk/drafts/{draft_id}/decide"): {"version": 1, "verdict": "approved"},
    ("GET", "/api/desk/quality"): None,
    ("GET", "/api/desk/course"): None,
    ("POST", "/api/desk/course"): {"version": "2026-11", "answers": {}},
    ("POST", "/api/desk/course/require"): {"account": ""},
}
"""A body that each protected route takes, or None. A new route gets its row here."""

PUBLIC_API = ("/api/conversations", "/api/resume", "/api/health", "/api/sign-in", "/api/openapi.json")
STREAM = "/api/desk/events"
"""Does not end by itself: whoever may read it is shown its first event."""
ADMIN_API = ("/api/accounts", "/api/audit", "/api/desk/course/require")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who asks for a route, and what each kind of route answers."""

    who: str
    roles: frozenset[Role] = frozenset(Role)
    given_password: bool = False
    spoil: Callable[[World, str], str] = lambda _world, token: token
    """Takes the world and a good token, and gives the one that is sent."""
    is_known: bool = True

    def expected(self, access: StaffOnly) -> str:
        if not self.is_known:
            return "401"
        if self.given_password and not access.with_given_password:
            return "403"
        return "2xx" if self.roles & set(access.roles) else "403"


def expire(world: World, token: str) -> str:
    world.clock.pass_(hours=11)
    return token


def leave_idle(world: World, token: str) -> str:
    world.clock.pass_(minutes=31)
    return token


def disable(world: World, token: str) -> str:
    """The row alone, so that it is the check of the session that refuses."""
    with world.engine.begin() as connection:
        connection.execute(update(accounts).values(is_disabled=True))
    return token


VISITORS = [
    *(Visitor(role.value, frozenset({role})) for role in Role),
    Visitor("every role"),
    Visitor("given password", given_password=True),
    Visitor("no token", spoil=lambda _world, _token: "", is_known=False),
    Visitor("unknown token", spoil=lambda _world, token: token[::-1], is_known=False),
    Visitor("expired session", spoil=expire, is_known=False),
    Visitor("idle session", spoil=leave_idle, is_known=False),
    Visitor("disabled account", spoil=disable, is_known=False),
]


def enter(world: World, visitor: Visitor, name: str) -> tuple[str, str]:
    """Password and token of an account of its own."""
    given = "" if visitor.given_password else PASSWORD
    made = world.accounts.add(name, "", visitor.roles, COMMAND_LINE, password=given)
    return made.password, world.accounts.sign_in(name, made.password, "192.0.2.1").token


def open_with_bases(open_world: OpenWorld, folder: Path) -> tuple[World, Mapping[str, str]]:
    """A world with a published base, a draft of it and an answer, and what stands in the paths of the routes."""
    root = folder / "knowledge"
    load_base(write_zip(folder / "first.zip"), "port", root)
    newer = {**PAGES, "F10.xml": PAGES["F10.xml"].replace("25", "30")}
    draft = load_base(write_zip(folder / "newer.zip", newer), "port", root, as_draft=True).version
    world = open_world(knowledge_root=root, bases_open=("port",))
    written = written_from_wire(WriteAnswer.model_validate(ANSWER))
    answer = world.services.keepers.answers.add(written, COMMAND_LINE)
    asked = make_answer(conversation_id=world.services.conversations.start(Language.FRENCH, Channel.WEB).id)
    world.services.conversations.keep(asked)
    contested = world.services.contest_desk.store.keep(asked, ContestSubject.WRONG, "")
    names = {"name": "paul", "base": "port", "version": draft, "document_id": "F10", "worklist": "stale", "key": "F10"}
    return world, {**names, "answer_id": answer.id, "case_id": "0" * 32, "draft_id": "none", "contest_id": contested.id}


async def ask(
    world: World,
    client: AsyncClient,
    method: str,
    path: str,
    names: Mapping[str, str],
    *,
    password: str,
    token: str,
) -> str:
    if path == STREAM and token:
        async with aclosing(read_slowly(world.app, path, last_event_id="?", token=token)) as pieces:
            first = await anext(pieces)
        if first.startswith("event: reset"):
            return "2xx"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    body = REQUESTS[method, path]
    if body and "current" in body:
        body = {**body, "current": password}
    reply = await client.request(method, path.format(**names), headers=headers, json=body)
    assert "set-cookie" not in reply.headers
    if reply.status_code == 404 and reply.json()["reason"] == CaseRefusal.UNKNOWN:
        return "2xx"  # let in, and told that there is no such case or draft
    if reply.status_code >= 400:
        assert set(reply.json()) == {"reason", "message", "retry_after_seconds"}
        assert ("www-authenticate" in reply.headers) is (reply.status_code == 401)
    return "2xx" if reply.is_success else str(reply.status_code)


@pytest.mark.parametrize("visitor", VISITORS, ids=lambda visitor: visitor.who.replace(" ", "_"))
async def test_every_protected_route_opens_to_its_roles_and_to_nobody_else(
    open_world: OpenWorld, visitor: Visitor, tmp_path: Path
) -> None:
    world, names = open_with_bases(open_world, tmp_path)
    world.accounts.add("paul", "", [Role.ADMIN], COMMAND_LINE, password=PASSWORD)
    protected = {route: access for route, access in list_access(world.app).items() if isinstance(access, StaffOnly)}
    expected = {route: visitor.expected(access) for route, access in protected.items()}
    got = {}
    async with browse(world) as client:
        for number, route in enumerate(protected):
            password, token = enter(world, visitor, f"visiteur{number}")
            got[route] = await ask(world, client, *route, names, password=password, token=visitor.spoil(world, token))
    assert got == expected
    assert set(got) == set(REQUESTS)


async def test_the_whole_application_declares_who_may_use_it(open_world: OpenWorld) -> None:
    declared = list_access(build_app(Settings(), open_world().services))
    assert {("GET", "/"), ("GET", "/api/openapi.json"), ("*", "/static"), ("GET", "/api/me")} <= set(declared)
    opened = {path for (_, path), access in declared.items() if isinstance(access, Public) and path.startswith("/api/")}
    assert {path for path in opened if not path.startswith(PUBLIC_API)} == set()
    protected = {route: access for route, access in declared.items() if isinstance(access, StaffOnly)}
    assert set(protected) == set(REQUESTS)
    kept_by_admins = {access.roles for (_, path), access in protected.items() if path.startswith(ADMIN_API)}
    assert kept_by_admins == {(Role.ADMIN,)}


def test_a_route_that_declares_nothing_keeps_the_application_closed() -> None:
    app = FastAPI(openapi_url=None)
    app.get("/open", dependencies=[PUBLIC])(lambda: None)
    assert list_access(app) == {("GET", "/open"): Public()}
    app.post("/forgotten")(lambda: None)
    with pytest.raises(LookupError, match="POST /forgotten"):
        list_access(app)


def test_a_route_that_declares_two_things_keeps_the_application_closed() -> None:
    app = FastAPI(openapi_url=None)
    router = APIRouter(dependencies=[PUBLIC])
    router.get("/both", dependencies=[needs(Role.ADMIN)])(lambda: None)
    app.include_router(router, prefix="/deep")
    with pytest.raises(LookupError, match="GET /deep/both"):
        list_access(app)


@pytest.mark.parametrize("what", ["files", "description"])
def test_what_is_no_route_of_ours_is_declared_too(tmp_path: Path, what: str) -> None:
    app = FastAPI(openapi_url="/description" if what == "description" else None)
    if what == "files":
        app.mount("/files", StaticFiles(directory=tmp_path))
    with pytest.raises(LookupError, match=f"/{what}"):
        list_access(app)
