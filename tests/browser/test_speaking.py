"""Speaking and listening in a real Chromium, with its fake microphone and a model that hears what the test says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.messages.catalogue import read_messages
from assistant.vocabulary import Language
from models.fakes import SilentSynthesizer, TypedTranscriber
from models.speech.types import Doubt, Transcript
from tests.assistant.fakes import QUESTION
from tests.browser.serving import CHROMIUM, FLAGS, serve

MESSAGES = read_messages()

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: make test installs it when root"),
]

REFUSED = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
INSECURE = "Object.defineProperty(navigator, 'mediaDevices', { value: undefined });"
INSECURE += "Object.defineProperty(window, 'isSecureContext', { value: false })"


def said(key: str) -> str:
    return MESSAGES.text(f"voice.page.{key}", Language.FRENCH)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    arguments = [*FLAGS, "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def heard() -> TypedTranscriber:
    return TypedTranscriber()


@pytest.fixture
def site(tmp_path: Path, heard: TypedTranscriber) -> Iterator[str]:
    with serve(tmp_path, transcriber=heard, synthesizer=SilentSynthesizer(rate=48_000)) as address:
        yield address


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    page = browser.new_page()
    page.goto(site)
    page.click("details.speak summary")
    yield page
    page.close()


def record(page: Page) -> None:
    page.click("button.press")
    expect(page.locator("[data-speak-line]")).to_have_text(said("recording"))
    expect(page.locator("button.press")).to_have_text(said("press_again"))
    page.wait_for_timeout(400)
    page.click("button.press")


def test_a_press_records_and_what_was_heard_waits_in_the_box(page: Page, heard: TypedTranscriber) -> None:
    heard.push(QUESTION)
    record(page)
    expect(page.locator("#question")).to_have_value(QUESTION)
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("[data-speak-line]")).to_have_text(said("written"))
    expect(page.locator("button.press")).to_have_text(said("press"))
    assert heard.clips[0].data[:4] == b"\x1a\x45\xdf\xa3"  # WebM, as this browser records
    assert page.locator(".answer").count() == 0


def test_what_was_not_understood_is_told_and_the_box_keeps_its_text(page: Page, heard: TypedTranscriber) -> None:
    heard.push(Transcript("", "fr", 2, 2, doubt=Doubt.UNCLEAR))
    page.fill("#question", "Ce que j'écrivais")
    record(page)
    refusal = MESSAGES.text("voice.refusal.unclear", Language.FRENCH)
    expect(page.locator("[data-speak-line]")).to_have_text(refusal)
    expect(page.locator("#question")).to_have_value("Ce que j'écrivais")


@pytest.mark.parametrize(("script", "line"), [(REFUSED, "refused"), (INSECURE, "no_https")])
def test_a_microphone_that_is_refused_is_told_in_one_line(browser: Browser, site: str, script: str, line: str) -> None:
    page = browser.new_page()
    page.add_init_script(script)
    page.goto(site)
    page.click("details.speak summary")
    page.click("button.press")
    expect(page.locator("[data-speak-line]")).to_have_text(said(line))
    page.close()


def test_without_a_script_a_recording_is_sent_as_a_file(browser: Browser, site: str, heard: TypedTranscriber) -> None:
    heard.push(QUESTION)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.click("details.speak summary")
    assert page.locator("button.press").count() == 0
    page.set_input_files("#recording", {"name": "voix.wav", "mimeType": "audio/wav", "buffer": b"RIFF"})
    page.get_by_role("button", name=said("send")).click()
    expect(page.locator("#question")).to_have_value(QUESTION)
    expect(page.locator(".heard")).to_contain_text("J'ai compris")
    context.close()


def test_an_answer_is_heard_when_it_is_asked_for_and_not_before(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.fill("#question", QUESTION)
    page.click("form.ask button[type=submit]")
    sound = page.locator("audio")
    expect(sound).to_be_visible()
    assert not any("/speech" in url for url in asked)
    assert sound.evaluate("sound => sound.paused")
    sound.evaluate("sound => sound.play()")
    page.wait_for_timeout(1500)
    assert sound.evaluate("sound => sound.currentTime") > 0
    assert any("speech?type=opus" in url for url in asked)


def test_the_form_and_the_player_pass_an_accessibility_check(page: Page) -> None:
    for _ in range(2):  # the first page, then a conversation with an answer
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["help"]) for rule in found] == []
        page.fill("#question", QUESTION)
        page.click("form.ask button[type=submit]")
        expect(page.locator("audio")).to_be_visible()
        page.click("details.speak summary")
