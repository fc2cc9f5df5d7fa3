"""What a person can do with their own data on the pages: take it away, erase it, leave a way to be called back."""

import html
import logging
import re
from pathlib import Path

import pytest
from httpx import AsyncClient

from assistant.escalation.contact import ContactDetails
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import ContactRefusal, Language
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, World, browse, read_every_file

MESSAGES = read_messages()
NUMBER = "06 39 98 00 12"
MOMENT = "plutôt le matin"


def said(key: str, language: Language = Language.FRENCH, **values: object) -> str:
    """A sentence of the catalogue as a page holds it."""
    text = html.escape(MESSAGES.text(key, language, **values), quote=True)
    return text.replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


def value_of(page: str, name: str) -> str:
    """What the box of this name holds."""
    (box,) = re.findall(rf'<input id="{name}"[^>]*>', page)
    (value,) = re.findall(r'value="([^"]*)"', box)
    return html.unescape(value)


async def begin(client: AsyncClient, language: str = "fr") -> str:
    """Ask a question, and give the path of the conversation."""
    asked = await client.post("/questions", data={"text": QUESTION, "language": language})
    place = asked.headers["location"].split("#")[0]
    await client.get(place)
    return str(place)


async def waiting_id(world: World, place: str) -> str:
    escalation = (await world.services.transcript(place.split("/")[2])).escalation
    assert escalation
    return escalation.id


@pytest.mark.parametrize("language", Language)
async def test_a_conversation_leads_to_taking_it_away_and_to_erasing_it(
    open_world: OpenWorld, language: Language
) -> None:
    async with browse(open_world()) as client:
        place = await begin(client, language.value)
        page = (await client.get(place)).text
        code = place.split("/")[2]
        assert f'href="/api/conversations/{code}/export"' in page
        assert f'href="{place}/erase"' in page
        for key in ("export.link", "erase.link"):
            assert said(key, language) in page
        assert said("export.kept", language, days=30) in page


async def test_erasing_is_confirmed_first_and_told_afterwards(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        place = await begin(client, "en")
        asked = await client.get(f"{place}/erase")
        assert said("erase.title", Language.ENGLISH) in asked.text
        assert said("erase.withdraws", Language.ENGLISH) not in asked.text
        assert f'<form method="post" action="{place}/erase">' in asked.text
        assert f'href="{place}"' in asked.text  # the way back
        assert (await client.get(place)).status_code == 200  # nothing is done yet

        done = await client.post(f"{place}/erase")
        assert (done.status_code, done.headers["location"]) == (303, "/erased?language=en")
        told = await client.get(done.headers["location"])
        assert said("erase.done", Language.ENGLISH) in told.text
        assert said("notice.short", Language.ENGLISH) in told.text
        for path in (place, f"{place}/erase", f"{place}/person"):
            assert (await client.get(path)).status_code == 404
        assert (await client.post(f"{place}/erase")).status_code == 404  # pressed twice


async def test_erasing_says_that_a_request_will_be_withdrawn(open_world: OpenWorld) -> None:
    async with browse(open_world()) as client:
        place = await begin(client)
        await client.post(f"{place}/person")
        assert said("erase.withdraws") in (await client.get(f"{place}/erase")).text


@pytest.mark.parametrize("asked_before", [True, False])
async def test_a_way_to_be_called_back_is_optional_explained_and_sealed(
    open_world: OpenWorld, tmp_path: Path, caplog: pytest.LogCaptureFixture, asked_before: bool
) -> None:
    caplog.set_level(logging.DEBUG)
    world = open_world()
    async with browse(world) as client:
        place = await begin(client) if asked_before else ""
        way = f"{place}/person" if place else "/person"
        form = (await client.get(way)).text
        assert said("contact.why", days=30) in form
        assert (value_of(form, "contact"), value_of(form, "moment")) == ("", "")
        sent = await client.post(way, data={"contact": NUMBER, "moment": MOMENT, "language": "fr"})
        assert sent.status_code == 303
        place = sent.headers["location"].removesuffix("/person")
        page = (await client.get(f"{place}/person")).text
        conversation = (await client.get(place)).text
        export = (await client.get(f"/api{place.replace('conversation', 'conversations')}/export")).text
    assert said("contact.kept", days=30) in page
    request = await waiting_id(world, place)
    assert world.services.contacts.read(request) == ContactDetails("+33 6 39 98 00 12", MOMENT)
    (note,) = [(await world.services.transcript(place.split("/")[2])).escalation]
    for hidden in (NUMBER, "39 98 00 12", "0639980012", MOMENT):
        assert hidden not in page + conversation + export + repr(note) + caplog.text
        assert hidden.encode() not in read_every_file(tmp_path)


@pytest.mark.parametrize(
    ("contact", "moment", "reason"),
    [
        ("sans numéro <b>", "le soir", ContactRefusal.UNREADABLE),
        ("", "le soir", ContactRefusal.MOMENT_ALONE),
        (NUMBER, "m" * 300, ContactRefusal.MOMENT_TOO_LONG),
    ],
)
@pytest.mark.parametrize("asked_before", [True, False])
async def test_a_mistake_gets_a_sentence_and_loses_nothing(
    open_world: OpenWorld, contact: str, moment: str, reason: ContactRefusal, asked_before: bool
) -> None:
    world = open_world()
    async with browse(world) as client:
        place = await begin(client) if asked_before else ""
        way = f"{place}/person" if place else "/person"
        reply = await client.post(way, data={"contact": contact, "moment": moment, "language": "fr"})
        assert reply.status_code == 422
        page = reply.text
        assert said(f"contact.refusal.{reason}") in page
        assert (value_of(page, "contact"), value_of(page, "moment")) == (contact, moment)
        assert said("page.error_title", title=MESSAGES.text("person.title", Language.FRENCH)) in page
        assert page.count('aria-invalid="true"') == 1
        assert said("person.send") in page  # nothing was sent
        if place:
            assert (await world.services.transcript(place.split("/")[2])).escalation is None


async def test_a_way_to_be_called_back_can_be_added_replaced_and_erased_later(open_world: OpenWorld) -> None:
    world = open_world()
    async with browse(world) as client:
        place = await begin(client)
        way = f"{place}/person"
        await client.post(way)
        request = await waiting_id(world, place)
        assert said("contact.add") in (await client.get(way)).text
        await client.post(way, data={"contact": NUMBER})
        page = (await client.get(way)).text
        assert said("contact.change") in page
        await client.post(way, data={"contact": "amina@exemple.fr"})
        kept = world.services.contacts.read(request)
        assert kept == ContactDetails("amina@exemple.fr")
        await client.post(way)  # an empty form leaves what is there
        assert world.services.contacts.is_kept(request)
        erased = await client.post(f"{place}/contact/erase")
        assert (erased.status_code, erased.headers["location"]) == (303, way)
        assert not world.services.contacts.is_kept(request)
        assert said("contact.kept", days=30) not in (await client.get(way)).text
        assert await waiting_id(world, place) == request
        assert (await client.post("/conversation/no-such-code/contact/erase")).status_code == 404


async def test_a_key_that_cannot_be_used_costs_the_way_back_and_not_the_request(
    open_world: OpenWorld, tmp_path: Path
) -> None:
    world = open_world()
    (tmp_path / "contact.key").write_text("open to all")
    (tmp_path / "contact.key").chmod(0o644)
    async with browse(world) as client:
        place = await begin(client)
        reply = await client.post(f"{place}/person", data={"contact": NUMBER, "moment": MOMENT})
    assert reply.status_code == 422
    assert said("contact.refusal.unavailable") in reply.text
    assert (value_of(reply.text, "contact"), value_of(reply.text, "moment")) == (NUMBER, MOMENT)
    assert said("person.sent_title") in reply.text
    assert await waiting_id(world, place)
