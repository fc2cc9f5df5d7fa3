"""The microphone and the loudspeaker of this machine, by the small programs of ALSA. Nothing is written to a disk."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Final

from assistant.voice.speaking import speak
from assistant.voice.turn_taking import Heard, Patience, TurnTaker
from assistant.voice.utterance import Utterance
from models.speech.sound_file import to_wav
from models.speech.types import AudioClip, Speech, Synthesizer
from models.workers.ending import end_process

_RATE: Final = 16_000
_RECORD: Final = ("arecord", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(_RATE))
_PLAY: Final = ("aplay", "-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r")

Press = Callable[[], Awaitable[None]]
"""Returns when the person presses the key or the button."""


def are_devices_there() -> bool:
    """Whether the programs are installed. Whether a microphone is plugged in shows when it is used."""
    return bool(shutil.which(_RECORD[0]) and shutil.which(_PLAY[0]))


class PushToTalk:
    """Press to start, press to stop: for a noisy hall, and for who needs time."""

    def __init__(self, press: Press) -> None:
        self._press = press

    async def listen(self, patience: Patience) -> AudioClip | None:
        """Empty when nobody pressed in time. Raises ``OSError`` when nothing can be recorded."""
        try:
            async with asyncio.timeout(patience.nothing * _PRESSING_TAKES):
                await self._press()
        except TimeoutError:
            return AudioClip(b"")
        pcm = bytearray()
        async with _running(_RECORD, reads=True) as recorder:
            pressed = asyncio.ensure_future(self._press())
            recording = asyncio.create_task(_fill(pcm, recorder.stdout))
            try:
                await asyncio.wait((pressed, recording), timeout=patience.longest, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (pressed, recording):
                    task.cancel()
                await asyncio.gather(pressed, recording, return_exceptions=True)
        if not pcm:
            raise OSError("the microphone gave nothing")
        return AudioClip(to_wav(Speech(bytes(pcm), _RATE)))


_PRESSING_TAKES: Final = 6.0
"""Somebody who has a button to press is waited for this many times longer than somebody who only has to speak."""


class HandsFree:
    """Listens until the person has spoken and paused."""

    def __init__(self) -> None:
        self._taker = TurnTaker(_RATE)

    async def listen(self, patience: Patience) -> AudioClip | None:
        """Empty when nobody spoke in time. Raises ``OSError`` when nothing can be recorded."""
        self._taker.begin(patience)
        async with _running(_RECORD, reads=True) as recorder:
            if recorder.stdout is None:
                raise OSError("the microphone has no pipe")
            while True:
                try:
                    frame = await recorder.stdout.readexactly(self._taker.frame_bytes)
                except asyncio.IncompleteReadError:
                    raise OSError("the microphone stopped") from None
                heard = self._taker.take(frame)
                if heard is Heard.ENDED:
                    return self._taker.clip()
                if heard is Heard.SILENCE:
                    return AudioClip(b"")


class Loudspeaker:
    """Plays utterances. A press stops one that may be interrupted."""

    def __init__(self, synthesizer: Synthesizer | None, tell: Callable[[Utterance], None], press: Press | None) -> None:
        self._synthesizer = synthesizer
        self._tell = tell
        self._press = press

    async def say(self, utterance: Utterance) -> None:
        self._tell(utterance)
        playing = asyncio.create_task(self._play(utterance))
        pressed = asyncio.ensure_future(self._press()) if self._press and utterance.may_be_interrupted else None
        try:
            await asyncio.wait([task for task in (playing, pressed) if task], return_when=asyncio.FIRST_COMPLETED)
            if playing.done():
                playing.result()
        finally:
            for task in (playing, pressed):
                if task:
                    task.cancel()
            await asyncio.gather(*(task for task in (playing, pressed) if task), return_exceptions=True)

    async def _play(self, utterance: Utterance) -> None:
        sounds = speak(self._synthesizer, utterance.sentences, rate=utterance.rate)
        async with aclosing(sounds):
            async for speech in sounds:
                async with _running((*_PLAY, str(speech.rate)), reads=False) as player:
                    with contextlib.suppress(ConnectionError):
                        await player.communicate(speech.pcm)


async def _fill(pcm: bytearray, stream: asyncio.StreamReader | None) -> None:
    """Add what the microphone gives for as long as it gives."""
    while stream is not None and (piece := await stream.read(_RATE // 5)):
        pcm += piece


@asynccontextmanager
async def _running(command: tuple[str, ...], *, reads: bool) -> AsyncGenerator[asyncio.subprocess.Process, None]:
    """A program that is ended with the block. Raises ``OSError`` when it cannot be started."""
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *command, stdin=nowhere if reads else pipe, stdout=pipe if reads else nowhere, stderr=nowhere
    )
    try:
        yield process
    finally:
        await end_process(process)
