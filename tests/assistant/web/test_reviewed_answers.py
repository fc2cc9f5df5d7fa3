"""An answer that waits for an agent, on the page: with a script and without."""

import re

import pytest
from httpx import AsyncClient

from assistant.audit import Actor
from assistant.governance.review import TypedDecision
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import DraftVerdict, Language
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import (
    COST_LINES,
    FOR_ADULTS,
    FOR_MINORS,
    QUESTION,
    FixedRetriever,
    World,
    browse,
    doctrine_of,
    make_page,
)

MESSAGES = read_messages()
CHECKED = doctrine_of(checked=["Jardins"])
APPROVE = TypedDecision(DraftVerdict.APPROVED)
EDIT = TypedDecision(DraftVerdict.EDITED, "Allez à la mairie <b>demain</b>.", "incomplete")
REJECT = TypedDecision(DraftVerdict.REJECTED, "Demandez plutôt au jardinier.", "wrong_page")


def say(key: str, **values: object) -> str:
    return MESSAGES.text(key, Language.FRENCH, **values)


async def ask(client: AsyncClient, text: str = QUESTION) -> str:
    """The address of the conversation, once its page was read to the end."""
    reply = await client.post("/questions", data={"text": text, "language": "fr"})
    return str(reply.headers["location"]).partition("#")[0]


async def read(client: AsyncClient, address: str) -> str:
    reply = await client.get(address)
    assert reply.status_code == 200
    return reply.text.replace("&#39;", "'")


def place_to_ask(page: str) -> str:
    found = re.search(r'data-waits="([^"]+)"', page)
    assert found
    return found[1]


async def decide(world: World, typed: TypedDecision) -> None:
    (draft,) = await world.services.review.page()
    await world.services.review.decide(draft.id, 1, typed, Actor("marie", "agent"))


async def test_the_page_shows_the_sources_and_how_to_come_back_and_not_the_answer(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    async with browse(world) as client:
        address = await ask(client)
        streamed, whole = await read(client, address), await read(client, address)
    for page in (streamed, whole):
        assert say("review.waits") in page
        assert say("review.when.all_away") in page
        assert "https://exemple.gouv.fr/jardins/J1" in page
        assert "Demande de carte" in page
        assert f'<form class="waits" method="get" action="{address}"' in page
        assert say("person.hours", hours="9 h - 12 h") in page
        assert f'class="button person" href="{address}/person"' in page
        assert COST_LINES[0] not in page


async def test_the_script_is_told_nothing_while_it_waits(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    async with browse(world) as client:
        place = place_to_ask(await read(client, await ask(client)))
        reply = await client.get(place)
        assert (reply.status_code, reply.text) == (204, "")


@pytest.mark.parametrize(
    ("typed", "shown", "hidden"),
    [
        (APPROVE, (COST_LINES[0], "vérifiée par une personne le"), (say("review.waits"),)),
        (
            EDIT,
            ("Allez à la mairie &lt;b&gt;demain", say("review.written"), "corrigée par une personne"),
            (COST_LINES[0],),
        ),
        (
            REJECT,
            ("Demandez plutôt au jardinier.", "elle ne convenait pas", "/person"),
            (COST_LINES[0], "vérifiée par"),
        ),
    ],
)
async def test_what_was_decided_takes_the_place_of_what_waited(
    open_world: OpenWorld, typed: TypedDecision, shown: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    world = open_world(doctrine=CHECKED)
    async with browse(world) as client:
        address = await ask(client)
        place = place_to_ask(await read(client, address))
        await decide(world, typed)
        for page in (await read(client, place), await read(client, address)):
            assert [words for words in shown if words not in page] == []
            assert [words for words in hidden if words in page] == []
            assert "data-waits" not in page


async def test_choices_of_an_approved_answer_are_buttons_only_while_it_is_the_last(open_world: OpenWorld) -> None:
    retriever = FixedRetriever((make_page(FOR_ADULTS, FOR_MINORS),))
    long_question = "Comment obtenir la carte de jardin partagé quand on habite la commune depuis peu de temps ?"
    world = open_world(doctrine=CHECKED, retriever=retriever)
    async with browse(world) as client:
        address = await ask(client, long_question)
        place = place_to_ask(await read(client, address))
        (draft,) = await world.services.review.page()
        assert draft.answer.choices
        await decide(world, APPROVE)
        assert "data-choices" in await read(client, place)
        await world.services.answer_now(address.rpartition("/")[2], "Bonjour")
        later = await read(client, place)
    assert "data-choices" not in later
    assert "Vous êtes mineur" in later


async def test_an_erased_conversation_is_not_waited_for(open_world: OpenWorld) -> None:
    world = open_world(doctrine=CHECKED)
    async with browse(world) as client:
        address = await ask(client)
        place = place_to_ask(await read(client, address))
        await client.post(f"{address}/erase")
        assert (await client.get(place)).status_code == 404
        assert await world.services.review.page() == ()


async def test_an_answer_that_was_found_right_afterwards_looks_the_same_but_for_its_mark(open_world: OpenWorld) -> None:
    world = open_world(sample_share=1.0, draw=lambda: 0.0)
    async with browse(world) as client:
        address = await ask(client)
        before = await read(client, address)
        before = await read(client, address)
        await decide(world, APPROVE)
        after = await read(client, address)
    assert re.sub(r'<p class="checked">.*?</p>\n', "", after) == before
