import json
from dataclasses import dataclass

import pytest
from httpx import AsyncClient, Response

from assistant.conversation.types import AnswerPart
from assistant.messages.catalogue import read_messages
from assistant.pipeline.outlet import Evidence
from assistant.vocabulary import Language, QuestionRefusal
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import (
    COST_LINES,
    FOR_ADULTS,
    FOR_MINORS,
    PLAIN_LINES,
    QUESTION,
    TITLE,
    WORDY,
    FixedRetriever,
    Gate,
    World,
    browse,
    make_page,
    make_passage,
    read_slowly,
)

MESSAGES = read_messages()


@dataclass(frozen=True, slots=True)
class Sent:
    """One event of a stream, as a browser reads it."""

    event: str
    id: int
    data: object


def read_stream(reply: Response) -> list[Sent]:
    assert reply.headers["content-type"].startswith("text/event-stream")
    return read_events(reply.text)


def read_events(text: str) -> list[Sent]:
    sent = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and not line.startswith(":"))
        if fields:
            sent.append(Sent(fields["event"], int(fields["id"]), json.loads(fields["data"])))
    return sent


async def begin(client: AsyncClient, language: str = "fr") -> str:
    reply = await client.post("/api/conversations", json={"language": language})
    assert reply.status_code == 201
    return f"/api/conversations/{reply.json()['code']}"


async def ask(client: AsyncClient, conversation: str, text: str = QUESTION) -> str:
    """Ask, and give the path of the events."""
    reply = await client.post(f"{conversation}/questions", json={"text": text})
    assert reply.status_code == 202
    path: str = reply.json()["events"]
    return path


async def listen_live(world: World, path: str, gate: Gate) -> str:
    """The whole stream of a turn whose model waits at the gate until somebody reads."""
    pieces = read_slowly(world.app, path)
    first = await anext(pieces)
    gate.opened.set()
    return "".join([first, *[piece async for piece in pieces]])


async def test_a_whole_conversation_goes_over_the_api(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    async with browse(world) as client:
        conversation = await begin(client)
        stream = read_events(await listen_live(world, await ask(client, conversation), gate))
        kinds = [sent.event for sent in stream]
        assert kinds.index("question") < kinds.index("sources") < kinds.index("part") < kinds.index("ended")
        assert kinds[-1] == "ended"
        assert [sent.id for sent in stream] == list(range(1, len(stream) + 1))
        ended = stream[-1].data
        assert isinstance(ended, dict)
        assert ended["status"] == "answered"
        assert ended["ai_generated"] is True
        assert "1er mars 2026" in ended["notice"]
        assert [part["kind"] for part in ended["parts"]] == ["quote", "quote"]
        assert ended["sources"][0]["title"] == TITLE
        transcript = (await client.get(conversation)).json()
        assert transcript["answers"] == [ended]
        assert transcript["escalation"] is None


async def test_a_stream_resumes_after_the_last_event_that_was_read(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    async with browse(world) as client:
        events = await ask(client, await begin(client))
        await gate.reached.wait()
        whole, resumed = read_slowly(world.app, events), read_slowly(world.app, events, last_event_id=4)
        pieces, later_pieces = [await anext(whole)], [await anext(resumed)]  # both are reading while the turn runs
        gate.opened.set()
        everything = read_events("".join([*pieces, *[piece async for piece in whole]]))
        assert read_events("".join([*later_pieces, *[piece async for piece in resumed]])) == everything[4:]
        assert len(everything) > 5
        finished = read_stream(await client.get(events, headers={"Last-Event-ID": "4"}))
        assert [(sent.event, sent.data) for sent in finished] == [("ended", everything[-1].data)]


async def test_a_second_question_while_one_runs_is_refused_in_words_and_with_the_notice(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    async with browse(world) as client:
        conversation = await begin(client)
        events = await ask(client, conversation)
        refused = await client.post(f"{conversation}/questions", json={"text": "Encore ?"})
        assert refused.status_code == 409
        assert refused.json() == {
            "reason": "already_asking",
            "message": MESSAGES.text("refusal.already_asking", Language.FRENCH),
            "notice": MESSAGES.text("notice.short", Language.FRENCH),
        }
        gate.opened.set()
        await client.get(events)


@pytest.mark.parametrize(
    ("text", "reason", "status"),
    [
        ("", QuestionRefusal.EMPTY, 422),
        ("   ", QuestionRefusal.EMPTY, 422),
        ("😀", QuestionRefusal.NO_WORDS, 422),
        ("\u202e\u200b", QuestionRefusal.NO_WORDS, 422),
        ("a" * 20_000, QuestionRefusal.TOO_LONG, 413),
    ],
)
@pytest.mark.parametrize(("accepts", "language"), [("fr", Language.FRENCH), ("en-GB,fr;q=0.5", Language.ENGLISH)])
async def test_a_refused_question_gets_a_sentence_what_to_do_and_the_notice(
    open_world: OpenWorld, text: str, reason: QuestionRefusal, status: int, accepts: str, language: Language
) -> None:
    async with browse(open_world()) as client:
        conversation = await begin(client)
        reply = await client.post(
            f"{conversation}/questions", json={"text": text}, headers={"Accept-Language": accepts}
        )
    assert reply.status_code == status
    body = reply.json()
    assert body["reason"] == reason.value
    assert body["notice"] == MESSAGES.text("notice.short", language)
    assert body["message"].startswith(MESSAGES.text(f"refusal.{reason}", language).split("{")[0])
    assert "{" not in body["message"]


async def test_a_server_that_is_full_says_when_to_come_back(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through, turns_at_once=1)
    async with browse(world) as client:
        events = await ask(client, await begin(client))
        other = await begin(client)
        reply = await client.post(f"{other}/questions", json={"text": QUESTION})
        assert (reply.status_code, reply.json()["reason"]) == (503, "too_busy")
        assert int(reply.headers["retry-after"]) > 0
        gate.opened.set()
        await client.get(events)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("POST", "/questions"),
        ("GET", "/person"),
        ("POST", "/person"),
    ],
)
async def test_an_unknown_code_is_404_with_a_sentence_and_the_notice(
    open_world: OpenWorld, method: str, path: str
) -> None:
    async with browse(open_world()) as client:
        body = {"json": {"text": QUESTION}} if path == "/questions" else {}
        reply = await client.request(method, f"/api/conversations/no-such-code{path}", **body)  # type: ignore[arg-type]
    assert reply.status_code == 404
    assert reply.json() == {
        "reason": "unknown_conversation",
        "message": MESSAGES.text("page.not_found", Language.FRENCH),
        "notice": MESSAGES.text("notice.short", Language.FRENCH),
    }


@pytest.mark.parametrize("known", [True, False], ids=["unknown question", "unknown conversation"])
@pytest.mark.parametrize("what", ["events", "plain"])
async def test_the_events_and_the_plain_version_of_nothing_are_404(
    open_world: OpenWorld, known: bool, what: str
) -> None:
    async with browse(open_world()) as client:
        conversation = await begin(client) if known else "/api/conversations/no-such-code"
        reply = await client.get(f"{conversation}/questions/no-such-question/{what}")
    assert reply.status_code == 404
    assert reply.json()["notice"] == MESSAGES.text("notice.short", Language.FRENCH)


async def test_personal_data_is_redacted_in_everything_that_comes_back(open_world: OpenWorld) -> None:
    gate = Gate()
    world = open_world(hold=gate.pass_through)
    async with browse(world) as client:
        conversation = await begin(client)
        events = await ask(client, conversation, "Je suis Dubosquet, quel prix a la carte ?")
        stream = await listen_live(world, events, gate)
        transcript = (await client.get(conversation)).text
        preview = (await client.get(f"{conversation}/person")).text
    (question,) = [sent.data for sent in read_events(stream) if sent.event == "question"]
    assert question == {"text": "Je suis <PERSONNE_1>, quel prix a la carte ?", "entity_types": ["PERSON"]}
    for reply in (stream, transcript, preview):
        assert "PERSONNE_1" in reply
        assert "Dubosquet" not in reply


async def test_a_human_is_asked_for_once_after_seeing_what_is_sent(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        conversation = await begin(client)
        await client.get(await ask(client, conversation))
        preview = (await client.get(f"{conversation}/person")).json()
        (question_id,) = preview.pop("question_ids")
        assert preview == {"questions": [QUESTION], "pages": [TITLE], "missing": "missing_none"}
        assert question_id == (await client.get(conversation)).json()["answers"][0]["question_id"]
        first = await client.post(f"{conversation}/person")
        again = await client.post(f"{conversation}/person")
        assert first.status_code == 201
        assert (first.json()["state"], first.json()["reason"]) == ("waiting", "not_satisfied")
        assert again.json() == first.json()
        assert (await client.get(conversation)).json()["escalation"] == first.json()


async def test_an_unknown_field_of_a_request_is_refused(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        assert (await client.post("/api/conversations", json={"langage": "fr"})).status_code == 422
        assert (await client.post("/api/conversations", json={"language": "xx"})).status_code == 422


async def test_a_body_far_above_the_longest_question_is_not_read(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        conversation = await begin(client)
        reply = await client.post(f"{conversation}/questions", json={"text": "a" * 300_000})
    assert reply.status_code == 413


async def test_a_sentence_that_a_screen_stops_is_in_no_event(open_world: OpenWorld) -> None:
    def no_validity(part: AnswerPart, evidence: Evidence) -> bool:
        return "valable" not in part.text

    pages = (make_page(make_passage(0, COST_LINES[0]), make_passage(1, COST_LINES[1])),)
    world = open_world(retriever=FixedRetriever(pages), screens=(no_validity,))
    async with browse(world) as client:
        stream = (await client.get(await ask(client, await begin(client)))).text
    assert COST_LINES[0] in stream
    assert "valable" not in stream


async def test_a_clarifying_question_gives_its_choices_and_a_number_picks_one(open_world: OpenWorld) -> None:
    retriever = FixedRetriever((make_page(FOR_ADULTS, FOR_MINORS),))
    async with browse(open_world(retriever=retriever)) as client:
        conversation = await begin(client)
        for text in ("La carte ?", "2"):
            await client.get(await ask(client, conversation, text))
        first, second = (await client.get(conversation)).json()["answers"]
    assert first["status"] == "asked_back"
    assert [(choice["number"], choice["label"]) for choice in first["choices"]] == [
        (1, "Vous êtes majeur"),
        (2, "Vous êtes mineur"),
    ]
    assert first["parts"][-1]["lines"] == [MESSAGES.text("clarify.ask_situation", Language.FRENCH)]
    assert second["chosen"] == first["choices"][1]
    assert second["choices"] == []


async def test_the_plain_version_has_one_part_a_quote_the_sources_and_the_notice(open_world: OpenWorld) -> None:
    async with browse(open_world(retriever=FixedRetriever((make_page(WORDY),)))) as client:
        conversation = await begin(client)
        events = await ask(client, conversation)
        await client.get(events)
        (answer,) = (await client.get(conversation)).json()["answers"]
        plain = (await client.get(events.replace("/events", "/plain"))).json()
    assert plain["is_simplified"] is True
    assert plain["ai_generated"] is True
    assert (plain["question_id"], plain["language"]) == (answer["question_id"], "fr")
    (part,) = plain["parts"]
    (quote,) = answer["parts"]
    assert part == {**quote, "kind": "reworded", "lines": list(PLAIN_LINES)}
    assert plain["sources"] == answer["sources"]
    assert plain["notice"] == answer["notice"]


async def test_what_cannot_be_said_more_plainly_has_no_part_and_keeps_its_notice(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        events = await ask(client, await begin(client))
        await client.get(events)
        plain = (await client.get(events.replace("/events", "/plain"))).json()
    assert (plain["is_simplified"], plain["parts"]) == (False, [])
    assert "1er mars 2026" in plain["notice"]


async def test_a_conversation_may_be_in_english(open_world: OpenWorld) -> None:
    async with browse(open_world(tell_languages=lambda _: (Language.ENGLISH,))) as client:
        conversation = await begin(client, "en")
        stream = read_stream(await client.get(await ask(client, conversation, "How do I get the garden card?")))
    ended = stream[-1].data
    assert isinstance(ended, dict)
    assert (ended["language"], ended["status"]) == ("en", "answered")
    assert "1 March 2026" in ended["notice"]


@pytest.mark.parametrize("bases", [("jardins",), ()])
async def test_health_is_200_when_questions_can_be_answered_and_503_when_not(
    open_world: OpenWorld, bases: tuple[str, ...]
) -> None:
    async with browse(open_world(bases=bases, retriever=FixedRetriever(()))) as client:
        reply = await client.get("/api/health")
    assert reply.status_code == (200 if bases else 503)
    assert reply.json() == {
        "answers": bool(bases),
        "language_model": False,
        "bases": dict.fromkeys(bases, True),
        "refused_connections": 0,
    }
