"""The pages as a person meets them: a real Chromium, with and without a script, against invented pages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, expect

from assistant.settings import Rates
from knowledge.types import Heading, HeadingKind
from tests.assistant.fakes import (
    FOR_ADULTS,
    PLAIN_LINES,
    QUESTION,
    TITLE,
    WORDY,
    FixedRetriever,
    make_page,
    make_passage,
)
from tests.browser.serving import CHROMIUM
from tests.browser.serving import serve as _serve

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: make test installs it when root"),
]


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with _serve(tmp_path, FixedRetriever()) as address:
        yield address


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


def test_an_answer_that_cannot_be_followed_is_shown_by_the_page(page: Page, tmp_path: Path) -> None:
    with _serve(tmp_path, rates=Rates().model_copy(update={"address_streams": 0})) as address:
        page.goto(address)
        _ask(page, QUESTION)
        _ask(page, "Combien coûte la carte de jardin ?")
        expect(page.locator("article.turn .notice")).to_have_count(2)


def test_who_asks_too_often_reads_when_to_come_back_and_keeps_the_text(page: Page, tmp_path: Path) -> None:
    with _serve(tmp_path, rates=Rates(conversation_questions_a_minute=1)) as address:
        page.goto(address)
        for question in (QUESTION, "Combien coûte la carte de jardin ?", "Et pour un enfant ?"):
            expect(page.get_by_role("textbox")).to_have_value("")
            _ask(page, question)
        expect(page.locator("[data-mistake]")).to_contain_text("dans une minute")
        expect(page.get_by_role("textbox")).to_have_value("Et pour un enfant ?")


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
    conversation = page.url
    page.get_by_role("link", name="Effacer cette conversation").click()
    expect(page.get_by_role("button", name="Effacer pour toujours")).to_be_visible()
    barriers.append(Axe().run(page).response["violations"])
    page.goto(conversation)
    page.get_by_role("link", name="Parler à une personne").first.click()
    expect(page.locator(".note")).to_be_visible()
    barriers.append(Axe().run(page).response["violations"])
    page.get_by_label("Votre téléphone").fill("je ne sais plus")
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.locator(".mistake")).to_be_visible()
    barriers.append(Axe().run(page).response["violations"])
    context.close()
    assert barriers == [[], [], [], [], []]


def test_a_person_takes_a_conversation_away_and_erases_it(page: Page, address: str) -> None:
    page.goto(address)
    _ask(page, QUESTION)
    expect(page.locator(".notice")).to_have_count(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="Emporter cette conversation").click()
    assert download.value.suggested_filename == "conversation.json"
    assert QUESTION in download.value.path().read_text(encoding="utf-8")
    conversation = page.url
    page.get_by_role("link", name="Effacer cette conversation").click()
    page.get_by_role("button", name="Effacer pour toujours").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Conversation effacée")
    page.goto(conversation)
    expect(page.get_by_role("heading", level=1)).to_have_text("Page introuvable")


def test_a_way_to_be_called_back_is_left_after_a_mistake_that_lost_nothing(page: Page, address: str) -> None:
    page.goto(address)
    _ask(page, QUESTION)
    page.get_by_role("link", name="Parler à une personne").first.click()
    page.get_by_label("Votre téléphone").fill("06 39 98")
    page.get_by_label("Quand vous joindre").fill("le soir")
    page.get_by_role("button", name="Envoyer ma demande").click()
    box = page.get_by_label("Votre téléphone")
    expect(box).to_have_value("06 39 98")
    expect(box).to_have_accessible_description(re.compile("ne reconnais"))
    expect(page.get_by_label("Quand vous joindre")).to_have_value("le soir")
    box.fill("06 39 98 00 12")
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("envoyée")
    expect(page.get_by_role("button", name="Effacer ce que j'ai laissé")).to_be_visible()


@pytest.fixture
def address_of_two_situations(tmp_path: Path) -> Iterator[str]:
    """Pages that ask which situation is the person's; the name of one has a word as long as a small screen."""
    long_word = Heading(HeadingKind.SITUATION, f"Vous avez un{'e' * 30}", "age")
    ways = FixedRetriever((make_page(FOR_ADULTS, make_passage(2, "Rien à payer.", under=(long_word,))),))
    with _serve(tmp_path, ways) as address:
        yield address


def test_a_person_picks_a_choice_with_one_press_and_the_choices_become_text(
    page: Page, address_of_two_situations: str
) -> None:
    page.goto(address_of_two_situations)
    _ask(page, "La carte ?")
    asked = page.get_by_role("group", name="La suite dépend de votre situation. Laquelle est la vôtre ?")
    expect(asked.get_by_role("button")).to_have_count(2)
    expect(page.get_by_text("La suite dépend de votre situation")).to_have_count(1)
    asked.get_by_role("button", name="1. Vous êtes majeur").click()
    expect(page.locator(".notice")).to_have_count(2)
    expect(page.locator("article.turn").last.locator("blockquote")).to_have_text(re.compile("à la mairie"))
    expect(page.locator(".options button")).to_have_count(0)
    expect(page.locator("article.turn").first.locator(".options li")).to_have_count(2)


def test_the_number_of_a_choice_may_be_typed(page: Page, address_of_two_situations: str) -> None:
    page.goto(address_of_two_situations)
    _ask(page, "La carte ?")
    expect(page.locator(".notice")).to_have_count(1)
    _ask(page, "1")
    expect(page.locator(".notice")).to_have_count(2)
    page.reload()  # a page that streams has sent the question before the choice is read
    expect(page.locator(".chosen")).to_have_text("Vous êtes majeur")


def test_with_its_script_a_choice_loads_no_page_and_a_keyboard_goes_on_from_the_answer(
    browser: Browser, address_of_two_situations: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address_of_two_situations)
    _ask(page, "La carte ?")
    expect(page.locator(".notice")).to_have_count(1)
    page.evaluate("document.documentElement.dataset.kept = 'yes'")
    choice = page.locator(".options button").first
    choice.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_have_count(2)
    assert page.evaluate("document.documentElement.dataset.kept") == "yes"
    assert page.evaluate("document.activeElement === document.querySelector('article.turn:last-child')")
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_choices_are_large_enough_for_a_finger_show_the_focus_and_wrap(
    browser: Browser, address_of_two_situations: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 600})
    page = context.new_page()
    page.goto(address_of_two_situations)
    _ask(page, "La carte ?")
    expect(page.locator(".notice")).to_have_count(1)
    for button in page.locator(".options button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= width
    page.locator(".options button").first.focus()
    page.keyboard.press("Tab")  # the focus is drawn for whoever uses a keyboard
    outline = page.locator(".options button").nth(1).evaluate("one => getComputedStyle(one).outlineStyle")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert outline == "solid"
    assert overflow == 0


def test_a_person_reads_the_plain_version_and_comes_back(page: Page, tmp_path: Path) -> None:
    with _serve(tmp_path, FixedRetriever((make_page(WORDY),))) as address:
        page.goto(address)
        _ask(page, QUESTION)
        page.get_by_role("link", name="Lire avec des mots plus simples").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Version simplifiée par une machine")
        for line in PLAIN_LINES:
            expect(page.get_by_text(line)).to_be_visible()
        expect(page.locator(".notice")).to_contain_text("ordinateur")
        expect(page.get_by_role("link", name="Parler à une personne").first).to_be_visible()
        page.get_by_role("link", name="Revenir à la conversation").last.click()
        expect(page.locator("blockquote")).to_contain_text("perçoit")


def test_the_checker_finds_no_barrier_in_choices_nor_in_the_plain_version(
    browser: Browser, address_of_two_situations: str
) -> None:
    context = browser.new_context(bypass_csp=True)  # the checker injects its own script
    page = context.new_page()
    page.goto(address_of_two_situations)
    _ask(page, "La carte ?")
    expect(page.locator(".options button")).to_have_count(2)
    barriers = [Axe().run(page).response["violations"]]
    page.locator(".options button").first.click()
    expect(page.locator(".notice")).to_have_count(2)
    barriers.append(Axe().run(page).response["violations"])
    page.get_by_role("link", name="Lire avec des mots plus simples").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lire avec des mots plus simples")
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
