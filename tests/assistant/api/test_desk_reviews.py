"""Drafts, figures and the course over HTTP: statuses, shapes, and who is told what."""

import pytest
from httpx import AsyncClient

from assistant.api.case_refusals import STATUS_OF_CASE_REFUSAL
from assistant.api.desk_schemas import CaseRefused, CourseResult, CourseWire, DraftsWire, DraftWire, QualityWire
from assistant.audit import COMMAND_LINE
from assistant.governance.lessons import read_course
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import CaseRefusal, DraftVerdict, Language, ReviewReason, Role
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import COST_LINES, QUESTION, World, browse, doctrine_of

MESSAGES = read_messages()
CHECKED = doctrine_of(checked=["Jardins"])
PASSWORD = "le tracteur de la mairie"
RIGHT = {question.id: question.right for question in read_course(Language.FRENCH).questions}
VERSION = read_course(Language.FRENCH).version
Headers = dict[str, str]


def enter(world: World, name: str, *roles: Role) -> Headers:
    world.accounts.add(name, name.title(), roles or (Role.AGENT,), COMMAND_LINE, password=PASSWORD)
    token = world.accounts.sign_in(name, PASSWORD, "192.0.2.1").token
    return {"Authorization": f"Bearer {token}", "Accept-Language": "fr"}


async def ask(client: AsyncClient, world: World) -> str:
    code = str((await client.post("/api/conversations", json={})).json()["code"])
    await world.services.answer_now(code, QUESTION)
    return code


async def last(client: AsyncClient, code: str) -> dict[str, object]:
    answer: dict[str, object] = (await client.get(f"/api/conversations/{code}")).json()["answers"][-1]
    return answer


async def test_a_checked_answer_goes_from_the_list_to_the_person(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    marie = enter(world, "marie")
    async with browse(world) as client:
        code = await ask(client, world)
        waits = await last(client, code)
        assert (waits["status"], waits["review"]) == ("awaits_review", None)
        assert COST_LINES[0] not in str(waits)
        listed = DraftsWire.model_validate((await client.get("/api/desk/drafts", headers=marie)).json())
        (line,) = listed.drafts
        assert (line.question, line.subject, line.waits_for_approval, line.version) == (QUESTION, "Jardins", True, 1)
        path = f"/api/desk/drafts/{line.id}"
        draft = DraftWire.model_validate((await client.get(path, headers=marie)).json())
        assert COST_LINES[0] in draft.answer.text
        reply = await client.post(f"{path}/decide", headers=marie, json={"version": 1, "verdict": "approved"})
        decided = DraftWire.model_validate(reply.json())
        assert (decided.line.holder, decided.line.version, decided.sent_text) == ("marie", 2, draft.answer.text)
        shown = await last(client, code)
        assert (shown["status"], shown["text"]) == ("answered", draft.answer.text)
        assert shown["review"]["verdict"] == "approved"  # type: ignore[index]
        assert (await client.get("/api/desk/drafts", headers=marie)).json() == {"drafts": [], "more": ""}
        export = (await client.get(f"/api/conversations/{code}/export")).json()
        assert export["turns"][0]["reviewed_at"] == shown["review"]["decided_at"]  # type: ignore[index]
        assert export["turns"][0]["answer"] == draft.answer.text


async def test_what_the_export_holds_of_an_answer_that_waits_is_what_was_shown(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    async with browse(world) as client:
        code = await ask(client, world)
        export = (await client.get(f"/api/conversations/{code}/export")).text
        handover = (await client.get(f"/api/conversations/{code}/person")).text
    assert COST_LINES[0] not in export + handover


async def test_a_second_agent_is_told_the_name_of_the_first(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    marie, paul = enter(world, "marie"), enter(world, "paul", Role.REFERENT)
    async with browse(world) as client:
        await ask(client, world)
        (line,) = (await client.get("/api/desk/drafts", headers=marie)).json()["drafts"]
        path = f"/api/desk/drafts/{line['id']}/decide"
        body = {"version": 1, "verdict": "rejected", "why": "no_page"}
        assert (await client.post(path, headers=paul, json=body)).status_code == 200
        reply = await client.post(path, headers=marie, json={"version": 1, "verdict": "approved"})
    assert reply.status_code == 409
    refused = CaseRefused.model_validate(reply.json())
    assert (refused.reason, refused.holder_name) == (CaseRefusal.CHANGED, "Paul")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"verdict": "edited", "text": "Voyez Dubosquet."}, CaseRefusal.MASKED),
        ({"verdict": "edited", "text": "Voyez Dubosquet pour 30 €."}, CaseRefusal.MASKED),
        ({"verdict": "edited", "text": "Payez 30 €."}, CaseRefusal.DOUBTFUL),
        ({"verdict": "edited", "text": ""}, CaseRefusal.EMPTY),
        ({"verdict": "edited", "text": "a" * 6001}, CaseRefusal.TOO_LONG),
        ({"verdict": "approved", "version": 7}, CaseRefusal.CHANGED),
    ],
)
async def test_each_refusal_has_its_status_and_a_sentence_and_changes_nothing(
    open_world: OpenWorld, typed: dict[str, object], reason: CaseRefusal
) -> None:
    world = open_world(doctrine=CHECKED)
    marie = enter(world, "marie")
    async with browse(world) as client:
        code = await ask(client, world)
        (line,) = (await client.get("/api/desk/drafts", headers=marie)).json()["drafts"]
        reply = await client.post(f"/api/desk/drafts/{line['id']}/decide", headers=marie, json={"version": 1, **typed})
        assert reply.status_code == STATUS_OF_CASE_REFUSAL[reason]
        refused = CaseRefused.model_validate(reply.json())
        assert refused.reason is reason
        assert "Dubosquet" not in reply.text
        doubtful = "30 €" in str(typed)
        assert ("30 €" in refused.message) is doubtful
        assert (await last(client, code))["status"] == "awaits_review"


@pytest.mark.parametrize("language", Language)
def test_every_refusal_of_a_decision_has_a_sentence(language: Language) -> None:
    named = set(MESSAGES.under("review.refusal", language)) - {"link"}
    assert named == {"training_first", "unknown", "changed", "too_long", "empty", "masked", "doubtful", "unguarded"}


@pytest.mark.parametrize("language", Language)
def test_every_verdict_and_every_reason_has_a_name(language: Language) -> None:
    assert set(MESSAGES.under("review.verdict", language)) == {verdict.value for verdict in DraftVerdict}
    assert set(MESSAGES.under("review.reason", language)) == {reason.value for reason in ReviewReason}


async def test_a_long_list_comes_in_pages(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    marie = enter(world, "marie")
    async with browse(world) as client:
        for _ in range(53):
            await ask(client, world)
        first = (await client.get("/api/desk/drafts", headers=marie)).json()
        second = (await client.get(f"/api/desk/drafts?after={first['more']}", headers=marie)).json()
    assert (len(first["drafts"]), len(second["drafts"]), second["more"]) == (50, 3, "")
    assert len({line["id"] for line in first["drafts"] + second["drafts"]}) == 53


async def test_figures_name_nobody_and_quote_nothing(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    marie, zoe = enter(world, "marie"), enter(world, "zoe", Role.OBSERVER)
    async with browse(world) as client:
        for body in (
            {"verdict": "approved"},
            {"verdict": "edited", "text": "Allez à la mairie.", "why": "incomplete: trop court"},
            {"verdict": "rejected", "why": "wrong_page"},
        ):
            await ask(client, world)
            (line,) = (await client.get("/api/desk/drafts", headers=marie)).json()["drafts"]
            path = f"/api/desk/drafts/{line['id']}/decide"
            assert (await client.post(path, headers=marie, json={"version": 1, **body})).status_code == 200
        await ask(client, world)
        reply = await client.get("/api/desk/quality", headers=zoe)
    figures = QualityWire.model_validate(reply.json())
    assert (figures.waiting, figures.to_sample) == (1, 0)
    assert set(figures.checked.values()) == {1}
    assert set(figures.sampled.values()) == {0}
    assert figures.reasons == {ReviewReason.INCOMPLETE: 1, ReviewReason.WRONG_PAGE: 1}
    assert figures.median_distance is not None
    assert 0 < figures.median_distance < 1
    theme = figures.themes["Jardins"]
    assert (theme.decided, theme.approved, theme.approved_share) == (3, 1, 0.3333)
    assert not any(word in reply.text for word in ("marie", "mairie", "trop court", QUESTION))


async def test_the_course_opens_the_drafts(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED, is_trained=False)
    marie, zoe = enter(world, "marie"), enter(world, "zoe", Role.ADMIN)
    async with browse(world) as client:
        await ask(client, world)
        (line,) = (await client.get("/api/desk/drafts", headers=marie)).json()["drafts"]
        path, body = f"/api/desk/drafts/{line['id']}/decide", {"version": 1, "verdict": "approved"}
        refused = await client.post(path, headers=marie, json=body)
        assert (refused.status_code, refused.json()["reason"]) == (409, "training_first")

        course = CourseWire.model_validate((await client.get("/api/desk/course?language=en", headers=marie)).json())
        assert (course.is_passed, course.passed_at, course.required_since) == (False, None, None)
        answers = {"version": course.version, "answers": {**RIGHT, "alarm": 1}}
        result = CourseResult.model_validate(
            (await client.post("/api/desk/course", headers=marie, json=answers)).json()
        )
        assert (result.is_passed, result.right, result.asked, set(result.wrong)) == (False, 11, 12, {"alarm"})
        assert (await client.post(path, headers=marie, json=body)).status_code == 409
        answers = {"version": course.version, "answers": RIGHT}
        result = CourseResult.model_validate(
            (await client.post("/api/desk/course", headers=marie, json=answers)).json()
        )
        assert (result.is_passed, result.right, result.wrong) == (True, 12, {})

        assert (await client.post("/api/desk/course/require", headers=zoe, json={"account": "marie"})).json() == {
            "accounts": 1
        }
        assert (await client.post(path, headers=marie, json=body)).status_code == 409
        await client.post("/api/desk/course", headers=marie, json=answers)
        assert (await client.post(path, headers=marie, json=body)).status_code == 200
        unknown = await client.post("/api/desk/course/require", headers=zoe, json={"account": "personne"})
        assert (unknown.status_code, unknown.json()["reason"]) == (404, "account_unknown")


async def test_the_course_does_not_give_its_answers_away(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        course = (await client.get("/api/desk/course", headers=enter(world, "marie"))).text
    assert '"right"' not in course
    assert not any(question.explanation in course for question in read_course(Language.FRENCH).questions)


async def test_answers_to_another_version_are_asked_for_again(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        body = {"version": "2020-01", "answers": RIGHT}
        reply = await client.post("/api/desk/course", headers=enter(world, "marie"), json=body)
    assert (reply.status_code, reply.json()["reason"]) == (409, "changed")
    assert reply.json()["message"] == MESSAGES.text("course.changed", Language.FRENCH)
