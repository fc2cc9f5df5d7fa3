"""A sound that is sent while it is made, and the whole ones that are remembered."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.requests import Request

from assistant.settings import Rates
from assistant.vocabulary import Language
from assistant.voice.listening import SoundOrder, WholeSounds, may_grow
from assistant.voice.spoken_answer import Sentence
from models.fakes import SilentSynthesizer
from models.speech.audio import HEARING_RATE, decode
from models.speech.types import Speech
from models.types import ModelDied
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import World, browse
from tests.assistant.voice.test_routes import ask, begin


@dataclass(slots=True)
class HeldSynthesizer:
    """Says some sentences, then waits to be let go, or fails."""

    free: int = 1
    """Sentences that do not wait."""
    fails: bool = False
    go: asyncio.Event = field(default_factory=asyncio.Event)
    said: list[str] = field(default_factory=list)
    cancelled: int = 0
    name: str = "held"

    async def say(self, text: str, *, language: str, rate: int, remember: bool = True) -> Speech:
        self.said.append(text)
        if len(self.said) > self.free:
            if self.fails:
                raise ModelDied("gone")
            try:
                await self.go.wait()
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
        return Speech(bytes(2 * 16_000), 16_000)

    def forget(self) -> None:
        """Nothing is remembered."""


@dataclass(slots=True)
class Listener:
    """A player at the other end of the application itself: what it was sent, as it came."""

    world: World
    path: str
    sent: list[dict[str, Any]] = field(default_factory=list)
    has_sound: asyncio.Event = field(default_factory=asyncio.Event)
    leaves: asyncio.Event = field(default_factory=asyncio.Event)
    _asked: bool = False

    async def listen(self, headers: Sequence[tuple[bytes, bytes]] = (), version: str = "1.1") -> None:
        path, _, query = self.path.partition("?")
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": version,
            "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
            "headers": [(b"host", b"testserver"), *headers], "client": ("127.0.0.1", 1), "server": ("testserver", 80),
        }  # fmt: skip
        await self.world.app(scope, self._receive, self._send)

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.sent[0]["headers"])

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent[1:])

    @property
    def has_ended(self) -> bool:
        """Whether the reply was brought to its end: a server breaks the connection of one that was not."""
        return not self.sent[-1].get("more_body", False)

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.sent.append(dict(message))
        if message.get("body"):
            self.has_sound.set()


async def answered(world: World) -> str:
    async with browse(world) as client:
        return f"{await ask(client, await begin(client))}?type=opus"


async def test_a_sound_begins_with_its_first_sentence_and_goes_on_as_the_others_are_made(open_world: OpenWorld) -> None:
    synthesizer = HeldSynthesizer()
    world = open_world(synthesizer=synthesizer)
    listener = Listener(world, await answered(world))
    listening = asyncio.create_task(listener.listen())
    await asyncio.wait_for(listener.has_sound.wait(), 10)
    begun = decode(listener.body, most_seconds=60)
    assert 0.5 * HEARING_RATE < len(begun) <= HEARING_RATE
    assert not listening.done()
    synthesizer.go.set()
    await listening
    sentences = len(synthesizer.said)
    assert sentences > 3
    whole = decode(listener.body, most_seconds=60)
    assert len(whole) == pytest.approx((sentences + 0.15 * (sentences - 1)) * HEARING_RATE, abs=0.03 * HEARING_RATE)
    assert listener.has_ended
    assert listener.headers[b"content-type"] == b"audio/ogg"
    assert b"content-length" not in listener.headers
    assert b"content-encoding" not in listener.headers


async def test_the_next_time_the_sound_is_whole_and_nothing_is_made_again(open_world: OpenWorld) -> None:
    synthesizer = SilentSynthesizer(rate=16_000)
    world = open_world(synthesizer=synthesizer)
    path = await answered(world)
    async with browse(world) as client:
        grown = await client.get(path, headers={"Range": "bytes=0-"})
        said = len(synthesizer.said)
        whole = await client.get(path)
        rest = await client.get(path, headers={"Range": "bytes=300-"})
        waited = await client.get(f"{path}&rate=150&whole=yes", headers={"Range": "bytes=0-"})
    assert (grown.status_code, "content-length" in grown.headers) == (200, False)
    assert (waited.status_code, waited.headers["content-range"]) == (
        206,
        f"bytes 0-{len(waited.content) - 1}/{len(waited.content)}",
    )
    assert whole.content == grown.content
    assert whole.headers["content-length"] == str(len(grown.content))
    assert (rest.status_code, rest.content) == (206, grown.content[300:])
    assert synthesizer.rates.count(130) == said


async def test_a_player_that_lost_the_line_gets_the_bytes_that_fit_what_it_has(open_world: OpenWorld) -> None:
    """The sound is made again meanwhile, since the one that broke off was not kept."""
    world = open_world(synthesizer=SilentSynthesizer(rate=16_000))
    path = await answered(world)
    async with browse(world) as client:
        whole = (await client.get(path)).content
    other = open_world(synthesizer=SilentSynthesizer(rate=16_000))
    path = await answered(other)
    async with browse(other) as client:
        rest = await client.get(path, headers={"Range": "bytes=300-"})
    assert rest.status_code == 206
    assert rest.content == whole[300:]


async def test_an_engine_that_fails_in_the_middle_breaks_the_sound_off_and_nothing_is_kept(
    open_world: OpenWorld,
) -> None:
    synthesizer = HeldSynthesizer(free=2, fails=True)
    world = open_world(synthesizer=synthesizer)
    path = await answered(world)
    listener = Listener(world, path)
    await listener.listen()
    assert listener.sent[0]["status"] == 200
    assert len(listener.body) > 0
    assert not listener.has_ended
    async with browse(world) as client:
        again = await client.get(path)
    assert (again.status_code, again.json()["reason"]) == (503, "unavailable")


async def test_an_engine_that_fails_at_once_is_told_in_words(open_world: OpenWorld) -> None:
    world = open_world(synthesizer=HeldSynthesizer(free=0, fails=True))
    path = await answered(world)
    async with browse(world) as client:
        reply = await client.get(path)
    assert (reply.status_code, reply.json()["reason"]) == (503, "unavailable")


async def test_a_listener_who_leaves_stops_what_is_being_made(open_world: OpenWorld) -> None:
    synthesizer = HeldSynthesizer()
    world = open_world(synthesizer=synthesizer)
    listener = Listener(world, await answered(world))
    listening = asyncio.create_task(listener.listen())
    await asyncio.wait_for(listener.has_sound.wait(), 10)
    waiting = len(synthesizer.said) - 1
    listener.leaves.set()
    await asyncio.wait_for(listening, 10)
    assert not listener.has_ended
    assert synthesizer.cancelled == waiting > 0


async def test_where_an_end_cannot_be_told_from_a_break_the_sound_is_whole(open_world: OpenWorld) -> None:
    world = open_world(synthesizer=SilentSynthesizer(rate=16_000))
    listener = Listener(world, await answered(world))
    await listener.listen(version="1.0")
    assert listener.headers[b"content-length"] == str(len(listener.body)).encode()


@pytest.mark.parametrize(
    ("asked", "is_opus", "grows"),
    [
        ("", True, True),
        ("bytes=0-", True, True),
        ("bytes=0-1", True, False),
        ("bytes=9-", True, False),
        ("", False, False),
    ],
)
def test_what_is_asked_for_in_pieces_is_made_first(asked: str, is_opus: bool, grows: bool) -> None:
    headers = [(b"range", asked.encode())] if asked else []
    request = Request({"type": "http", "http_version": "1.1", "headers": headers})
    assert may_grow(request, SoundOrder((), 130, is_opus)) is grows


async def test_a_sound_sent_while_it_is_made_is_counted_once(open_world: OpenWorld) -> None:
    rates = Rates(conversation_listening_a_minute=1)
    world = open_world(synthesizer=SilentSynthesizer(rate=16_000), rates=rates)
    path = await answered(world)
    async with browse(world) as client:
        replies = [
            await client.get(path),
            await client.get(path, headers={"Range": "bytes=300-"}),
            await client.get(path),
        ]
    assert [reply.status_code for reply in replies] == [200, 206, 429]


def order(text: str, *, is_kept: bool = True, rate: int = 130, is_opus: bool = True) -> SoundOrder:
    return SoundOrder((Sentence(text, Language.FRENCH, is_kept),), rate, is_opus)


def test_whole_sounds_are_found_by_their_words_speed_and_kind() -> None:
    sounds = WholeSounds()
    sounds.keep(order("Oui."), b"oui")
    assert sounds.find(order("Oui.")) == b"oui"
    others = (order("Non."), order("Oui.", rate=110), order("Oui.", is_opus=False))
    assert [sounds.find(other) for other in others] == [None, None, None]


def test_the_sounds_that_were_heard_longest_ago_make_room() -> None:
    sounds = WholeSounds(most_bytes=10)
    for text in ("un", "deux"):
        sounds.keep(order(text), b"12345")
    assert sounds.find(order("un"))
    sounds.keep(order("trois"), b"12345")
    assert [sounds.find(order(text)) is None for text in ("un", "deux", "trois")] == [False, True, False]
    sounds.keep(order("trop long"), b"12345678901")
    assert sounds.find(order("trop long")) is None
    assert sounds.find(order("trois"))


def test_a_sound_made_twice_at_once_counts_once() -> None:
    sounds = WholeSounds(most_bytes=10)
    for _ in range(3):
        sounds.keep(order("un"), b"12345")
    sounds.keep(order("deux"), b"12345")
    assert sounds.find(order("un"))


def test_what_holds_a_persons_own_words_is_not_remembered() -> None:
    sounds = WholeSounds()
    sounds.keep(order("Je m'appelle…", is_kept=False), b"12345")
    assert sounds.find(order("Je m'appelle…", is_kept=False)) is None
