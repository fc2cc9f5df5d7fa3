"""What a person gets of a subject that an agent checks first, and what waits."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from assistant.conversation.tables import review_figures
from assistant.conversation.types import Answer
from assistant.governance.types import Draft
from assistant.messages.catalogue import read_messages
from assistant.pipeline.events import Event, PartReleased, SourcesFound
from assistant.settings import DeskSettings
from assistant.vocabulary import AnswerStatus, Channel, Completeness, Language, PartKind
from guards.types import Outcome
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import (
    COST_LINES,
    FOR_ADULTS,
    FOR_MINORS,
    QUESTION,
    FixedRetriever,
    WordGuard,
    World,
    doctrine_of,
    make_page,
)

MESSAGES = read_messages()
CHECKED = doctrine_of(checked=["Jardins"])


def say(key: str, **values: object) -> str:
    return MESSAGES.text(key, Language.FRENCH, **values)


async def ask(world: World, text: str = QUESTION) -> tuple[str, Answer, tuple[Event, ...]]:
    code = (await world.services.start(Language.FRENCH, Channel.WEB)).code
    running = await world.services.answer_now(code, text)
    return code, running.answer, tuple(running.events)


async def drafts_of(world: World) -> tuple[Draft, ...]:
    return await world.services.review.page()


async def test_the_pages_come_at_once_and_not_a_word_of_the_answer(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    code, answer, events = await ask(world)
    assert answer.status is AnswerStatus.AWAITS_REVIEW
    assert any(isinstance(event, SourcesFound) for event in events)
    shown = [event.part for event in events if isinstance(event, PartReleased)]
    assert [part.kind for part in shown] == [PartKind.FIXED]
    assert COST_LINES[0] not in repr(events)
    assert (answer.sources[0].url, answer.next_steps[0].title) == (
        "https://exemple.gouv.fr/jardins/J1",
        "Demande de carte",
    )
    assert answer.offers_person
    assert answer.completeness is Completeness.NONE
    assert (await world.services.transcript(code)).answers == (answer,)


async def test_the_draft_is_the_whole_answer_that_would_have_been_given(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    await ask(world)
    (draft,) = await drafts_of(world)
    _, given, _ = await ask(open_world())
    assert draft.answer.parts == given.parts
    assert draft.answer.status is AnswerStatus.ANSWERED
    assert (draft.theme, draft.waits_for_approval, draft.version, draft.verdict) == ("Jardins", True, 1, None)


async def test_another_subject_is_answered_at_once(open_world: OpenWorld) -> None:
    world = open_world(doctrine=doctrine_of(checked=["Potagers"], human_first=["Vergers"]))
    assert (await ask(world))[1].status is AnswerStatus.ANSWERED
    assert await drafts_of(world) == ()


async def test_a_subject_for_a_person_shows_the_pages_and_the_way_to_one(open_world: OpenWorld) -> None:
    world = open_world(doctrine=doctrine_of(human_first=["Jardins"]))
    _, answer, _ = await ask(world)
    assert (answer.status, answer.offers_person) == (AnswerStatus.NEEDS_PERSON, True)
    assert answer.text == say("review.human_first")
    assert answer.sources
    assert await drafts_of(world) == ()


async def test_what_is_asked_back_waits_for_nobody_and_says_nothing_else(open_world: OpenWorld) -> None:
    retriever = FixedRetriever((make_page(FOR_ADULTS, FOR_MINORS),))
    world = open_world(doctrine=CHECKED, retriever=retriever)
    code, answer, _ = await ask(world, "La carte ?")
    assert answer.status is AnswerStatus.ASKED_BACK
    assert len(answer.choices) == 2
    assert [part.kind for part in answer.parts] == [PartKind.FIXED]
    assert await drafts_of(world) == ()
    chosen = (await world.services.answer_now(code, "1")).answer
    assert chosen.status is AnswerStatus.AWAITS_REVIEW
    assert len(await drafts_of(world)) == 1


async def test_nothing_quoted_is_an_abstention_and_no_draft(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED, screens=[lambda part, _: part.kind is not PartKind.QUOTE])
    _, answer, _ = await ask(world)
    assert answer.status is AnswerStatus.NO_SOURCE
    assert answer.text == say("status.no_source.say")
    assert await drafts_of(world) == ()


async def test_a_search_that_breaks_after_the_hold_still_says_so(open_world: OpenWorld) -> None:
    async def fail() -> None:
        raise OSError

    world = open_world(doctrine=CHECKED, hold=fail)
    _, answer, events = await ask(world)
    assert answer.text == say("status.failed.say")
    assert COST_LINES[0] not in repr(events)


async def test_the_numbers_stand_above_an_answer_that_waits(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED, distress=WordGuard("carte", Outcome.PASS, "violence", "distress"))
    _, answer, _ = await ask(world)
    assert answer.status is AnswerStatus.AWAITS_REVIEW
    assert "3919" in answer.parts[0].text
    assert say("review.waits") in answer.text.splitlines()


async def test_the_desk_hears_of_what_waits_and_of_nothing_else(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    await ask(world, "Bonjour")
    assert world.services.desk.bell.told_since(0) == []
    await ask(world)
    assert world.services.desk.bell.told_since(0) == [("draft", "")]


async def told_wait(world: World) -> str:
    return (await ask(world))[1].parts[-1].lines[1]


def come(world: World) -> None:
    """An agent is at the desk."""
    world.services.desk.see(world.hire("marie"))


async def test_whether_somebody_is_there_to_check_is_told(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    assert await told_wait(world) == say("review.when.all_away")
    come(world)
    assert await told_wait(world) == say("review.when.open")


async def test_a_closed_desk_is_told_whoever_is_there(open_world: OpenWorld) -> None:
    today = datetime.now(UTC).date()
    closed = tuple(today + timedelta(days=days) for days in (-1, 0, 1))  # whatever the time zone
    desk = DeskSettings(public_holidays=False, closed_dates=closed)
    world = open_world(doctrine=CHECKED, desk=desk)
    come(world)
    assert await told_wait(world) == say("review.when.holiday")


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        ([600] * 4, ""),
        ([10, 600, 600, 7200, 90_000], "10 minutes"),
        ([7201] * 5, "3 heures"),
        ([140_000] * 5, "2 jours"),
    ],
)
async def test_how_long_is_what_was_measured_and_nothing_where_too_little_was(
    open_world: OpenWorld, seconds: list[int], told: str
) -> None:
    world = open_world(doctrine=CHECKED)
    come(world)
    add_figures(world, seconds)
    add_figures(world, [1] * 9, waited=False)  # what was read again made nobody wait
    add_figures(world, [1] * 9, at=world.clock() - timedelta(days=31))
    expected = say("review.when.typical", wait=told) if told else say("review.when.open")
    assert await told_wait(world) == expected


def add_figures(world: World, seconds: list[int], *, waited: bool = True, at: datetime | None = None) -> None:
    row = {"decided_at": at or world.clock(), "waited": waited, "verdict": "approved", "reason": "", "theme": "Jardins"}
    with world.engine.begin() as connection:
        connection.execute(insert(review_figures), [{**row, "distance": None, "seconds": each} for each in seconds])


@pytest.mark.parametrize(("drawn", "count"), [(0.019, 1), (0.02, 0), (0.9, 0)])
async def test_answers_that_were_given_are_drawn_by_chance_to_be_read_again(
    open_world: OpenWorld, drawn: float, count: int
) -> None:
    world = open_world(sample_share=0.02, draw=lambda: drawn)
    _, answer, _ = await ask(world)
    await ask(world, "Bonjour")
    kept = await drafts_of(world)
    assert len(kept) == count
    assert all(draft.answer == answer and not draft.waits_for_approval for draft in kept)
