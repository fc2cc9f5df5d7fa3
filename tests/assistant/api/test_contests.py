"""Keepers read which answers people say are wrong, and decide of each. Nothing says whose they are."""

from dataclasses import dataclass
from typing import Any

from httpx import AsyncClient, Response

from assistant.audit import COMMAND_LINE
from assistant.vocabulary import Role
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import COST_LINES, QUESTION, URL, World, browse

PASSWORD = "le tracteur de la mairie"


@dataclass
class Keeper:
    client: AsyncClient
    token: str

    async def ask(self, method: str, path: str = "", **body: object) -> Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.client.request(method, f"/api/contests{path}", json=body or None, headers=headers)

    async def read(self, path: str = "") -> Any:
        reply = await self.ask("GET", path)
        assert reply.status_code == 200, reply.text
        return reply.json()

    async def decide(self, contest: dict[str, Any], verdict: str | None, why: str = "") -> Response:
        path = f"/{contest['id']}/decide"
        return await self.ask("POST", path, version=contest["version"], verdict=verdict, why=why)


def sign_in(world: World, client: AsyncClient, name: str, role: Role) -> Keeper:
    world.accounts.add(name, "", [role], COMMAND_LINE, password=PASSWORD)
    return Keeper(client, world.accounts.sign_in(name, PASSWORD, "192.0.2.1").token)


async def contest(client: AsyncClient, *subjects: tuple[str, str]) -> str:
    """Ask, then say what is wrong with the answer. Gives the code of the conversation."""
    place = (await client.post("/questions", data={"text": QUESTION})).headers["location"].split("#")[0]
    await client.get(place)
    code = place.split("/")[2]
    question_id = (await client.get(f"/api/conversations/{code}")).json()["answers"][0]["question_id"]
    for subject, words in subjects:
        await client.post(f"{place}/answers/{question_id}/contest", data={"subject": subject, "words": words})
    return code


async def test_the_oldest_that_is_left_comes_first_redacted_and_without_a_conversation(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        reine = sign_in(world, client, "reine", Role.REFERENT)
        code = await contest(client, ("wrong", "Dubosquet a payé 30 €"), ("unclear", ""))
        page = await reine.read()
        first = await reine.read("?limit=1")
        second = await reine.read(f"?limit=1&after={first['more']}")
    oldest, newest = page["contests"]
    assert (oldest["subject"], newest["subject"]) == ("wrong", "unclear")
    assert oldest["words"] == "<PERSONNE_1> a payé 30 €"
    assert (oldest["question"], oldest["pages"]) == (QUESTION, [URL])
    assert set(oldest) == {"id", "version", "made_at", "subject", "words", "question", "pages", "decision"}
    assert code not in str(page)
    assert (page["open"], page["more"]) == (2, "")
    assert (first["contests"], second["contests"], second["more"]) == ([oldest], [newest], "")


async def test_one_is_read_with_its_answer_and_closed_with_a_verdict(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        reine = sign_in(world, client, "reine", Role.REFERENT)
        code = await contest(client, ("outdated", ""))
        (left,) = (await reine.read())["contests"]
        opened = await reine.read(f"/{left['id']}")
        assert opened["contest"] == left
        assert COST_LINES[0] in opened["answer"]["text"]
        assert code not in str(opened)
        decided = (await reine.decide(left, "page_wrong", "prix de 2024, dit Dubosquet")).json()
        assert (await reine.read())["contests"] == []
        closed = await reine.read("?decided=true")
        export = (await client.get(f"/api/conversations/{code}/export")).json()
    decision = decided["contest"]["decision"]
    assert (decision["verdict"], decision["who"]) == ("page_wrong", "reine")
    assert decision["why"] == "prix de 2024, dit <PERSONNE_1>"
    assert (closed["contests"], closed["open"]) == ([decided["contest"]], 0)
    (contested,) = export["contested_answers"]
    assert (contested["outcome"], contested["dealt_with_at"]) == ("La page est à corriger", decision["at"])
    assert "reine" not in str(export)


async def test_the_second_of_two_is_told_who_was_faster_and_what_to_do(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        reine, zoe = sign_in(world, client, "reine", Role.REFERENT), sign_in(world, client, "zoe", Role.ADMIN)
        await contest(client, ("wrong", ""))
        (left,) = (await zoe.read())["contests"]
        await reine.decide(left, "answer_right")
        late = await zoe.decide(left, "page_wrong")
        assert (late.status_code, late.json()["reason"]) == (409, "contest_decided")
        assert late.json()["message"].startswith("reine a traité")
        (closed,) = (await zoe.read("?decided=true"))["contests"]
        assert closed["decision"]["verdict"] == "answer_right"
        opened_again = await zoe.decide(closed, None)
        assert opened_again.json()["contest"]["decision"] is None
        late = await reine.decide(closed, "other")
        assert (late.status_code, late.json()["reason"]) == (409, "contest_changed")


async def test_what_is_gone_unknown_or_too_long_is_told(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        reine = sign_in(world, client, "reine", Role.REFERENT)
        code = await contest(client, ("wrong", ""))
        (left,) = (await reine.read())["contests"]
        assert (await reine.decide(left, "rejected")).status_code == 422
        too_long = await reine.decide(left, "other", "a" * 301)
        assert (too_long.status_code, too_long.json()["reason"]) == (422, "too_long")
        await client.delete(f"/api/conversations/{code}")
        for reply in (await reine.ask("GET", f"/{left['id']}"), await reine.decide(left, "other")):
            assert (reply.status_code, reply.json()["reason"]) == (404, "contest_unknown")
