"""The sound of one call: what the caller says and presses comes in, what is said goes out in its own time."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Final

from assistant.voice.speaking import speak
from assistant.voice.telephone.frames import FRAME_BYTES, RATE, Frame, Kind, read_frame
from assistant.voice.turn_taking import FRAME_SECONDS, QUICK, Heard, Patience, TurnTaker
from assistant.voice.utterance import Utterance
from models.speech.types import AudioClip, Speech, Synthesizer

_INTERRUPTING = replace(QUICK, onset=0.3, nothing=3600.0)
"""While we speak: a breath or our own echo must not stop us."""
_MOST_KEYS: Final = 20


class CallerGone(Exception):
    """The caller has hung up."""


class Line:
    """Lives as long as the call. One thing at a time is said or listened to."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, synthesizer: Synthesizer | None
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._synthesizer = synthesizer
        self._taker = TurnTaker(RATE)
        self._left_over = b""
        self._keys: asyncio.Queue[str] = asyncio.Queue(_MOST_KEYS)
        self._changes: asyncio.Queue[Heard | None] = asyncio.Queue()
        """What the caller's voice did; None for a key and once the caller is gone."""
        self._is_gone = asyncio.Event()
        self._has_interrupted = False
        self._receiving = asyncio.create_task(self._receive())

    async def close(self) -> None:
        """Hang up."""
        self._receiving.cancel()
        await asyncio.gather(self._receiving, return_exceptions=True)
        with contextlib.suppress(ConnectionError):
            self._writer.write(Frame(Kind.HANG_UP).pack())
            self._writer.close()
            await self._writer.wait_closed()

    async def say(self, utterance: Utterance) -> bool:
        """Say it. True when a key or a voice cut it short. Raises :class:`CallerGone`."""
        self._begin(_INTERRUPTING)
        playing = asyncio.create_task(self._play(utterance))
        stopping = asyncio.create_task(self._wait_for_interruption())
        waited = {playing, stopping} if utterance.may_be_interrupted else {playing}
        gone = asyncio.create_task(self._is_gone.wait())
        try:
            await asyncio.wait({*waited, gone}, return_when=asyncio.FIRST_COMPLETED)
            if gone.done():
                raise CallerGone
            if playing.done():
                playing.result()
            return not playing.done()
        finally:
            for task in (playing, stopping, gone):
                task.cancel()
            await asyncio.gather(playing, stopping, gone, return_exceptions=True)

    async def listen(self, patience: Patience) -> AudioClip | str:
        """A recording of what is said, empty when nobody speaks in time; or the key that is pressed.

        Raises :class:`CallerGone`.
        """
        if self._has_interrupted:  # what stopped us is the beginning of this turn
            self._taker.patience, self._has_interrupted = patience, False
        else:
            self._begin(patience)
        while True:
            if self._is_gone.is_set():
                raise CallerGone
            if not self._keys.empty():
                return self._keys.get_nowait()
            match await self._changes.get():
                case Heard.ENDED:
                    return self._taker.clip()
                case Heard.SILENCE:
                    return AudioClip(b"")
                case _:
                    continue

    def _begin(self, patience: Patience) -> None:
        self._taker.begin(patience)
        self._has_interrupted = False
        while not self._changes.empty():
            self._changes.get_nowait()

    async def _wait_for_interruption(self) -> None:
        while self._keys.empty():
            if await self._changes.get() is Heard.BEGAN:
                self._has_interrupted = True
                return

    async def _receive(self) -> None:
        """Take frames for as long as they come."""
        try:
            while frame := await read_frame(self._reader):
                match frame.kind:
                    case Kind.AUDIO:
                        self._hear(frame.payload)
                    case Kind.KEY:
                        self._press(frame.payload)
                    case Kind.HANG_UP | Kind.ERROR:
                        return
        finally:
            self._is_gone.set()
            self._changes.put_nowait(None)

    def _hear(self, payload: bytes) -> None:
        sound = self._left_over + payload
        size = self._taker.frame_bytes
        whole = len(sound) - len(sound) % size
        for place in range(0, whole, size):
            heard = self._taker.take(sound[place : place + size])
            if heard is not Heard.NOTHING:
                self._changes.put_nowait(heard)
        self._left_over = sound[whole:]

    def _press(self, payload: bytes) -> None:
        key = payload[:1].decode("ascii", errors="ignore")
        if key in "0123456789*#" and key and not self._keys.full():
            self._keys.put_nowait(key)
            self._changes.put_nowait(None)

    async def _play(self, utterance: Utterance) -> None:
        """In its own time: a telephone plays what it gets at once, and drops what comes too early."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        sounds = speak(self._synthesizer, utterance.sentences, rate=utterance.rate)
        async with aclosing(sounds):
            async for frame in _cut(sounds):
                due = max(due + FRAME_SECONDS, loop.time() - FRAME_SECONDS)
                await asyncio.sleep(max(0.0, due - loop.time()))
                try:
                    self._writer.write(Frame(Kind.AUDIO, frame).pack())
                    await self._writer.drain()
                except ConnectionError:
                    self._is_gone.set()
                    return


async def _cut(sounds: AsyncIterator[Speech]) -> AsyncIterator[bytes]:
    """Sentences as frames of the telephone's rate, each followed by a short breath."""
    from models.speech.audio import resample  # loads a native library: not for every start

    async for speech in sounds:
        pcm = (await asyncio.to_thread(resample, speech, RATE)).pcm + bytes(10 * FRAME_BYTES)
        for place in range(0, len(pcm), FRAME_BYTES):
            yield pcm[place : place + FRAME_BYTES].ljust(FRAME_BYTES, b"\0")
