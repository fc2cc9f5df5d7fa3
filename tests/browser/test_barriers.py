"""Two checkers find no barrier on any page and in any state, with and without a script."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.assistant.fakes import QUESTION, build_world
from tests.browser.barriers import HAS_SECOND_CHECKER, find_barriers, find_by_axe, find_by_sniffer
from tests.browser.serving import CHROMIUM, Latch, reply_as_agent, serve, serve_world
from tests.browser.states import BY_NAME, OTHER_QUESTION, STATES, State, ask

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: make test installs it when root"),
]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(bypass_csp=True)  # the checkers inject their own scripts
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_the_checkers_find_no_barrier(page: Page, tmp_path: Path, state: State) -> None:
    with serve(tmp_path, **state.parts()) as address:
        state.reach(page, address)
        assert find_barriers(page) == []


def test_the_second_checker_is_there() -> None:
    if not HAS_SECOND_CHECKER:
        pytest.skip("HTML_CodeSniffer is not in the cache, and one checker alone has looked: make test fetches it")


@pytest.mark.parametrize(
    "name", ["home", "error", "answer", "answer with sound", "clarifying", "handed over", "contested"]
)
def test_no_barrier_stands_where_there_is_no_script(browser: Browser, page: Page, tmp_path: Path, name: str) -> None:
    state = BY_NAME[name]
    without_script = browser.new_context(java_script_enabled=False)
    with serve(tmp_path, **state.parts()) as address:
        reached = without_script.new_page()
        state.reach(reached, address)
        html = reached.content()  # the checkers are scripts: they look at the same page in a window that runs them
        page.route("**/*", lambda route: _answer(route, html))
        page.goto(address)
        assert find_barriers(page) == []
    without_script.close()


def _answer(route: Route, html: str) -> None:
    """The page as it was, with its own style sheet and none of its scripts."""
    kind = route.request.resource_type
    if kind == "document":
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
    elif kind == "script":
        route.abort()
    else:
        route.continue_()


@pytest.mark.parametrize("questions", [1, 2], ids=["a page that streams", "a stream of events"])
def test_no_barrier_stands_while_an_answer_arrives(page: Page, tmp_path: Path, questions: int) -> None:
    latch = Latch()
    with serve(tmp_path, hold=latch.pass_through) as address:
        page.goto(address)
        if questions == 2:
            latch.open()
            ask(page, QUESTION)
            expect(page.locator(".turn .notice")).to_have_count(1)
            latch.shut()
        ask(page, OTHER_QUESTION)
        expect(page.locator(".turn .sources")).to_have_count(questions)
        assert page.locator(".turn .notice").count() == questions - 1
        barriers = find_barriers(page)
        latch.open()
        expect(page.locator(".turn .notice")).to_have_count(questions)
    assert barriers == []


def test_no_barrier_stands_while_a_human_writes(page: Page, tmp_path: Path) -> None:
    world = build_world(tmp_path)
    with serve_world(world) as address:
        BY_NAME["waiting"].reach(page, address)
        reply_as_agent(world, page.url, "Bonjour, voyez https://exemple.gouv.fr/jardins.")
        page.reload()
        expect(page.locator(".message.from-agent")).to_be_visible()
        expect(page).to_have_title(re.compile("Une personne vous écrit"))
        assert find_barriers(page) == []


def test_the_checkers_do_find_barriers(page: Page) -> None:
    page.set_content("<html><body><img src='x'><input><p style='color:#aaa'>gris</p></body></html>")
    assert any(fault.startswith("image-alt") for fault in find_by_axe(page))
    if HAS_SECOND_CHECKER:
        assert any("H37" in fault for fault in find_by_sniffer(page))
