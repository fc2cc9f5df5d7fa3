"""What a program can do with a conversation's data, and that no refusal gives back what was sent."""

import json
from collections.abc import Iterator

import pytest
from httpx import AsyncClient
from pydantic import BaseModel

from assistant.api.schemas import (
    ExportedContest,
    ExportedEvent,
    ExportedMessage,
    ExportedPage,
    ExportedRequest,
    ExportedTurn,
    ExportWire,
)
from assistant.escalation.contact import ContactDetails
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import ContactRefusal, Language
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import COST_LINES, TITLE, URL, browse

MESSAGES = read_messages()
SECRET = "0639980012"


async def begin(client: AsyncClient, *texts: str, language: str = "fr") -> str:
    code = (await client.post("/api/conversations", json={"language": language})).json()["code"]
    for text in texts:
        taken = await client.post(f"/api/conversations/{code}/questions", json={"text": text})
        await client.get(taken.json()["events"])
    return f"/api/conversations/{code}"


def keys_in(value: object) -> Iterator[str]:
    """Every key of a JSON value, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_in(inner)
    if isinstance(value, list):
        for inner in value:
            yield from keys_in(inner)


async def test_an_export_is_a_file_with_all_that_is_kept_redacted_and_explained(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        conversation = await begin(client, "Je suis Dubosquet, quel prix a la carte ?", "Merci !")
        await client.post(f"{conversation}/person", json={"contact": SECRET})
        code = conversation.split("/")[-1]
        question_id = (await client.get(conversation)).json()["answers"][0]["question_id"]
        contest = {"subject": "outdated", "words": "Dubosquet a payé 30 €."}
        await client.post(f"/conversation/{code}/answers/{question_id}/contest", data=contest)
        await client.post(f"{conversation}/messages", json={"text": "Je suis Dubosquet, c'est pressé."})
        await client.post(f"{conversation}/resume-code")
        reply = await client.get(f"{conversation}/export")
    assert reply.headers["content-disposition"] == 'attachment; filename="conversation.json"'
    assert reply.headers["cache-control"] == "no-store"
    export = reply.json()
    first, second = export["turns"]
    assert first["question"] == "Je suis <PERSONNE_1>, quel prix a la carte ?"
    assert first["masked"] == [MESSAGES.text("entity.PERSON", Language.FRENCH)]
    assert first["pages"] == [{"title": TITLE, "url": URL, "updated_on": "2026-03-01", "version": ""}]
    assert COST_LINES[0] in first["answer"]
    assert first["notice"]
    assert (second["question"], second["searched"]) == ("Merci !", "")
    request = export["request_for_a_person"]
    assert (request["state"], request["contact_is_kept"]) == ("waiting", True)
    assert request["sent_questions"] == [first["question"], "Merci !"]
    (message,) = export["messages"]
    assert message["text"] == "Je suis <PERSONNE_1>, c'est pressé."
    assert (message["author"], message["ai_generated"]) == ("person", False)
    assert message["notice"] == MESSAGES.text("notice.human", Language.FRENCH)
    assert export["events"][0]["what_happened"] == MESSAGES.text("handoff.change.accepted", Language.FRENCH)
    assert export["code_to_come_back_is_kept"] is True
    assert export["erased_after"] > export["started_at"][:10]
    (contested,) = export["contested_answers"]
    assert contested["subject"] == MESSAGES.text("contest.subject.outdated", Language.FRENCH)
    assert (contested["words"], contested["pages"]) == ("<PERSONNE_1> a payé 30 €.", [URL])
    for hidden in ("Dubosquet", "639980012", "6 39 98", code):
        assert hidden not in reply.text
    explained = export.pop("keys")
    assert set(keys_in(export)) | {"keys"} == set(explained)


@pytest.mark.parametrize("language", Language)
def test_every_key_of_an_export_is_explained_and_no_other_is(language: Language) -> None:
    shapes: tuple[type[BaseModel], ...] = (
        ExportWire,
        ExportedTurn,
        ExportedPage,
        ExportedRequest,
        ExportedMessage,
        ExportedEvent,
        ExportedContest,
    )
    assert set(MESSAGES.under("export.key", language)) == {key for shape in shapes for key in shape.model_fields}


async def test_an_export_speaks_the_language_of_its_conversation(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        export = (await client.get(f"{await begin(client, language='en')}/export")).json()
    assert export["explanation"] == MESSAGES.text("export.explanation", Language.ENGLISH)
    assert (export["turns"], export["request_for_a_person"]) == ([], None)


async def test_an_erased_conversation_is_unknown(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        conversation = await begin(client, "quel prix a la carte ?")
        erased = await client.delete(conversation)
        assert (erased.status_code, erased.content) == (204, b"")
        for path in ("", "/export", "/person"):
            assert (await client.get(conversation + path)).status_code == 404
        again = await client.delete(conversation)
        assert (again.status_code, again.json()["reason"]) == (404, "unknown_conversation")


async def test_call_back_details_are_left_and_erased_over_the_api(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        conversation = await begin(client)
        sent = await client.post(f"{conversation}/person", json={"contact": SECRET, "moment": "le soir"})
        assert sent.status_code == 201
        assert SECRET not in sent.text
        escalation = (await world.services.transcript(conversation.split("/")[-1])).escalation
        assert escalation
        kept = world.services.contacts.read(escalation.id)
        assert kept == ContactDetails("+33 6 39 98 00 12", "le soir")
        assert (await client.delete(f"{conversation}/contact")).status_code == 204
        assert not world.services.contacts.is_kept(escalation.id)
        assert (await client.delete("/api/conversations/no-such-code/contact")).status_code == 404


@pytest.mark.parametrize(("accepts", "language"), [("fr", Language.FRENCH), ("en", Language.ENGLISH)])
async def test_call_back_details_that_cannot_be_read_are_told_without_them(
    open_world: OpenWorld, accepts: str, language: Language
) -> None:
    async with browse(open_world()) as client:
        conversation = await begin(client)
        refused = await client.post(
            f"{conversation}/person", json={"contact": "appelez Dubosquet"}, headers={"Accept-Language": accepts}
        )
        transcript = (await client.get(conversation)).json()
    assert refused.status_code == 422
    assert refused.json() == {
        "reason": ContactRefusal.UNREADABLE.value,
        "message": MESSAGES.text("contact.refusal.unreadable", language),
        "notice": MESSAGES.text("notice.short", language),
    }
    assert transcript["escalation"] is None


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({"text": [SECRET]}, ["body.text: string_type"]),
        ({"text": {"name": SECRET}}, ["body.text: string_type"]),
        ({"text": None, SECRET: SECRET}, ["body.text: string_type", "body.?: extra_forbidden"]),
        ({SECRET: "x"}, ["body.text: missing", "body.?: extra_forbidden"]),
        ([SECRET], ["body: model_attributes_type"]),
        (SECRET, ["body: model_attributes_type"]),
    ],
)
@pytest.mark.parametrize("with_pages", [True, False], ids=["with pages", "API alone"])
async def test_a_request_of_another_shape_is_told_where_it_is_wrong_and_not_what_it_held(
    open_world: OpenWorld, body: object, problems: list[str], with_pages: bool
) -> None:
    world = open_world()
    if not with_pages:
        from assistant.api.app import create_app

        world.app = create_app(world.services, MESSAGES, question_characters=4000)
    async with browse(world) as client:
        conversation = await begin(client)
        reply = await client.post(f"{conversation}/questions", json=body)
    assert reply.status_code == 422
    told = reply.json()
    assert (told["reason"], told["problems"]) == ("invalid_request", problems)
    assert told["message"] == MESSAGES.text("page.invalid", Language.FRENCH)
    assert told["notice"] == MESSAGES.text("notice.short", Language.FRENCH)
    assert SECRET not in reply.text


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (f'{{"text": "{SECRET}', 422),
        (f"{SECRET}: non", 422),
        (f'{{"text": "{SECRET}"}} {{', 422),
        ("\x00" + SECRET, 400),  # taken for another encoding
    ],
)
async def test_a_body_that_is_no_json_is_refused_without_its_content(
    open_world: OpenWorld, content: str, status: int
) -> None:
    async with browse(open_world()) as client:
        conversation = await begin(client)
        reply = await client.post(
            f"{conversation}/questions", content=content, headers={"Content-Type": "application/json"}
        )
    assert reply.status_code == status
    assert SECRET not in reply.text


async def test_headers_and_forms_of_another_shape_are_not_given_back_either(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        conversation = await begin(client, "quel prix a la carte ?")
        (answer,) = (await client.get(conversation)).json()["answers"]
        events = f"{conversation}/questions/{answer['question_id']}/events"
        replies = [
            await client.get(events, headers={"Last-Event-ID": SECRET + "x"}),
            await client.post("/api/conversations", json={"language": SECRET}),
            await client.post("/questions", data={"text": "x", "language": SECRET}),
            await client.post("/questions", files={"text": (f"{SECRET}.txt", b"x")}),
            await client.get("/", params={"language": SECRET}),
        ]
    assert [reply.status_code for reply in replies] == [422] * 5
    assert not any(SECRET in reply.text for reply in replies)


async def test_the_description_of_the_api_promises_the_refusal_that_is_given(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        described = json.dumps((await client.get("/api/openapi.json")).json())
    assert "Invalid" in described
    assert "HTTPValidationError" not in described
