"""What an admin screen reads and does over HTTP, and what a person is then answered."""

from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient, Response

from assistant.audit import COMMAND_LINE
from assistant.vocabulary import Role
from knowledge.ingest import load_base
from knowledge.versions import published_version
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import NameGuard, World, browse
from tests.assistant.keepers.test_versions import load_draft
from tests.knowledge.sources import PAGES, write_zip

PASSWORD = "le tracteur de la mairie"
QUESTION = "Combien de temps vaut le permis de pêche ?"
ANSWER = {
    "service": "Garde-pêche",
    "text": "Le permis de pêche vaut une année civile.\nVenez au bureau le matin.",
    "questions": [QUESTION],
    "pages": [{"base": "port", "document_id": "F12"}],
}


class Desk:
    """Somebody of staff at work."""

    def __init__(self, client: AsyncClient, token: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token}"}

    async def ask(self, method: str, path: str, body: object = None, **query: object) -> Response:
        return await self._client.request(method, path, json=body, headers=self._headers, params=query or None)  # type: ignore[arg-type]

    async def get(self, path: str, **query: object) -> Any:
        reply = await self.ask("GET", path, **query)
        assert reply.status_code == 200, reply.text
        return reply.json()


@pytest.fixture
def world(open_world: OpenWorld, tmp_path: Path) -> World:
    """Answers from a published base of invented pages."""
    root = tmp_path / "knowledge"
    load_base(write_zip(tmp_path / "first.zip"), "port", root)
    return open_world(knowledge_root=root, bases_open=("port",), answers_from_bases=True, personal_data=NameGuard())


def sign_in(world: World, client: AsyncClient, *roles: Role) -> Desk:
    name = "-".join(roles)
    world.accounts.add(name, "Marie Exemple", roles, COMMAND_LINE, password=PASSWORD)
    return Desk(client, world.accounts.sign_in(name, PASSWORD, "192.0.2.1").token)


async def ask_as_person(client: AsyncClient, text: str) -> dict[str, Any]:
    code = (await client.post("/api/conversations", json={})).json()["code"]
    taken = await client.post(f"/api/conversations/{code}/questions", json={"text": text})
    await client.get(taken.json()["events"])
    (answer,) = (await client.get(f"/api/conversations/{code}")).json()["answers"]
    return {**answer, "code": code}


async def test_an_admin_checks_publishes_and_goes_back(world: World, tmp_path: Path) -> None:
    root = tmp_path / "knowledge"
    first = published_version(root, "port")
    draft = load_draft(root)
    async with browse(world) as client:
        admin = sign_in(world, client, Role.ADMIN)
        (base,) = (await admin.get("/api/knowledge"))["bases"]
        assert {version["version"]: version["is_draft"] for version in base["versions"]} == {first: False, draft: True}
        check = await admin.get("/api/knowledge/port/check")
        counts = {name: check[name] for name in ("added", "removed", "changed", "redated", "unchanged")}
        assert counts == {"added": 0, "removed": 0, "changed": 1, "redated": 0, "unchanged": 2}
        lines = (await admin.get("/api/knowledge/port/changes/F10"))["lines"]
        assert [(line["is_added"], line["text"][-5:]) for line in lines] == [
            (False, "25\u00a0€."),
            (True, "30\u00a0€."),
        ]
        before = await ask_as_person(client, QUESTION)
        published = await admin.ask("POST", "/api/knowledge/port/publish", {})
        assert published.json() == {"base": "port", "version": draft}
        world.library.refresh()
        after = await ask_as_person(client, QUESTION)
        assert (await admin.ask("POST", "/api/knowledge/port/rollback")).json()["version"] == first
        world.library.refresh()
        again = await ask_as_person(client, QUESTION)
    versions = [answer["sources"][0]["version"] for answer in (before, after, again)]
    assert versions == [first, draft, first]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "reason"),
    [
        ("GET", "/api/knowledge/gare/versions", None, 404, "base_unknown"),
        ("GET", "/api/knowledge/port/check", None, 404, "no_draft"),
        ("GET", "/api/knowledge/port/check?version=zz", None, 404, "version_unknown"),
        ("POST", "/api/knowledge/port/rollback", None, 409, "no_way_back"),
        ("PUT", "/api/knowledge/port/worklists/stale/F404", {"mark": "done"}, 404, "item_unknown"),
        ("GET", "/api/answers/none", None, 404, "answer_unknown"),
        ("POST", "/api/answers", {**ANSWER, "text": " "}, 422, "empty"),
        ("POST", "/api/answers", {**ANSWER, "text": "Il coûte 12 €."}, 422, "unsupported"),
        ("POST", "/api/answers", {**ANSWER, "text": "Demandez Dubosquet."}, 422, "personal_data"),
    ],
)
async def test_what_is_refused_is_a_sentence_with_its_reason(
    world: World, method: str, path: str, body: object, status: int, reason: str
) -> None:
    async with browse(world) as client:
        reply = await sign_in(world, client, Role.ADMIN).ask(method, path, body)
    assert (reply.status_code, reply.json()["reason"]) == (status, reason)
    assert reply.json()["message"]
    assert "Dubosquet" not in reply.text


async def test_a_referent_reads_the_lists_and_decides_nothing(world: World) -> None:
    async with browse(world) as client:
        referent = sign_in(world, client, Role.REFERENT)
        stale = await referent.get("/api/knowledge/port/worklists/stale", limit=2)
        assert (len(stale["items"]), stale["total"]) == (2, 3)
        key = stale["items"][0]["key"]
        path = f"/api/knowledge/port/worklists/stale/{key}"
        assert (await referent.ask("PUT", path, {"mark": "done"})).status_code == 403
        admin = sign_in(world, client, Role.ADMIN)
        marked = await admin.ask("PUT", path, {"mark": "done", "why": "relue"})
        assert marked.json()["mark"]["why"] == "relue"
        assert key not in str(await referent.get("/api/knowledge/port/worklists/stale"))
        with_marks = await referent.get("/api/knowledge/port/worklists/stale", marked_too=True)
        assert with_marks["total"] == 3


async def test_what_an_agent_writes_is_answered_first_until_its_page_changes(world: World, tmp_path: Path) -> None:
    root = tmp_path / "knowledge"
    async with browse(world) as client:
        agent = sign_in(world, client, Role.AGENT)
        before = await ask_as_person(client, QUESTION)
        added = await agent.ask("POST", "/api/answers", ANSWER)
        assert (added.status_code, added.json()["state"]) == (201, "served")
        served = await ask_as_person(client, "combien de temps vaut un permis de PECHE")
        page = (await client.get(f"/conversation/{served['code']}")).text
        export = (await client.get(f"/api/conversations/{served['code']}/export")).json()
        other = await ask_as_person(client, "Combien de temps vaut le permis de pêche pour un enfant ?")
        changed = PAGES["F12.xml"].replace("brochets", "perches")
        load_base(write_zip(tmp_path / "newer.zip", {**PAGES, "F12.xml": changed}), "port", root)
        world.library.refresh()
        after = await ask_as_person(client, QUESTION)
        (listed,) = (await agent.get("/api/answers"))["answers"]

    def kinds(answer: dict[str, Any]) -> list[str]:
        return [part["kind"] for part in answer["parts"]]

    assert kinds(before) == ["quote"]
    assert "validated" not in (*kinds(before), *kinds(other), *kinds(after))
    assert kinds(served)[:2] == ["validated", "quote"]
    assert served["parts"][0]["lines"] == ANSWER["text"].splitlines()  # type: ignore[attr-defined]
    assert "Garde-pêche" in served["parts"][0]["heading"]
    assert served["notice"]
    assert 'class="validated"' in page
    assert f'data-version="{served["sources"][0]["version"]}"' in page
    assert "Réponse rédigée et vérifiée par une personne (Garde-pêche)" in export["turns"][0]["answer"]
    assert export["turns"][0]["pages"][0]["version"] == served["sources"][0]["version"]
    assert "Marie Exemple" not in f"{served}{page}{export}"
    assert (listed["state"], listed["pages"][0]["is_changed"], listed["author"]) == ("draft", True, "agent")


async def test_two_people_never_correct_one_answer_at_once(world: World) -> None:
    async with browse(world) as client:
        agent = sign_in(world, client, Role.AGENT)
        path = f"/api/answers/{(await agent.ask('POST', '/api/answers', ANSWER)).json()['id']}"
        better = {**ANSWER, "text": "Une année civile.", "version": 1}
        assert (await agent.ask("PUT", path, better)).json()["version"] == 2
        second = await agent.ask("PUT", path, better)
        assert (second.status_code, second.json()["reason"]) == (409, "changed")
        changes = (await agent.get(path))["changes"]
    assert [(change["what"], change["text"]) for change in changes] == [
        ("added", ANSWER["text"]),
        ("corrected", "Une année civile."),
    ]


async def test_golden_questions_are_kept_and_their_ranks_told(world: World, tmp_path: Path) -> None:
    load_draft(tmp_path / "knowledge")
    questions = {"questions": [{"id": "G1", "question": QUESTION, "pages": ["F12"]}]}
    async with browse(world) as client:
        admin = sign_in(world, client, Role.ADMIN)
        assert (await admin.ask("PUT", "/api/knowledge/port/golden", questions)).status_code == 200
        assert await admin.get("/api/knowledge/port/golden") == questions
        golden = (await admin.get("/api/knowledge/port/check"))["golden"]
    assert (golden["questions"], golden["after"]["found_first"], golden["moved"]) == (1, 1.0, [])
