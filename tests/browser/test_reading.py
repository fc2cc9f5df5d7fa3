"""What a reader of the screen, a keyboard, a small window and a bad network get of the pages."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.assistant.fakes import QUESTION, build_world
from tests.browser.serving import CHROMIUM, Latch, Wire, reply_as_agent, serve, serve_world
from tests.browser.states import BY_NAME, OTHER_QUESTION, ask, with_voice

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: make test installs it when root"),
]

_WATCH_STATUS = """
window.told = [];
new MutationObserver(() => {
  const line = document.querySelector("[data-status-line]");
  if (line && !line.watched) {
    line.watched = true;
    if (line.textContent) window.told.push(line.textContent);
    new MutationObserver(() => { if (line.textContent) window.told.push(line.textContent); })
      .observe(line, { childList: true, characterData: true, subtree: true });
  }
}).observe(document, { childList: true, subtree: true });
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def _told(page: Page) -> list[str]:
    told: list[str] = page.evaluate("window.told")
    return told


def test_each_answer_is_announced_exactly_twice_whatever_the_number_of_its_parts(page: Page, tmp_path: Path) -> None:
    page.add_init_script(_WATCH_STATUS)
    latch = Latch()
    with serve(tmp_path, hold=latch.pass_through) as address:
        page.goto(address)
        ask(page, QUESTION)
        expect(page.locator("[data-status-line]")).to_contain_text("Recherche")
        latch.open()
        expect(page.locator(".turn .notice")).to_have_count(1)
        expect(page).to_have_title(re.compile("Réponse trouvée"))
        first = _told(page)
        ask(page, OTHER_QUESTION)
        expect(page.locator(".turn .notice")).to_have_count(2)
        expect(page.locator("[data-status-line]")).to_contain_text("Réponse reçue")
        second = _told(page)[len(first) :]
        parts = page.locator(".turn").last.locator("blockquote").count()
    assert parts > 1
    for told in (first, second):
        assert len(told) == 2, told
        assert told[0] == "Recherche dans les pages officielles…"
        assert told[1].startswith("Réponse reçue. Carte de jardin partagé La carte de jardin partagé coûte 25 €.")


def test_the_transcript_is_no_live_region_and_nothing_is_said_to_be_busy(page: Page, tmp_path: Path) -> None:
    with serve(tmp_path) as address:
        BY_NAME["two answers"].reach(page, address)
        live = page.locator("[aria-live], [role=log], [role=status], [role=alert], [aria-busy]")
        assert live.count() == 1
        assert live.first.get_attribute("data-status-line") == ""
        assert page.locator("#transcript").locator("[data-status-line]").count() == 0


def test_an_answer_never_moves_the_focus_and_the_title_tells_the_state(page: Page, tmp_path: Path) -> None:
    latch = Latch()
    with serve(tmp_path, hold=latch.pass_through) as address:
        page.goto(address)
        expect(page).to_have_title("Posez votre question – Guichet")
        ask(page, QUESTION)
        expect(page).to_have_title("Recherche en cours – Guichet")
        latch.open()
        expect(page).to_have_title("Réponse trouvée dans la page officielle – Guichet")
        latch.shut()
        box = page.get_by_role("textbox")
        box.fill(OTHER_QUESTION)
        box.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".turn .sources")).to_have_count(2)
        box.focus()
        page.keyboard.type("et pour un enf")
        latch.open()
        expect(page.locator(".turn .notice")).to_have_count(2)
        page.keyboard.type("ant")
        expect(box).to_be_focused()
        expect(box).to_have_value("et pour un enfant")
        ask(page, "🙂")
        expect(page.locator("[data-mistake]")).to_be_visible()
        expect(box).to_be_focused()  # the field to mend, because its own button was pressed


def _press_until(page: Page, name: str, most: int = 40) -> None:
    """Go on with Tab until what has the focus bears the name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "document.activeElement.matches('body, main, article') ? ''"
            " : document.activeElement.textContent.trim() || document.activeElement.id"
        )
        if name in focused:
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid", f"the focus on {name} is not drawn"
            return
    raise AssertionError(f"Tab never reaches {name}")


def test_a_keyboard_alone_goes_from_the_question_to_a_source_a_choice_a_human_and_a_reply(
    page: Page, tmp_path: Path
) -> None:
    world = build_world(tmp_path, **BY_NAME["clarifying"].parts())
    with serve_world(world) as address:
        page.goto(address)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # straight to the content
        _press_until(page, "question")
        page.keyboard.type("La carte ?")
        _press_until(page, "Poser la question")
        page.keyboard.press("Enter")
        expect(page.locator(".turn .notice")).to_have_count(1)
        _press_until(page, "Carte de jardin partagé")
        assert page.evaluate("document.activeElement.href").startswith("https://exemple.gouv.fr/")
        _press_until(page, "Vous êtes mineur")
        page.keyboard.press("Enter")
        expect(page.locator(".turn .notice")).to_have_count(2)
        _press_until(page, "Ce n'est pas juste")
        _press_until(page, "Parler à une personne")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Parler à une personne")
        _press_until(page, "Envoyer ma demande")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Votre demande est envoyée")
        _press_until(page, "Continuer avec l'assistant")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Votre conversation")
        page.wait_for_load_state()
        _press_until(page, "question")
        reply_as_agent(world, page.url, "Bonjour, avez-vous déjà une carte ?")
        expect(page.locator(".message.from-agent")).to_contain_text("avez-vous déjà une carte")
        assert page.evaluate("document.activeElement.id") == "question"  # a message never moves the focus
        page.keyboard.type("Non, pas encore.")
        _press_until(page, "Envoyer")
        page.keyboard.press("Enter")
        expect(page.locator(".message.from-person")).to_contain_text("Non, pas encore.")


def test_no_key_alone_does_anything(page: Page, tmp_path: Path) -> None:
    with serve(tmp_path) as address:
        BY_NAME["answer"].reach(page, address)
        page.reload()
        before = page.url, page.locator("body").inner_html()
        page.locator("main").focus()
        page.keyboard.type("abcdefghijklmnopqrstuvwxyz0123456789?/.")
        assert (page.url, page.locator("body").inner_html()) == before


GOLDEN = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize(
    "name", ["home", "answer", "lists and tables", "clarifying", "error", "contest", "handed over"]
)
def test_the_tree_that_readers_of_the_screen_get_is_the_one_that_was_looked_at(
    page: Page, tmp_path: Path, name: str
) -> None:
    """To write them anew: delete the files, run twice, and read the difference."""
    state = BY_NAME[name]
    with serve(tmp_path, **state.parts()) as address:
        state.reach(page, address)
        if name in ("answer", "clarifying", "lists and tables"):
            page.reload()  # nothing is announced of what was there before
        tree = page.locator("body").aria_snapshot()
    tree = re.sub(r"/(conversations?)/[\w-]{20,}", r"/\1/CODE", tree)
    tree = re.sub(r"(answers|plain|answer-?)/?[0-9a-f]{32}", r"\1/QUESTION", tree)
    tree = re.sub(r"\d{1,2} \w+ 20\d\d( à \d{1,2} h( \d\d)?)?\.", "DAY.", tree)
    file = GOLDEN / f"{name.replace(' ', '_')}.yaml"
    if not file.exists():
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(tree + "\n", encoding="utf-8")
        pytest.fail(f"{file.name} was not there: it is written, read it")
    assert tree + "\n" == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("width", "height", "css"),
    [
        (320, 256, ""),  # 1280 × 1024 enlarged four times
        (320, 640, "* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
         " word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"),
        (768, 900, ""),
        (1280, 800, "html { font-size: 36px !important }"),  # text alone, twice as large
    ],
    ids=["enlarged four times", "text spaced out", "tablet", "text twice as large"],
)  # fmt: skip
def test_nothing_is_cut_hidden_or_too_small_to_touch(
    browser: Browser, tmp_path: Path, width: int, height: int, css: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=True)
    page = context.new_page()
    for name in ("home", "error", "answer", "lists and tables", "transparency", "how it was made", "contest", "person"):
        state = BY_NAME[name]
        with serve(tmp_path / name.replace(" ", "-"), **state.parts()) as address:
            state.reach(page, address)
            if css:
                page.add_style_tag(content=css)
            sizes = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
            assert sizes[0] <= sizes[1], name
            assert page.evaluate(_FIXED) == [], name
            assert page.evaluate(_SMALL) == [], name
    context.close()


_FIXED = """[...document.querySelectorAll("body *")].filter((one) =>
  ["fixed", "sticky"].includes(getComputedStyle(one).position)).map((one) => one.outerHTML.slice(0, 80))"""
_SMALL = """[...document.querySelectorAll("a, button, input:not([type=hidden]), textarea")].filter((one) => {
  const box = (one.closest("label") || one).getBoundingClientRect();
  const inSentence = one.matches("p a, td a, th a, .waiting a") && !one.matches(".button");
  return box.width > 1 && box.height < 43.9 && !inSentence;
}).map((one) => `${one.getBoundingClientRect().height} ${one.outerHTML.slice(0, 100)}`)"""


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}, {"contrast": "more"}])
def test_the_readers_own_settings_are_followed(browser: Browser, tmp_path: Path, media: dict[str, Any]) -> None:
    context = browser.new_context(**media)
    page = context.new_page()
    latch = Latch()
    with serve(tmp_path, hold=latch.pass_through) as address:
        page.goto(address)
        ask(page, QUESTION)
        expect(page.locator(".sources")).to_be_visible()
        moving = page.evaluate("getComputedStyle(document.querySelector('.doing'), '::before').animationName")
        latch.open()
        expect(page.locator(".turn .notice")).to_have_count(1)
        bordered = page.evaluate("getComputedStyle(document.querySelector('.sources')).borderTopStyle")
        soft = page.evaluate("getComputedStyle(document.querySelector('.hint')).color")
        ink = page.evaluate("getComputedStyle(document.body).color")
    context.close()
    assert moving == ("none" if "reduced_motion" in media else "breathe")
    assert (bordered == "solid") is ("forced_colors" in media)
    assert (soft == ink) is ("contrast" in media or "forced_colors" in media)


@pytest.mark.parametrize("parts", [dict, with_voice], ids=["plain", "with voice"])
def test_the_first_page_keeps_within_its_budget(
    page: Page, tmp_path: Path, parts: Callable[[], Mapping[str, Any]]
) -> None:
    """60 kB as they travel, 6 requests, 300 elements, nobody else asked."""
    weights: dict[str, int] = {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.loadingFinished", lambda event: weights.update({event["requestId"]: event["encodedDataLength"]})
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with serve(tmp_path, **parts()) as address:
        page.goto(address, wait_until="networkidle")
        nodes, requests, weight = page.locator("*").count(), len(asked), sum(weights.values())
        assert all(url.startswith(address) for url in asked)
        page.goto(f"{address}/help", wait_until="networkidle")
        kept = page.evaluate(
            "performance.getEntriesByType('resource').filter((one) => one.transferSize > 0).map((one) => one.name)"
        )
    assert 0 < weight <= 60_000
    assert requests <= 6
    assert nodes <= 300
    assert kept == []  # a browser asks for its files once


def test_a_stream_that_breaks_goes_on_where_it_was(page: Page, tmp_path: Path) -> None:
    latch = Latch()
    latch.open()
    with serve(tmp_path, hold=latch.pass_through) as address:
        wire = Wire(address)
        with wire.lay() as near:
            page.goto(near)
            ask(page, QUESTION)
            expect(page.locator(".turn .notice")).to_have_count(1, timeout=15_000)
            page.wait_for_load_state()
            latch.shut()
            ask(page, OTHER_QUESTION)
            expect(page.locator(".turn .sources")).to_have_count(2)
            wire.cut()
            latch.open()
            page.wait_for_timeout(500)
            expect(page.locator(".turn .notice")).to_have_count(1)
            wire.mend()
            expect(page.locator(".turn .notice")).to_have_count(2, timeout=15_000)
            last = page.locator(".turn").last
            expect(last.locator(".sources")).to_have_count(1)
            expect(last.locator("h2.question")).to_have_count(1)


def test_a_question_that_cannot_be_sent_stays_in_its_field(page: Page, tmp_path: Path) -> None:
    with serve(tmp_path) as address:
        wire = Wire(address)
        with wire.lay() as near:
            BY_NAME["answer"].reach(page, near)
            page.wait_for_load_state()  # the script comes once the page has streamed
            wire.cut()
            ask(page, OTHER_QUESTION)
            expect(page.locator("[data-mistake]")).to_contain_text("La connexion est coupée")
            expect(page.get_by_role("textbox")).to_have_value(OTHER_QUESTION)
            expect(page.locator(".turn .notice")).to_have_count(1)
            wire.mend()
            page.get_by_role("button", name="Poser la question").click()
            expect(page.locator(".turn .notice")).to_have_count(2)
            expect(page.locator("[data-mistake]")).to_be_hidden()
            expect(page.get_by_role("textbox")).to_have_value("")


def test_a_choice_does_not_wipe_what_is_being_typed(page: Page, tmp_path: Path) -> None:
    state = BY_NAME["clarifying"]
    with serve(tmp_path, **state.parts()) as address:
        state.reach(page, address)
        page.wait_for_load_state()
        page.get_by_role("textbox").fill("et sinon")
        page.get_by_role("button", name="Vous êtes mineur").click()
        expect(page.locator(".turn .notice")).to_have_count(2)
        expect(page.get_by_role("textbox")).to_have_value("et sinon")


def test_a_page_that_breaks_off_before_its_answer_is_asked_for_again(page: Page, tmp_path: Path) -> None:
    latch = Latch()
    with serve(tmp_path, hold=latch.pass_through) as address:
        wire = Wire(address)
        with wire.lay() as near:
            page.goto(near)
            ask(page, QUESTION)
            expect(page.locator(".turn .sources")).to_have_count(1)
            expect(page.locator("[data-status-line]")).not_to_be_empty()  # the script is there
            wire.cut()
            latch.open()
            page.wait_for_timeout(500)
            wire.mend()
            expect(page.locator(".turn .notice")).to_have_count(1, timeout=15_000)
            expect(page.get_by_role("textbox")).to_be_visible()


def test_an_answer_is_copied_as_text_and_the_button_stays_away_where_it_cannot_be(
    browser: Browser, tmp_path: Path
) -> None:
    with serve(tmp_path) as address:
        context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = context.new_page()
        BY_NAME["answer"].reach(page, address)
        page.get_by_role("button", name="Copier la réponse").click()
        expect(page.locator("[data-status-line]")).to_have_text("La réponse est copiée.")
        copied = page.evaluate("navigator.clipboard.readText()")
        context.close()
        without_script = browser.new_context(java_script_enabled=False)
        page = without_script.new_page()
        BY_NAME["answer"].reach(page, address)
        expect(page.get_by_role("link", name="Garder en texte")).to_be_visible()
        expect(page.get_by_role("button", name="Copier la réponse")).to_have_count(0)
        without_script.close()
    assert "La carte de jardin partagé coûte 25 €." in copied
    assert "https://exemple.gouv.fr/jardins/J1" in copied
    assert "Réponse préparée automatiquement" in copied


def test_help_and_a_human_stand_in_the_same_order_on_every_page(page: Page, tmp_path: Path) -> None:
    orders: dict[str, tuple[list[str], list[str]]] = {}
    with serve(tmp_path) as address:
        for name in (
            "home",
            "help",
            "data",
            "accessibility",
            "transparency",
            "answer",
            "contest",
            "person",
            "not found",
        ):
            BY_NAME[name].reach(page, address)
            top = page.get_by_role("navigation", name="Navigation").get_by_role("link").all_inner_texts()
            foot = page.get_by_role("contentinfo").get_by_role("link").all_inner_texts()
            orders[name] = (top[-2:], foot)
            expect(page.get_by_role("banner").get_by_role("button", name="English")).to_be_visible()
    expected = (
        ["Aide", "Parler à une personne"],
        ["Aide", "Vos données", "Accessibilité\N{NO-BREAK SPACE}: non conforme", "Transparence"],
    )
    assert orders == dict.fromkeys(orders, expected)


def test_headings_go_down_one_level_at_a_time(page: Page, tmp_path: Path) -> None:
    with serve(tmp_path) as address:
        for name in ("home", "answer", "two answers", "how it was made", "transparency", "data", "help", "person"):
            BY_NAME[name].reach(page, address)
            levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((one) => +one.tagName[1])")
            assert levels[0] == 1
            assert levels.count(1) == 1
            assert all(after - before <= 1 for before, after in pairwise(levels)), (name, levels)


def test_a_printed_answer_is_a_good_sheet_of_paper(page: Page, tmp_path: Path) -> None:
    with serve(tmp_path) as address:
        BY_NAME["answer"].reach(page, address)
        page.emulate_media(media="print")
        for hidden in ("form", "nav", ".deeds", ".own", ".skip"):
            assert not any(one.is_visible() for one in page.locator(hidden).all()), hidden
        for shown in (".question", "blockquote", ".sources", ".notice", ".next", ".name"):
            expect(page.locator(shown).first).to_be_visible()
        address_written = page.evaluate("getComputedStyle(document.querySelector('.sources a'), '::after').content")
        expect(page.locator(".asked-on").first).to_be_visible()
    assert "https://exemple.gouv.fr/jardins/J1" in address_written
