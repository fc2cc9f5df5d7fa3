"""What stands behind one answer: how it was made, its text, and saying that it is not right."""

import html
import re
from dataclasses import replace

import pytest
from httpx import AsyncClient

from assistant.conversation.types import AnswerPart, Choice, NextStep, StepRecord
from assistant.messages.catalogue import read_messages
from assistant.settings import Administration, Rates
from assistant.vocabulary import AnswerStatus, ContestRefusal, Language, PartKind
from assistant.web.account import write_account
from assistant.web.answer_text import write_text
from assistant.web.spoken import announce, outline
from guards.types import Outcome
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import (
    COST_LINES,
    QUESTION,
    TITLE,
    URL,
    DecidedGuard,
    NameGuard,
    World,
    browse,
    make_answer,
    make_source,
)

MESSAGES = read_messages()
QUOTE = AnswerPart(PartKind.QUOTE, COST_LINES, 1, "J1#0", "Coût")


def said(key: str, language: Language = Language.FRENCH, **values: object) -> str:
    return MESSAGES.text(key, language, **values)


async def answer_place(client: AsyncClient, text: str = QUESTION) -> str:
    """Ask, wait, and give the address of the answer."""
    place = (await client.post("/questions", data={"text": text})).headers["location"].split("#")[0]
    await client.get(place)
    question_id = (await client.get(f"/api/conversations/{place.split('/')[2]}")).json()["answers"][0]["question_id"]
    return f"{place}/answers/{question_id}"


async def contests_of(world: World) -> list[tuple[str, str]]:
    return [(contest.subject.value, contest.words) for contest in world.services.contest_desk.store.open_page()]


async def test_how_an_answer_was_made_tells_steps_pages_checks_model_and_energy(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        place = await answer_place(client, "Je suis Dubosquet, quel prix a la carte ?")
        page = html.unescape((await client.get(f"{place}/how")).text)
    for step in ("guard_question", "understand_question", "retrieve_passages", "compose_answer", "guard_answer"):
        assert said(f"how.step.{step}") in page
    assert f"{said('how.guard.personal_data')} {said('how.outcome.redact')} un nom." in page
    assert f'<a href="{URL}" rel="external noreferrer" lang="fr">{TITLE}</a>' in page
    assert "1er mars 2026" in page
    assert said("how.by_meaning") in page
    assert said("how.no_model") in page
    assert re.search(r"Wh\. C'est une estimation", page)
    assert "Dubosquet" not in page
    assert not re.search(r"guard_|_passages|personal_data", page)


async def test_how_a_question_that_nothing_could_read_ended_is_told_too(open_world: OpenWorld) -> None:
    async with browse(open_world(personal_data=DecidedGuard(Outcome.ERROR, name="personal_data"))) as client:
        page = html.unescape((await client.get(f"{await answer_place(client)}/how")).text)
    assert said("how.stopped") in page
    assert said("how.outcome.error") in page
    assert said("how.no_page") in page


def test_the_account_tells_versions_and_never_a_nought_for_what_took_time() -> None:
    details: dict[str, str | int | float | bool] = {"dense": False, "version jardins": "v7", "lexical_seconds": 0.1}
    trace = (StepRecord("retrieve_passages", 0.0004, "done", details), StepRecord("compose_answer", 1.5, "asked_back"))
    account = write_account(replace(make_answer(), trace=trace), MESSAGES, Language.FRENCH, 0.0012)
    assert account.versions == {"jardins": "v7"}
    assert [(step.seconds, step.stopped) for step in account.steps] == [("moins de 0,01", False), ("1,5", True)]
    assert (account.is_searched, account.is_dense, account.watt_hours) == (True, False, "0,0012")


async def test_an_answer_is_kept_as_text_with_its_notice_sources_and_dates(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        reply = await client.get(f"{await answer_place(client)}/text")
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers["content-disposition"] == 'inline; filename="reponse.txt"'
    text = reply.text
    for line in (QUESTION, *COST_LINES, URL, "page mise à jour le 1er mars 2026", "cerfa n°99999*01", "9 h - 12 h"):
        assert line in text
    assert said("answer.by_computer") in text
    assert said("notice.dated", dates=said("notice.single", date="1er mars 2026")) in text


def test_the_text_of_an_answer_numbers_choices_and_names_what_has_no_date() -> None:
    answer = make_answer(
        parts=(AnswerPart(PartKind.FIXED, ("Laquelle ?",)),),
        sources=(make_source(updated_on=None),),
        choices=(Choice(1, "Vous êtes majeur", "J1", "jardins"),),
    )
    answer = replace(answer, next_steps=(NextStep("cost", "25 €"),))
    text = write_text(answer, Administration(contact="au guichet"), "Guichet", MESSAGES)
    assert "1. Vous êtes majeur" in text
    assert f"[1] {TITLE} ({said('answer.undated')})" in text
    assert f"- {said('next_step.cost')} 25 €" in text
    assert said("person.contact", contact="au guichet") in text


def test_the_text_names_who_wrote_and_a_page_without_an_address_by_its_publisher() -> None:
    written = AnswerPart(PartKind.WRITTEN, ("Allez à la mairie.",))
    source = replace(make_source(), url="", publisher="Ville de Villeneuve")
    answer = make_answer(parts=(written,), sources=(source,))
    text = write_text(answer, Administration(), "Guichet", MESSAGES)
    assert f"{said('review.written')}\nAllez à la mairie.\n\n" in text
    assert f"[1] {TITLE} – Ville de Villeneuve (" in text
    assert "[0]" not in text


def test_a_short_answer_is_announced_whole_and_a_long_one_by_its_outline() -> None:
    short = make_answer(parts=(QUOTE,), sources=(make_source(),))
    assert announce(short, MESSAGES, Language.FRENCH) == f"Réponse reçue. Coût {' '.join(COST_LINES)}"
    long = make_answer(parts=(replace(QUOTE, lines=COST_LINES * 20),), sources=(make_source(), make_source(2)))
    told = "Réponse reçue. 40 paragraphes. 2 pages officielles."
    assert announce(long, MESSAGES, Language.FRENCH) == outline(long, MESSAGES, Language.FRENCH) == told
    danger = replace(long, status=AnswerStatus.DANGER)
    assert COST_LINES[1] in announce(danger, MESSAGES, Language.FRENCH)


def test_the_cells_of_a_table_are_announced_without_the_sign_between_them() -> None:
    rows = replace(QUOTE, lines=("Âge | Prix", "Adulte | 25 €"), rows=(0, 1))
    assert announce(make_answer(parts=(rows,)), MESSAGES, Language.FRENCH).endswith("Âge, Prix Adulte, 25 €")


async def test_a_contest_is_kept_redacted_and_tells_what_happens_next(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        place = await answer_place(client)
        before = (await client.get(f"{place}/contest")).text
        sent = await client.post(f"{place}/contest", data={"subject": "wrong", "words": "Dubosquet a payé 30 €"})
        page = html.unescape((await client.get(sent.headers["location"])).text)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{place}/contest")
    assert f"<h1>{said('contest.title')}</h1>" in html.unescape(before)
    assert f"<h1>{said('contest.done_title')}</h1>" in page
    assert said("contest.done", days=30) in page
    assert said("contest.next") in page
    assert "[masqué\N{NO-BREAK SPACE}: nom 1] a payé 30 €" in page
    assert f"{place.split('/answers')[0]}/person" in page
    (contest,) = world.services.contest_desk.store.open_page()
    assert (contest.subject.value, contest.words) == ("wrong", "<PERSONNE_1> a payé 30 €")
    assert (contest.question, contest.pages) == (QUESTION, (URL,))


@pytest.mark.parametrize(
    ("data", "reason", "field"),
    [
        ({"words": "faux"}, ContestRefusal.NOTHING_CHOSEN, "subject"),
        ({"subject": "no such", "words": "faux"}, ContestRefusal.NOTHING_CHOSEN, "subject"),
        ({"subject": "wrong", "words": "faux " * 300}, ContestRefusal.TOO_LONG, "words"),
    ],
)
async def test_a_contest_that_is_refused_names_the_field_and_loses_nothing(
    open_world: OpenWorld, data: dict[str, str], reason: ContestRefusal, field: str
) -> None:
    world = open_world()
    async with browse(world) as client:
        reply = await client.post(f"{await answer_place(client)}/contest", data=data)
    page = html.unescape(reply.text)
    assert reply.status_code == 422
    assert said(f"contest.refusal.{reason.value}", limit=1000) in page
    assert f">\n{data['words']}</textarea>" in page
    assert ('aria-invalid="true"' in page) is (field == "words")
    assert ('<fieldset class="choose" aria-describedby="contest-mistake"' in page) is (field == "subject")
    assert ('value="wrong" required checked' in page) is (data.get("subject") == "wrong")
    assert await contests_of(world) == []


async def test_words_that_the_guard_cannot_read_are_not_kept(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = open_world()
    async with browse(world) as client:
        place = await answer_place(client)
        broken = DecidedGuard(Outcome.ERROR, name="personal_data")
        monkeypatch.setattr(NameGuard, "check", lambda _self, text, context: broken.check(text, context))
        reply = await client.post(f"{place}/contest", data={"subject": "wrong", "words": "mon secret"})
        alone = await client.post(f"{place}/contest", data={"subject": "wrong", "words": "  🙂 "})
    assert reply.status_code == 422
    assert said("contest.refusal.unguarded") in html.unescape(reply.text)
    assert "mon secret</textarea>" in reply.text
    assert alone.status_code == 303  # signs alone: the choice says enough
    assert await contests_of(world) == [("wrong", "")]


async def test_contests_are_bounded_and_what_was_typed_stays(open_world: OpenWorld) -> None:
    async with browse(open_world(rates=Rates(conversation_contest_an_hour=1))) as client:
        place = await answer_place(client)
        await client.post(f"{place}/contest", data={"subject": "wrong"})
        reply = await client.post(f"{place}/contest", data={"subject": "other", "words": "encore"})
    assert reply.status_code == 429
    assert "retry-after" in reply.headers
    assert "encore</textarea>" in reply.text


async def test_erasing_a_conversation_takes_its_contests_along(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        place = await answer_place(client)
        await client.post(f"{place}/contest", data={"subject": "wrong"})
        assert len(await contests_of(world)) == 1
        await client.post(f"{place.split('/answers')[0]}/erase")
        assert await contests_of(world) == []
        replies = [await client.get(f"{place}/{page}") for page in ("how", "text", "contest")]
        replies.append(await client.post(f"{place}/contest", data={"subject": "wrong"}))
    assert [reply.status_code for reply in replies] == [404] * 4
    assert all(said("page.not_found_title") in reply.text for reply in replies)


@pytest.mark.parametrize("page", ["help", "data", "accessibility", "transparency"])
async def test_a_page_about_the_service_leads_back_to_the_conversation_it_was_opened_from(
    open_world: OpenWorld, page: str
) -> None:
    async with browse(open_world()) as client:
        conversation = (await answer_place(client)).split("/answers")[0]
        inside = (await client.get(f"{conversation}/{page}")).text
        alone = (await client.get(f"/{page}?language=en")).text
        unknown = await client.get(f"/conversation/no-such-code/{page}")
    assert f'href="{conversation}"' in inside
    assert f'href="{conversation}/person"' in inside
    assert '<html lang="en"' in alone
    assert 'href="/person?language=en"' in alone
    assert unknown.status_code == 404
