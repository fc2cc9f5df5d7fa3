"""The desk over HTTP: what the wire says, what is refused and how, and the person's side over the API."""

import json
import re
from contextlib import aclosing

import pytest
from httpx import AsyncClient

from assistant.api.case_refusals import STATUS_OF_CASE_REFUSAL
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import CaseRefusal, Language, Role
from guards.types import Outcome
from knowledge.types import BaseMissing, SearchReport
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import (
    COST_LINES,
    QUESTION,
    STAFF_PASSWORD,
    TITLE,
    FixedRetriever,
    WordGuard,
    World,
    browse,
    read_slowly,
)

MESSAGES = read_messages()


def sign_in(world: World, name: str, *roles: Role) -> dict[str, str]:
    world.hire(name, *roles)
    return {"Authorization": f"Bearer {world.accounts.sign_in(name, STAFF_PASSWORD, '192.0.2.1').token}"}


async def begin(client: AsyncClient, text: str = QUESTION, **asked: object) -> str:
    """Path of a conversation that asked for a person."""
    code = (await client.post("/api/conversations", json={})).json()["code"]
    conversation = f"/api/conversations/{code}"
    taken = (await client.post(f"{conversation}/questions", json={"text": text})).json()
    await client.get(taken["events"])
    assert (await client.post(f"{conversation}/person", json=asked)).status_code == 201
    return conversation


async def read_waiting(client: AsyncClient, headers: dict[str, str]) -> dict[str, object]:
    (line,) = (await client.get("/api/desk/cases?queue=waiting", headers=headers)).json()["cases"]
    assert isinstance(line, dict)
    return line


@pytest.mark.parametrize("language", Language)
def test_every_refusal_has_a_status_and_a_sentence(language: Language) -> None:
    assert set(STATUS_OF_CASE_REFUSAL) == set(CaseRefusal)
    said = {*MESSAGES.under("case.refusal", language), *MESSAGES.under("review.refusal", language)}
    assert {reason.value for reason in CaseRefusal} <= said


async def test_a_case_goes_from_the_queue_to_its_end_in_four_calls(open_world: OpenWorld) -> None:
    world = open_world()
    marie = sign_in(world, "marie")
    async with browse(world) as client:
        conversation = await begin(client, "Je suis Dubosquet, quel prix a la carte ?", added="C'est pressé")
        queues = (await client.get("/api/desk/queues", headers=marie)).json()
        assert queues["counts"]["waiting"] == 1
        assert (queues["opening"], queues["me"], queues["is_trained"]) == ("open", "available", True)
        line = await read_waiting(client, marie)
        assert (line["subject"], line["version"]) == ("Je suis <PERSONNE_1>, quel prix a la carte ?", 2)
        case = f"/api/desk/cases/{line['id']}"
        claimed = (await client.post(f"{case}/claim", json={"version": 2}, headers=marie)).json()
        assert (claimed["line"]["holder"], claimed["line"]["holder_name"]) == ("marie", "Marie (accueil)")
        assert claimed["note"]["added"] == "C'est pressé"
        assert claimed["note"]["pages"][0].startswith(f"{TITLE} (https://")
        assert claimed["turns"][0]["notice"]
        reply = await client.post(f"{case}/reply", json={"text": "Bonjour, 25 €."}, headers=marie)
        assert reply.status_code == 201
        assert reply.json()["version"] == 3
        closing = {"version": 3, "reason": "answered", "labels": ["page_right"]}
        closed = (await client.post(f"{case}/close", json=closing, headers=marie)).json()
        assert (closed["line"]["state"], closed["closing_reason"], closed["labels"]) == (
            "closed",
            "answered",
            ["page_right"],
        )
        transcript = (await client.get(conversation)).json()
    (message,) = transcript["messages"]
    assert (message["author"], message["agent_name"], message["text"]) == ("agent", "Marie (accueil)", "Bonjour, 25 €.")
    assert (message["notice"], message["ai_generated"]) == (MESSAGES.text("notice.human", Language.FRENCH), False)
    assert [change["what"] for change in transcript["changes"]] == ["accepted", "claimed", "closed"]
    assert transcript["escalation"] is None


async def test_a_refusal_says_why_who_and_what_would_go_out(open_world: OpenWorld) -> None:
    world = open_world()
    marie, paul = sign_in(world, "marie"), sign_in(world, "paul")
    async with browse(world) as client:
        await begin(client)
        case = f"/api/desk/cases/{(await read_waiting(client, marie))['id']}"
        await client.post(f"{case}/claim", json={"version": 2}, headers=marie)
        held = await client.post(f"{case}/claim", json={"version": 2}, headers=paul)
        masked = await client.post(f"{case}/reply", json={"text": "Bonjour Dubosquet"}, headers=marie)
        stale = await client.post(f"{case}/close", json={"version": 2, "reason": "answered"}, headers=marie)
        wrong = await client.post(f"{case}/close", json={"version": 3, "reason": "nope"}, headers=marie)
        gone = await client.get("/api/desk/cases/none", headers=marie)
    assert (held.status_code, held.json()["reason"], held.json()["holder_name"]) == (409, "held", "Marie (accueil)")
    assert "Marie (accueil)" in held.json()["message"]
    assert (masked.status_code, masked.json()["reason"]) == (409, "masked")
    assert masked.json()["masked_text"] == "Bonjour <PERSONNE_1>"
    assert masked.json()["entity_types"] == ["PERSON"]
    assert (stale.status_code, stale.json()["reason"]) == (409, "changed")
    assert (wrong.status_code, wrong.json()["reason"]) == (422, "invalid_request")
    assert (gone.status_code, gone.json()["reason"]) == (404, "unknown")
    assert all(set(reply.json()) == set(held.json()) for reply in (masked, stale, gone))


async def test_a_referent_reads_the_queues_and_takes_nothing(open_world: OpenWorld) -> None:
    world = open_world()
    rene, ola = sign_in(world, "rene", Role.REFERENT), sign_in(world, "ola", Role.OBSERVER)
    async with browse(world) as client:
        await begin(client)
        line = await read_waiting(client, rene)
        case = f"/api/desk/cases/{line['id']}"
        assert (await client.get(case, headers=rene)).status_code == 200
        assert (await client.post(f"{case}/claim", json={"version": 2}, headers=rene)).status_code == 403
        assert (await client.get(f"{case}/contact", headers=rene)).status_code == 403
        assert (await client.get("/api/desk/cases", headers=ola)).status_code == 403
        queues = (await client.get("/api/desk/queues", headers=rene)).json()
    assert queues["opening"] == "all_away"  # somebody who answers nobody is not there


async def test_the_desk_is_told_of_a_case_and_resumes_after_a_break(open_world: OpenWorld) -> None:
    world = open_world(distress=WordGuard("mourir", Outcome.ESCALATE, "suicide", "distress"))
    marie = sign_in(world, "marie")
    token = marie["Authorization"].split()[1]
    async with browse(world) as client:
        await begin(client, "Je veux mourir")
    async with aclosing(read_slowly(world.app, "/api/desk/events", last_event_id="0.0", token=token)) as pieces:
        told = [await anext(pieces) for _ in range(2)]
    assert told[0].startswith("event: presence")
    assert told[1].startswith("event: case")
    event = json.loads(re.findall(r"^data: (.+)$", told[1], re.MULTILINE)[0])
    assert (event["what"], event["is_new"], event["is_urgent"], event["who"]) == ("accepted", True, True, "person")
    assert world.services.desk.presence.is_there("marie")


async def test_an_agent_says_whether_they_are_there(open_world: OpenWorld) -> None:
    world = open_world()
    marie = sign_in(world, "marie")
    async with browse(world) as client:
        said = {"presence": "busy", "comment": "au guichet"}
        mine = (await client.put("/api/desk/presence", json=said, headers=marie)).json()
        assert (mine["presence"], mine["comment"], mine["is_signed_in"]) == ("busy", "au guichet", True)
        assert (await client.get("/api/desk/presence", headers=marie)).json() == mine
        colleagues = (await client.get("/api/desk/colleagues", headers=marie)).json()
    assert colleagues == {"colleagues": [mine], "services": ["État civil"]}


async def test_passages_are_found_and_a_missing_index_finds_none(open_world: OpenWorld) -> None:
    world = open_world()
    marie = sign_in(world, "marie")
    async with browse(world) as client:
        found = (await client.get("/api/desk/passages?query=carte", headers=marie)).json()["passages"]
        assert found[0]["text"] == "\n".join(COST_LINES)
        assert (found[0]["title"], found[0]["updated_on"]) == (TITLE, "2026-03-01")
        assert (await client.get("/api/desk/passages?query=", headers=marie)).json() == {"passages": []}
        world.services.retriever = BrokenRetriever()
        assert (await client.get("/api/desk/passages?query=carte", headers=marie)).json() == {"passages": []}
        texts = (await client.get("/api/desk/canned-texts", headers=marie)).json()["texts"]
    assert {text["language"] for text in texts} == {"fr", "en"}


class BrokenRetriever(FixedRetriever):
    def search(self, query: str, *, pages: int = 10) -> SearchReport:
        raise BaseMissing("no published version")


async def test_everything_works_without_any_model_and_without_an_index(open_world: OpenWorld) -> None:
    world = open_world(retriever=BrokenRetriever(), bases=())
    marie = sign_in(world, "marie")
    async with browse(world) as client:
        conversation = await begin(client)
        line = await read_waiting(client, marie)
        case = f"/api/desk/cases/{line['id']}"
        assert (await client.post(f"{case}/claim", json={"version": 2}, headers=marie)).status_code == 200
        assert (await client.post(f"{case}/reply", json={"text": "Bonjour"}, headers=marie)).status_code == 201
        sent = (await client.post(f"{conversation}/questions", json={"text": "Merci"})).json()
        assert (sent["question_id"], sent["message_id"]) == ("", 2)
        assert len((await client.get(conversation)).json()["messages"]) == 2


async def test_a_program_writes_to_the_agent_reads_on_and_withdraws(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        conversation = await begin(client)
        first = (await client.post(f"{conversation}/messages", json={"text": "Je suis Dubosquet"})).json()
        assert first["messages"][0]["text"] == "Je suis <PERSONNE_1>"
        read = (await client.get(f"{conversation}/messages")).json()
        assert [message["id"] for message in read["messages"]] == [1]
        again = (await client.get(f"{conversation}/messages", params={"after": read["after"]})).json()
        assert (again["messages"], again["changes"], again["after"]) == ([], [], read["after"])
        assert (await client.get(f"{conversation}/messages", params={"after": "x"})).status_code == 422
        assert (await client.delete(f"{conversation}/person")).status_code == 204
        late = await client.post(f"{conversation}/messages", json={"text": "Merci"})
        assert (late.status_code, late.json()["reason"]) == (409, "not_possible")
        assert late.json()["notice"]
        stream = (await client.get(f"{conversation}/messages/events")).text
    assert [line for line in stream.splitlines() if line.startswith("event:")] == [
        "event: change",
        "event: change",
        "event: message",
        "event: read",
        "event: over",
    ]


async def test_a_program_chooses_what_to_share_and_may_decline(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        code = (await client.post("/api/conversations", json={})).json()["code"]
        conversation = f"/api/conversations/{code}"
        taken = (await client.post(f"{conversation}/questions", json={"text": QUESTION})).json()
        await client.get(taken["events"])
        ids = (await client.get(f"{conversation}/person")).json()["question_ids"]
        assert (await client.post(f"{conversation}/person/declined")).status_code == 204
        assert (await client.get(conversation)).json()["escalation"] is None
        sent = (await client.post(f"{conversation}/person", json={"left_out": ids})).json()
    assert (sent["state"], sent["ahead"], sent["wait"], sent["opening"]) == ("waiting", 0, "unknown", "all_away")
    assert world.find_case(code).note.questions == ()
