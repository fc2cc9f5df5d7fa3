"""Each way in which a turn can end is reached by the pipeline itself, and by a person's words where it can be."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest

from assistant.vocabulary import AnswerStatus, Channel, Language
from guards.types import Outcome
from tests.assistant.conftest import OpenWorld, open_world
from tests.assistant.fakes import (
    FOR_ADULTS,
    FOR_MINORS,
    QUESTION,
    DecidedGuard,
    FixedRetriever,
    Gate,
    World,
    doctrine_of,
    make_page,
)

__all__ = ["open_world"]

Reach = Callable[[OpenWorld], Awaitable[AnswerStatus]]


async def answer(world: World, text: str = QUESTION) -> AnswerStatus:
    code = (await world.services.start(Language.FRENCH, Channel.WEB)).code
    return (await world.services.answer_now(code, text)).answer.status


def by_words(text: str) -> Reach:
    async def reach(open_one: OpenWorld) -> AnswerStatus:
        return await answer(open_one(), text)

    return reach


def by_refusal(reason: str) -> Reach:
    async def reach(open_one: OpenWorld) -> AnswerStatus:
        return await answer(open_one(refusals=(DecidedGuard(Outcome.REFUSE, reason),)))

    return reach


async def by_page(open_one: OpenWorld) -> AnswerStatus:
    return await answer(open_one())


async def by_two_situations(open_one: OpenWorld) -> AnswerStatus:
    return await answer(open_one(retriever=FixedRetriever((make_page(FOR_ADULTS, FOR_MINORS),))), "La carte ?")


async def by_doctrine(open_one: OpenWorld) -> AnswerStatus:
    return await answer(open_one(doctrine=doctrine_of(checked=["Jardins"])))


async def by_empty_search(open_one: OpenWorld) -> AnswerStatus:
    return await answer(open_one(retriever=FixedRetriever(())))


async def by_distress(open_one: OpenWorld) -> AnswerStatus:
    return await answer(open_one(distress=DecidedGuard(Outcome.ESCALATE, "suicide", "distress")))


async def by_broken_guard(open_one: OpenWorld) -> AnswerStatus:
    return await answer(open_one(personal_data=DecidedGuard(Outcome.ERROR, name="personal_data")))


async def by_broken_search(open_one: OpenWorld) -> AnswerStatus:
    class Broken(FixedRetriever):
        def search(self, query: str, *, pages: int = 10) -> object:  # type: ignore[override]
            raise OSError

    return await answer(open_one(retriever=Broken()))


async def by_leaving(open_one: OpenWorld) -> AnswerStatus:
    gate = Gate()
    world = open_one(hold=gate.pass_through, abandon_seconds=0.0)
    code = (await world.services.start(Language.FRENCH, Channel.WEB)).code
    running = await world.services.ask(code, QUESTION)
    async with aclosing(running.follow()) as reader:
        await anext(reader)
        await gate.reached.wait()
    assert running.task
    await asyncio.wait([running.task])
    return running.answer.status


REACHED: dict[AnswerStatus, Reach] = {
    AnswerStatus.ANSWERED: by_page,
    AnswerStatus.GREETING: by_words("Bonjour"),
    AnswerStatus.THANKS: by_words("Merci !"),
    AnswerStatus.ABOUT: by_words("Qui êtes-vous ?"),
    AnswerStatus.OUT_OF_SCOPE: by_words("Donne-moi la météo de demain"),
    AnswerStatus.OTHER_COUNTRY: by_words("Comment obtenir la nationalité canadienne ?"),
    AnswerStatus.UNCLEAR: by_words("a ?"),
    AnswerStatus.ASKED_BACK: by_two_situations,
    AnswerStatus.AWAITS_REVIEW: by_doctrine,
    AnswerStatus.NO_SOURCE: by_empty_search,
    AnswerStatus.NEEDS_PERSON: by_words("Je veux parler à un conseiller"),
    AnswerStatus.DANGER: by_distress,
    AnswerStatus.REFUSED_INJECTION: by_refusal("injection"),
    AnswerStatus.REFUSED_ILLEGAL: by_refusal("illegal"),
    AnswerStatus.REFUSED_ABUSE: by_refusal("abuse"),
    AnswerStatus.REFUSED_PRIVACY: by_refusal("someone_elses_data"),
    AnswerStatus.UNGUARDED: by_broken_guard,
    AnswerStatus.CANCELLED: by_leaving,
    AnswerStatus.FAILED: by_broken_search,
}


def test_no_status_is_without_a_way_to_it() -> None:
    assert set(REACHED) == set(AnswerStatus)


@pytest.mark.parametrize("status", AnswerStatus)
async def test_every_status_is_reached_by_a_whole_turn(status: AnswerStatus, open_world: OpenWorld) -> None:
    assert await REACHED[status](open_world) is status
