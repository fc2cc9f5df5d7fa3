"""An answer heard in a real Chromium while it is made: its beginning, its end, what breaks off, its speed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import httpx
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.messages.catalogue import read_messages
from assistant.vocabulary import Language
from models.speech.types import Speech
from models.types import ModelDied
from tests.assistant.fakes import QUESTION
from tests.browser.serving import CHROMIUM, Latch, serve
from tests.browser.states import OTHER_QUESTION, ask

MESSAGES = read_messages()
RATE = 16_000
SENTENCE_SECONDS = 6
NOISE = np.random.default_rng(1).integers(-6000, 6000, RATE * SENTENCE_SECONDS, dtype=np.int16).tobytes()
"""Chromium begins a sound with its first 32 kB: silence would be too small, noise takes as much as speech."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: make test installs it when root"),
]


@dataclass(slots=True)
class HeldVoice:
    """Noise of a known length; after the first sentences it waits, or fails."""

    free: int = 2
    latch: Latch = field(default_factory=Latch)
    fails: bool = False
    said: list[str] = field(default_factory=list)
    rates: set[int] = field(default_factory=set)
    name: str = "held"

    async def say(self, text: str, *, language: str, rate: int, remember: bool = True) -> Speech:
        self.rates.add(rate)
        self.said.append(text)
        if len(self.said) > self.free:
            await self.latch.pass_through()
            if self.fails:
                raise ModelDied("gone")
        return Speech(NOISE, RATE)

    def forget(self) -> None:
        """Nothing is remembered."""


def words(key: str, **values: object) -> str:
    return MESSAGES.text(key, Language.FRENCH, **values)


def speed(rate: int) -> str:
    return words("voice.page.speed", speed=words(f"voice.speed.at_{rate}"))


@contextmanager
def answered(browser: Browser, folder: Path, voice: HeldVoice, *, has_script: bool = True) -> Iterator[Page]:
    """A page with one answer and its player."""
    context = browser.new_context(java_script_enabled=has_script)
    try:
        with serve(folder, synthesizer=voice) as address:
            page = context.new_page()
            page.goto(address)
            ask(page, QUESTION)
            expect(page.locator("audio")).to_be_visible()
            page.reload()  # the answer was there before: nothing more is announced of it
            yield page
    finally:
        voice.latch.open()
        context.close()


def wait_for(page: Page, condition: str) -> None:
    """Until it holds of ``sound``, the first player."""
    page.wait_for_function(f"() => {{ const sound = document.querySelector('audio'); return {condition}; }}")


def press(page: Page) -> None:
    """The player's own button, by the keyboard."""
    page.locator("audio").first.focus()
    page.keyboard.press("Space")


def test_a_sound_is_heard_before_the_rest_of_it_is_made_and_moved_in_once_it_was_stopped(
    browser: Browser, tmp_path: Path
) -> None:
    voice = HeldVoice()
    with answered(browser, tmp_path, voice) as page:
        press(page)
        wait_for(page, "sound.currentTime > 0.2")
        assert page.evaluate("document.querySelector('audio').duration") == float("inf")
        voice.latch.open()
        press(page)
        wait_for(page, "sound.paused && Number.isFinite(sound.duration) && sound.readyState > 0")
        sentences = len(set(voice.said))
        seconds = page.evaluate("document.querySelector('audio').duration")
        assert seconds == pytest.approx(sentences * SENTENCE_SECONDS + (sentences - 1) * 0.15, abs=0.1)
        assert 0.2 <= page.evaluate("document.querySelector('audio').currentTime") < 4
        page.evaluate("document.querySelector('audio').currentTime = 5")
        press(page)
        wait_for(page, "sound.currentTime > 5.2")
        expect(page.locator("[data-status-line]")).to_be_empty()  # sound is no announcement
        expect(page.locator("[data-broken]")).to_be_hidden()


def test_a_sound_that_was_heard_to_its_end_has_a_length_and_is_heard_again_from_any_place(
    browser: Browser, tmp_path: Path
) -> None:
    voice = HeldVoice()
    voice.latch.open()
    with answered(browser, tmp_path, voice) as page:
        page.evaluate("document.querySelector('audio').playbackRate = 8")
        press(page)
        wait_for(page, "sound.currentTime > 1")
        wait_for(page, "sound.paused && Number.isFinite(sound.duration) && sound.seekable.end(0) > 5")
        assert page.evaluate("document.querySelector('audio').currentTime") == 0
        page.evaluate("document.querySelector('audio').currentTime = 4")
        press(page)
        wait_for(page, "sound.currentTime > 4.2")


def test_a_sound_that_breaks_off_is_told_in_words_and_can_be_tried_again(browser: Browser, tmp_path: Path) -> None:
    voice = HeldVoice(fails=True)
    with answered(browser, tmp_path, voice) as page:
        press(page)
        wait_for(page, "sound.currentTime > 0.2")
        page.evaluate("document.querySelector('audio').playbackRate = 8")  # what has come is heard first
        voice.latch.open()
        expect(page.locator("[data-broken]")).to_be_visible(timeout=20_000)
        expect(page.locator("[data-broken]")).to_have_text(words("voice.page.sound_broken"))
        expect(page.locator("[data-status-line]")).to_have_text(words("voice.page.sound_broken"))
        assert not page.evaluate("document.querySelector('audio').ended")
        voice.fails = False
        press(page)
        wait_for(page, "sound.currentTime > 0.2")
        expect(page.locator("[data-broken]")).to_be_hidden()
        expect(page.locator("[data-status-line]")).to_be_empty()


def test_a_sound_that_cannot_begin_is_told_in_words(browser: Browser, tmp_path: Path) -> None:
    voice = HeldVoice(free=0, fails=True)
    voice.latch.open()
    with answered(browser, tmp_path, voice) as page:
        press(page)
        expect(page.locator("[data-broken]")).to_be_visible()


def test_the_connection_of_a_sound_that_cannot_be_ended_is_broken(tmp_path: Path, browser: Browser) -> None:
    """Over a real socket: a reply that ended cleanly would be a whole answer to any program."""
    voice = HeldVoice(fails=True)
    voice.latch.open()
    with answered(browser, tmp_path, voice) as page:
        address = urljoin(page.url, page.locator("audio source").first.get_attribute("src"))
        with httpx.stream("GET", address) as reply:
            pieces = reply.iter_raw()
            assert next(pieces)[:4] == b"OggS"
            with pytest.raises(httpx.RemoteProtocolError):
                list(pieces)


@pytest.mark.parametrize("has_script", [True, False])
def test_a_speed_holds_for_every_answer_and_its_reader_stays_at_the_player(
    browser: Browser, tmp_path: Path, has_script: bool
) -> None:
    voice = HeldVoice()
    voice.latch.open()
    with answered(browser, tmp_path, voice, has_script=has_script) as page:
        ask(page, OTHER_QUESTION)
        expect(page.locator("audio")).to_have_count(2)
        expect(page.locator(".listen form span")).to_have_text([speed(130)] * 2)
        second = page.locator(".listen").nth(1)
        place = second.get_attribute("id")
        slower = second.get_by_role("button", name=words("voice.page.slower"))
        slower.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".listen form span")).to_have_text([speed(110)] * 2)
        expect(page).to_have_url(re.compile(f"#{place}$"))
        expect(page.locator(".listen").nth(1)).to_be_in_viewport()
        assert page.locator("audio source").evaluate_all("all => all.every(one => one.src.includes('rate=110'))")
        ask(page, QUESTION)  # an answer that arrives later, too
        expect(page.locator(".listen form span")).to_have_text([speed(110)] * 3)
        for rate in (90, 80):
            page.locator(".listen").first.get_by_role("button", name=words("voice.page.slower")).click()
            expect(page.locator(".listen form span").first).to_have_text(speed(rate))
        expect(page.get_by_role("button", name=words("voice.page.slower"))).to_have_count(0)
        page.locator(".listen").first.get_by_role("button", name=words("voice.page.faster")).click()
        expect(page.locator(".listen form span").first).to_have_text(speed(90))


def test_without_a_script_an_answer_is_heard_all_the_same(browser: Browser, tmp_path: Path) -> None:
    voice = HeldVoice()
    voice.latch.open()
    with answered(browser, tmp_path, voice, has_script=False) as page:
        assert page.get_by_text(words("voice.page.listen")).locator("visible=true").count() == 1
        with page.expect_response(re.compile("/speech\\?type=opus")) as heard:
            press(page)
        assert heard.value.status == 200


@pytest.mark.parametrize("width", [320, 1280])
def test_the_player_and_its_buttons_fit_and_can_be_touched(browser: Browser, tmp_path: Path, width: int) -> None:
    with answered(browser, tmp_path, HeldVoice()) as page:
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for part in (page.locator("audio"), *page.locator(".listen button").all()):
            box = part.bounding_box()
            assert box is not None
            assert box["height"] >= 44
            assert box["width"] >= 44
            assert box["x"] + box["width"] <= width
