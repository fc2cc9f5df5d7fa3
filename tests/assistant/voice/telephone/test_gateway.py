"""Whole calls over a loopback socket, with a caller that speaks Asterisk's protocols."""

import asyncio
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
import pytest

from assistant.messages.catalogue import read_messages
from assistant.settings import Administration
from assistant.vocabulary import Language
from assistant.voice.hearing import Hearing
from assistant.voice.session import SpokenConversation
from assistant.voice.telephone.frames import FRAME_BYTES, Frame, Kind, read_frame
from assistant.voice.telephone.gateway import Gateway
from models.fakes import TypedTranscriber
from models.speech.types import Doubt, Speech, Transcript
from models.types import ModelDied
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, World

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

MESSAGES = read_messages()
VOICE = (np.random.default_rng(3).normal(0, 0.1, FRAME_BYTES // 2) * 32767).astype("<i2").tobytes()
QUIET = bytes(FRAME_BYTES)


@dataclass(slots=True)
class BriefSynthesizer:
    """Says each sentence in the time of some frames."""

    frames: int = 1
    said: list[str] = field(default_factory=list)
    rates: list[int] = field(default_factory=list)
    is_broken: bool = False
    name: str = "brief"

    async def say(self, text: str, *, language: str, rate: int, remember: bool = True) -> Speech:
        if self.is_broken:
            raise ModelDied("gone")
        self.said.append(text)
        self.rates.append(rate)
        return Speech(VOICE * self.frames, 8000)

    def forget(self) -> None:
        """Nothing is remembered."""


@dataclass(slots=True)
class Caller:
    """A fake Asterisk: one call."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    call: uuid.UUID = field(default_factory=uuid.uuid4)
    received: list[Frame] = field(default_factory=list)
    _listening: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self.writer.write(Frame(Kind.IDENTITY, self.call.bytes).pack())
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        while frame := await read_frame(self.reader):
            self.received.append(frame)

    def speak(self, seconds: float = 0.6, *, pause: float = 2.2) -> None:
        for frame, duration in ((VOICE, seconds), (QUIET, pause)):
            for _ in range(int(duration / 0.02)):
                self.writer.write(Frame(Kind.AUDIO, frame).pack())

    def press(self, key: str) -> None:
        self.writer.write(Frame(Kind.KEY, key.encode()).pack())

    async def wait_until_quiet(self) -> None:
        """Until nothing has been said for a while."""
        heard = -1
        while heard != len(self.received):
            heard = len(self.received)
            await asyncio.sleep(0.25)

    async def leave(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()
        assert self._listening is not None
        await self._listening

    async def wait_for_the_end(self) -> None:
        assert self._listening is not None
        await asyncio.wait_for(self._listening, 30)


@dataclass(slots=True)
class Exchange:
    """A running gateway."""

    world: World
    transcriber: TypedTranscriber
    synthesizer: BriefSynthesizer
    port: int
    callers: list[Caller] = field(default_factory=list)

    async def call(self) -> Caller:
        caller = Caller(*await asyncio.open_connection("127.0.0.1", self.port))
        caller.begin()
        self.callers.append(caller)
        return caller

    async def ask_what_next(self, call: uuid.UUID | str) -> str:
        """As the dialplan does after the call, by FastAGI."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(f"agi_network: yes\nagi_request: agi://parvis/after\nagi_arg_1: {call}\n\n".encode())
        said = (await asyncio.wait_for(reader.readline(), 10)).decode().strip()
        writer.write(b"200 result=1\n")
        writer.close()
        await writer.wait_closed()
        return said

    def said(self) -> str:
        return " ".join(self.synthesizer.said)


@asynccontextmanager
async def run_gateway(
    open_world: OpenWorld, *heard: str | Transcript, calls: int = 2
) -> AsyncGenerator[Exchange, None]:
    transcriber, synthesizer = TypedTranscriber(*heard), BriefSynthesizer()
    world = open_world(transcriber=transcriber, synthesizer=synthesizer)
    hearing = Hearing(world.services, MESSAGES)

    def start() -> SpokenConversation:
        return SpokenConversation(
            world.services,
            hearing,
            MESSAGES,
            Administration(hours="9 h - 12 h"),
            has_keys=True,
            hands_over_the_call=True,
        )

    async with Gateway(start, synthesizer, calls_at_once=calls).listen("127.0.0.1", 0) as port:
        exchange = Exchange(world, transcriber, synthesizer, port)
        try:
            yield exchange
        finally:
            for caller in exchange.callers:
                await caller.leave()


async def test_a_call_from_the_notice_to_the_answer(open_world: OpenWorld) -> None:
    async with run_gateway(open_world, QUESTION, "au revoir") as exchange:
        caller = await exchange.call()
        await caller.wait_until_quiet()
        assert exchange.synthesizer.said[1].startswith("Vous parlez à un assistant automatique")
        caller.speak()
        await caller.wait_until_quiet()
        assert "J'ai compris : Comment obtenir la carte de jardin partagé." in exchange.said()
        caller.press("1")
        await caller.wait_until_quiet()
        assert "La carte de jardin partagé coûte vingt-cinq euros." in exchange.said()
        caller.speak()
        await caller.wait_for_the_end()
        assert caller.received[-1].kind == Kind.HANG_UP
        assert await exchange.ask_what_next(caller.call) == "SET VARIABLE PARVIS_NEXT end"
    audio = [frame for frame in caller.received if frame.kind == Kind.AUDIO]
    assert {len(frame.payload) for frame in audio} == {FRAME_BYTES}
    assert len(exchange.transcriber.clips) == 2


async def test_zero_passes_the_call_to_a_human(open_world: OpenWorld) -> None:
    async with run_gateway(open_world) as exchange:
        caller = await exchange.call()
        await caller.wait_until_quiet()
        caller.press("0")
        await caller.wait_for_the_end()
        assert MESSAGES.text("voice.person_next_phone", Language.FRENCH) in exchange.said()
        assert await exchange.ask_what_next(caller.call) == "SET VARIABLE PARVIS_NEXT person"


async def test_keys_repeat_slow_down_and_refuse(open_world: OpenWorld) -> None:
    async with run_gateway(open_world, QUESTION) as exchange:
        caller = await exchange.call()
        await caller.wait_until_quiet()
        caller.speak()
        await caller.wait_until_quiet()
        once = len(exchange.synthesizer.said)
        caller.press("*")
        await caller.wait_until_quiet()
        assert exchange.synthesizer.said[once:][0].startswith("J'ai compris")
        caller.press("7")
        await caller.wait_until_quiet()
        assert exchange.synthesizer.rates[-1] == 110
        caller.press("2")
        await caller.wait_until_quiet()
        assert exchange.said().endswith("Dites votre question avec d'autres mots.")


async def test_a_voice_or_a_key_stops_what_is_said_but_never_the_notice(open_world: OpenWorld) -> None:
    async with run_gateway(open_world, "aide", "aide") as exchange:
        exchange.synthesizer.frames = 10
        caller = await exchange.call()
        caller.speak(0.5, pause=0)
        await caller.wait_until_quiet()
        assert exchange.said().endswith("Posez votre question.")  # all of it
        caller.speak()
        await asyncio.sleep(0.6)
        sentences = len(exchange.synthesizer.said)
        exchange.transcriber.push(Transcript("", "fr", 2, 2, doubt=Doubt.UNCLEAR))
        caller.press("#")  # in the middle of the help
        await caller.wait_until_quiet()
        assert exchange.synthesizer.said[-1] == "Posez votre question."
        assert sentences < len(exchange.synthesizer.said) <= sentences + 4


async def test_silence_is_noticed_and_ends_the_call_politely(open_world: OpenWorld) -> None:
    async with run_gateway(open_world) as exchange:
        caller = await exchange.call()
        for _ in range(3):
            await caller.wait_until_quiet()
            caller.speak(0, pause=12.5)
        await caller.wait_for_the_end()
        assert exchange.said().endswith("Au revoir.")


async def test_who_hangs_up_leaves_nothing_running(open_world: OpenWorld) -> None:
    async with run_gateway(open_world, QUESTION, calls=1) as exchange:
        caller = await exchange.call()
        await caller.wait_until_quiet()
        caller.writer.write(Frame(Kind.HANG_UP).pack())
        await caller.wait_for_the_end()
        again = await exchange.call()
        await again.wait_until_quiet()
        assert any(frame.kind == Kind.AUDIO for frame in again.received)


async def test_of_a_call_that_nobody_knows_a_human_knows_best(open_world: OpenWorld) -> None:
    async with run_gateway(open_world) as exchange:
        for call in (uuid.uuid4(), "no call"):
            assert await exchange.ask_what_next(call) == "SET VARIABLE PARVIS_NEXT person"


async def test_one_call_too_many_is_passed_to_a_human(open_world: OpenWorld) -> None:
    async with run_gateway(open_world, calls=1) as exchange:
        first = await exchange.call()
        await first.wait_until_quiet()
        second = await exchange.call()
        await second.wait_for_the_end()
        assert [frame.kind for frame in second.received] == [Kind.HANG_UP]
        assert await exchange.ask_what_next(second.call) == "SET VARIABLE PARVIS_NEXT person"


async def test_an_engine_that_breaks_passes_the_call_to_a_human(open_world: OpenWorld) -> None:
    async with run_gateway(open_world) as exchange:
        exchange.synthesizer.is_broken = True
        caller = await exchange.call()
        await caller.wait_for_the_end()
        assert await exchange.ask_what_next(caller.call) == "SET VARIABLE PARVIS_NEXT person"


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        Frame(Kind.AUDIO, QUIET).pack(),
        Frame(Kind.IDENTITY, b"short").pack(),
        b"\x01\xff\xff",
        b"agi_arg_1: no call\n\n",
        b"agi_network: yes\n" * 200,
    ],
    ids=["http", "audio first", "no identity", "a long identity", "no call", "many lines"],
)
async def test_whoever_speaks_something_else_gets_no_conversation(open_world: OpenWorld, sent: bytes) -> None:
    async with run_gateway(open_world) as exchange:
        reader, writer = await asyncio.open_connection("127.0.0.1", exchange.port)
        writer.write(sent)
        writer.write_eof()
        await asyncio.wait_for(reader.read(), 10)
        writer.close()
        await writer.wait_closed()
        assert exchange.synthesizer.said == []


@pytest.mark.parametrize(
    ("peers", "address", "is_taken"),
    [
        ((), "127.0.0.1", True),
        ((), "::1", True),
        ((), "192.0.2.10", False),
        (("192.0.2.10",), "192.0.2.10", True),
        (("192.0.2.0/24",), "::ffff:192.0.2.77", True),
        (("192.0.2.0/24",), "198.51.100.1", False),
        (("192.0.2.0/24",), "", False),
        (("2001:db8::/32",), "2001:db8::5", True),
    ],
)
def test_only_this_machine_and_named_exchanges_may_call(peers: tuple[str, ...], address: str, is_taken: bool) -> None:
    def never() -> SpokenConversation:
        raise AssertionError

    assert Gateway(never, None, peers=peers)._is_peer(address) is is_taken


def test_a_peer_that_is_no_address_is_told() -> None:
    with pytest.raises(ValueError, match="exchange"):
        Gateway(lambda: pytest.fail("no call"), None, peers=("exchange.example",))
