"""A checked answer arrives in the page that waits for it: by itself with a script, by a button without."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from assistant.audit import Actor
from assistant.governance.revising import revise
from assistant.governance.types import Decision
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import DraftVerdict
from tests.assistant.fakes import COST_LINES, QUESTION, World, build_world, doctrine_of
from tests.browser.serving import CHROMIUM, serve_world

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: make test installs it when root"),
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build_world(tmp_path, doctrine=doctrine_of(checked=["Jardins"]))


@pytest.fixture
def address(world: World) -> Iterator[str]:
    with serve_world(world) as address:
        yield address


def open_page(browser: Browser, address: str, *, script: bool) -> Page:
    page = browser.new_context(java_script_enabled=script).new_page()
    page.goto(address)
    page.get_by_role("textbox").fill(QUESTION)
    page.get_by_role("button", name="Poser la question").click()
    expect(page.get_by_role("button", name="Voir si la réponse est arrivée")).to_be_visible()
    return page


def approve(world: World) -> None:
    store = world.services.review.store
    (draft,) = store.page()
    revision = partial(revise, messages=read_messages())
    store.decide(draft.id, 1, Decision(DraftVerdict.APPROVED), Actor("marie", "agent"), revision)


def test_with_a_script_the_answer_arrives_by_itself_and_is_told(browser: Browser, address: str, world: World) -> None:
    page = open_page(browser, address, script=True)
    expect(page.get_by_text(COST_LINES[0])).to_have_count(0)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    approve(world)
    expect(page.get_by_text(COST_LINES[0])).to_be_visible(timeout=30_000)
    expect(page.get_by_role("status")).to_have_text("La réponse vérifiée par une personne est arrivée.")
    expect(page.get_by_text("Réponse vérifiée par une personne le")).to_be_visible()
    assert len(asked) <= 2  # asked for again, and the page was not loaded anew


def test_without_a_script_a_button_shows_it(browser: Browser, address: str, world: World) -> None:
    page = open_page(browser, address, script=False)
    look = page.get_by_role("button", name="Voir si la réponse est arrivée")
    look.click()
    expect(look).to_be_visible()
    approve(world)
    look.click()
    expect(page.get_by_text(COST_LINES[0])).to_be_visible()
    expect(look).to_have_count(0)


def test_an_answer_that_waits_has_no_fault_of_access(browser: Browser, address: str) -> None:
    page = open_page(browser, address, script=True)
    assert Axe().run(page).response["violations"] == []


def test_the_button_asks_no_question_where_a_script_runs(browser: Browser, address: str) -> None:
    page = open_page(browser, address, script=True)
    page.get_by_role("button", name="Voir si la réponse est arrivée").click()
    page.wait_for_load_state()
    expect(page.locator("article.turn")).to_have_count(1)
    expect(page.locator("[data-mistake]")).to_be_hidden()
