"""The pages as a person meets them: a real Chromium, with and without a script, against invented pages."""

import asyncio
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from models.fakes import ScriptedModel
from tests.assistant.fakes import QUESTION, TITLE, build_world

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: make test installs it when root"),
]


@contextmanager
def _serve(folder: Path, model: ScriptedModel) -> Iterator[str]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()  # a browser that comes before the server is ready waits in the queue
    server = uvicorn.Server(uvicorn.Config(build_world(folder, model=model).app, log_level="error"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with _serve(tmp_path, ScriptedModel(*["La carte coûte 25 €. [1]"] * 4)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=request.param)
    yield context.new_page()
    context.close()


def _ask(page: Page, question: str) -> None:
    page.get_by_role("textbox").fill(question)
    page.get_by_role("button", name="Poser la question").click()


def test_a_person_asks_and_gets_the_pages_own_words_with_all_that_goes_with_them(page: Page, address: str) -> None:
    page.goto(address)
    _ask(page, QUESTION)
    expect(page.locator("blockquote").first).to_contain_text("coûte 25 €")
    expect(page.locator(".sources").first).to_contain_text(TITLE)
    expect(page.locator(".sources").first).to_contain_text("mise à jour le 1er mars 2026")
    expect(page.locator(".next").first).to_contain_text("cerfa")
    expect(page.locator(".notice").first).to_contain_text("ordinateur")
    expect(page.get_by_role("link", name="Parler à une personne").first).to_be_visible()


def test_a_second_question_joins_the_first_in_the_same_conversation(page: Page, address: str) -> None:
    page.goto(address)
    _ask(page, QUESTION)
    expect(page.locator(".notice")).to_have_count(1)
    _ask(page, "Combien coûte la carte de jardin ?")
    expect(page.locator(".notice")).to_have_count(2)
    expect(page.locator("article.turn")).to_have_count(2)


def test_a_request_for_a_person_is_shown_before_it_is_sent(page: Page, address: str) -> None:
    page.goto(address)
    _ask(page, QUESTION)
    page.get_by_role("link", name="Parler à une personne").first.click()
    expect(page.locator(".note")).to_contain_text(QUESTION)
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("envoyée")


def test_an_empty_question_gets_a_sentence_and_not_an_error_page(page: Page, address: str) -> None:
    page.goto(address)
    _ask(page, "🙂 🙂")
    expect(page.locator("[data-mistake]")).to_contain_text("mots")
    expect(page.get_by_role("textbox")).to_have_value("🙂 🙂")


def test_nothing_is_asked_of_another_site(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []

    def remember(request: Request) -> None:
        asked.append(request.url)

    page.on("request", remember)
    page.goto(address)
    _ask(page, QUESTION)
    expect(page.locator(".notice")).to_have_count(1)
    context.close()
    assert asked
    assert all(url.startswith(address) for url in asked)


def test_the_checker_finds_no_barrier_on_any_page(browser: Browser, address: str) -> None:
    context = browser.new_context(bypass_csp=True)  # the checker injects its own script
    page = context.new_page()
    page.goto(address)
    barriers = [Axe().run(page).response["violations"]]
    _ask(page, QUESTION)
    expect(page.locator(".notice")).to_have_count(1)
    barriers.append(Axe().run(page).response["violations"])
    page.get_by_role("link", name="Parler à une personne").first.click()
    expect(page.locator(".note")).to_be_visible()
    barriers.append(Axe().run(page).response["violations"])
    context.close()
    assert barriers == [[], [], []]


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(browser: Browser, address: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 600})
    page = context.new_page()
    page.goto(address)
    _ask(page, QUESTION)
    expect(page.locator(".notice")).to_have_count(1)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert overflow == 0
