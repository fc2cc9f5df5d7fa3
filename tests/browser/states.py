"""Every page and state that a person meets, and how they come to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.sync_api import Page, expect

from assistant.messages.catalogue import read_messages
from assistant.vocabulary import Language
from guards.types import Outcome
from models.fakes import SilentSynthesizer, TypedTranscriber
from tests.assistant.fakes import (
    FOR_ADULTS,
    FOR_MINORS,
    LISTED,
    LISTED_BLOCKS,
    QUESTION,
    WORDY,
    DecidedGuard,
    FixedRetriever,
    RaisingGuard,
    WordGuard,
    doctrine_of,
    make_document,
    make_page,
)

Reach = Callable[[Page, str], None]
OTHER_QUESTION = "Combien coûte la carte de jardin ?"


@dataclass(frozen=True, slots=True)
class State:
    """One of them."""

    name: str
    reach: Reach
    parts: Callable[[], Mapping[str, Any]] = field(default=dict)
    """What the world behind it is built from."""


def ask(page: Page, question: str) -> None:
    page.get_by_role("textbox").fill(question)
    page.get_by_role("button", name="Poser la question").click()


def opened(path: str) -> Reach:
    def reach(page: Page, address: str) -> None:
        page.goto(address + path)

    return reach


def asked(*questions: str) -> Reach:
    def reach(page: Page, address: str) -> None:
        page.goto(address)
        for number, question in enumerate(questions or (QUESTION,), start=1):
            ask(page, question)
            expect(page.locator(".turn .notice")).to_have_count(number)

    return reach


def followed(*links: str, question: str = QUESTION) -> Reach:
    """A question is answered, then links are followed by their names."""

    def reach(page: Page, address: str) -> None:
        asked(question)(page, address)
        for link in links:
            page.get_by_role("main").get_by_role("link", name=link).first.click()
            expect(page.get_by_role("heading", level=1)).not_to_have_text("Votre conversation")

    return reach


def _refused(page: Page, address: str) -> None:
    page.goto(address)
    ask(page, "🙂 🙂")
    expect(page.locator("[data-mistake]")).to_be_visible()


def _refused_later(page: Page, address: str) -> None:
    asked()(page, address)
    ask(page, "🙂 🙂")
    expect(page.locator("[data-mistake]")).to_be_visible()


def _handed_over(page: Page, address: str) -> None:
    followed("Parler à une personne")(page, address)
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("envoyée")


def _waiting(page: Page, address: str) -> None:
    _handed_over(page, address)
    page.get_by_role("link", name="Revenir à la conversation").first.click()
    expect(page.locator(".waiting")).to_be_visible()


def _code_to_come_back(page: Page, address: str) -> None:
    _handed_over(page, address)
    page.get_by_role("button", name="Obtenir un code de reprise").click()
    expect(page.locator(".code")).to_be_visible()


def _code_refused(page: Page, address: str) -> None:
    page.goto(f"{address}/resume")
    page.get_by_label("Code de reprise").fill("AAAA-BBBB-CCCC-DDDD")
    page.get_by_role("button", name="Reprendre").click()
    expect(page.locator(".mistake")).to_be_visible()


def _heard(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("details.speak summary").click()
    page.set_input_files("#recording", {"name": "voix.wav", "mimeType": "audio/wav", "buffer": b"RIFF"})
    page.get_by_role("button", name=read_messages().text("voice.page.send", Language.FRENCH)).click()
    expect(page.locator(".heard")).to_be_visible()


def with_voice() -> Mapping[str, Any]:
    transcriber = TypedTranscriber()
    transcriber.push(QUESTION)
    return {"transcriber": transcriber, "synthesizer": SilentSynthesizer()}


def _contact_refused(page: Page, address: str) -> None:
    followed("Parler à une personne")(page, address)
    page.get_by_label("Votre téléphone").fill("je ne sais plus")
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.locator(".mistake")).to_be_visible()


def _contest_refused(page: Page, address: str) -> None:
    followed("Ce n'est pas juste")(page, address)
    page.get_by_label("C'est faux").check()
    page.get_by_label("Vous pouvez préciser").fill("trop " * 300)
    page.get_by_role("button", name="Envoyer mon signalement").click()
    expect(page.locator(".mistake")).to_be_visible()


def _contested(page: Page, address: str) -> None:
    followed("Ce n'est pas juste")(page, address)
    page.get_by_label("C'est faux").check()
    page.get_by_role("button", name="Envoyer mon signalement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre signalement est enregistré")


def _plain_first(page: Page, address: str) -> None:
    asked()(page, address)
    page.get_by_role("button", name="Montrer d'abord les mots simples").click()
    expect(page.locator(".plain")).to_be_visible()


def _in_english(page: Page, address: str) -> None:
    asked()(page, address)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def _branches() -> Mapping[str, Any]:
    return {"retriever": FixedRetriever((make_page(FOR_ADULTS, FOR_MINORS),))}


def _wordy() -> Mapping[str, Any]:
    return {"retriever": FixedRetriever((make_page(WORDY),))}


def _listed() -> Mapping[str, Any]:
    page = make_page(LISTED, document=replace(make_document(), blocks=LISTED_BLOCKS))
    return {"retriever": FixedRetriever((page,))}


STATES = (
    State("home", opened("/")),
    State("home in English", opened("/?language=en")),
    State("error", _refused),
    State("help", opened("/help")),
    State("data", opened("/data")),
    State("accessibility", opened("/accessibility")),
    State("transparency", opened("/transparency")),
    State("person first", opened("/person")),
    State("not found", opened("/no-such-page")),
    State("erased", opened("/erased?language=fr")),
    State("answer", asked()),
    State("lists and tables", asked(), _listed),
    State("two answers", asked(QUESTION, OTHER_QUESTION)),
    State("answer in English", _in_english),
    State("error in a conversation", _refused_later),
    State("clarifying", asked("La carte ?"), _branches),
    State("nothing found", asked(), lambda: {"retriever": FixedRetriever(())}),
    State("greeting", asked("Bonjour")),
    State("refusal", asked("interdit !"), lambda: {"refusals": [WordGuard("interdit", Outcome.REFUSE, "illegal")]}),
    State("danger", asked("Je ne sais plus"), lambda: {"distress": DecidedGuard(Outcome.ESCALATE, "violence")}),
    State("unguarded", asked(), lambda: {"personal_data": DecidedGuard(Outcome.ERROR, name="personal_data")}),
    State("masked", asked("Je suis Dubosquet, quel prix a la carte ?")),
    State("plain first", _plain_first, _wordy),
    State("plain version", followed("Lire avec des mots plus simples"), _wordy),
    State("how it was made", followed("Comment cette réponse a été faite")),
    State("how it failed", followed("Comment cette"), lambda: {"refusals": [RaisingGuard()]}),
    State("contest", followed("Ce n'est pas juste")),
    State("contest refused", _contest_refused),
    State("contested", _contested),
    State("person", followed("Parler à une personne")),
    State("call-back details refused", _contact_refused),
    State("handed over", _handed_over),
    State("waiting", _waiting),
    State("to come back", opened("/resume")),
    State("code to come back", _code_to_come_back),
    State("code refused", _code_refused),
    State("awaiting an agent's check", asked(), lambda: {"doctrine": doctrine_of(checked=["Jardins"])}),
    State("heard", _heard, with_voice),
    State("answer with sound", asked(), with_voice),
    State("before erasing", followed("Effacer cette conversation")),
)  # fmt: skip
BY_NAME = {state.name: state for state in STATES}
