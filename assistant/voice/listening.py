"""An answer as one sound for a browser: sent while it is made, then whole or in the pieces that a player asks for."""

import asyncio
import hashlib
import re
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from assistant.errors import SpeechRefused
from assistant.voice.speaking import speak
from assistant.voice.spoken_answer import Sentence
from models.speech.sound_file import join, to_wav
from models.speech.types import Speech, Synthesizer

if TYPE_CHECKING:
    from models.speech.audio import OpusFile

_PAUSE_SECONDS: Final = 0.15
_RANGE: Final = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")
_FROM_THE_START: Final = "bytes=0-"
_REMEMBERED_BYTES: Final = 16 * 1024 * 1024
"""An hour and a half in Opus; one answer of six minutes in WAV."""


@dataclass(frozen=True, slots=True)
class SoundOrder:
    """What is to be heard, and how."""

    sentences: tuple[Sentence, ...]
    rate: int
    """In espeak's words a minute."""
    is_opus: bool
    """Opus in Ogg, else WAV."""

    @property
    def media_type(self) -> str:
        return "audio/ogg" if self.is_opus else "audio/wav"


class WholeSounds:
    """Owns the files that were made last, within a bound: a player asks for one sound in several pieces, and again.

    None is kept that holds a person's own words. Lives in one event loop.
    """

    def __init__(self, most_bytes: int = _REMEMBERED_BYTES) -> None:
        self._most_bytes = most_bytes
        self._files: OrderedDict[bytes, bytes] = OrderedDict()
        self._held = 0

    def find(self, order: SoundOrder) -> bytes | None:
        key = _name(order)
        if key in self._files:
            self._files.move_to_end(key)
        return self._files.get(key)

    def keep(self, order: SoundOrder, file: bytes) -> None:
        if len(file) > self._most_bytes or not all(sentence.is_kept for sentence in order.sentences):
            return
        key = _name(order)
        self._held += len(file) - len(self._files.get(key, b""))
        self._files[key] = file
        while self._held > self._most_bytes:
            _, oldest = self._files.popitem(last=False)
            self._held -= len(oldest)


def _name(order: SoundOrder) -> bytes:
    """Which sound it is, without its words."""
    said = (f"{sentence.language.value}\0{sentence.text}" for sentence in order.sentences)
    return hashlib.sha256("\0\0".join((order.media_type, str(order.rate), *said)).encode()).digest()


async def grow(synthesizer: Synthesizer | None, order: SoundOrder, sounds: WholeSounds) -> AsyncGenerator[bytes, None]:
    """A file of Opus, each sentence as soon as it is made. Kept once it is whole. Closing the generator stops what is
    being made.

    Raises :class:`SpeechRefused`, in the middle too.
    """
    file, made, has_begun = await asyncio.to_thread(_begin_file), bytearray(), False
    async with aclosing(speak(synthesizer, order.sentences, rate=order.rate)) as said:
        async for speech in said:
            pause = bytes(2 * int(_PAUSE_SECONDS * speech.rate)) if has_begun else b""
            has_begun = True
            if piece := await asyncio.to_thread(file.add, Speech(pause + speech.pcm, speech.rate)):
                made += piece
                yield piece
    piece = await asyncio.to_thread(file.end)
    sounds.keep(order, bytes(made + piece))
    yield piece


def _begin_file() -> "OpusFile":
    from models.speech.audio import OpusFile  # loads a native library: not for every start, nor in the event loop

    return OpusFile()


async def make_whole(synthesizer: Synthesizer | None, order: SoundOrder, sounds: WholeSounds) -> bytes:
    """The whole file. Raises :class:`SpeechRefused`."""
    if order.is_opus:
        return b"".join([piece async for piece in grow(synthesizer, order, sounds)])
    said = [speech async for speech in speak(synthesizer, order.sentences, rate=order.rate)]
    file = to_wav(join(said, pause_seconds=_PAUSE_SECONDS))
    sounds.keep(order, file)
    return file


def wants_opus(request: Request, asked: str) -> bool:
    """Whether the address, or else the browser, asks for Opus. WAV is played everywhere."""
    if asked:
        return asked == "opus"
    accepted = request.headers.get("accept", "")
    return "audio/ogg" in accepted or "audio/opus" in accepted


def is_from_the_start(request: Request) -> bool:
    """Whether a sound is begun, and not gone on with."""
    return request.headers.get("range", _FROM_THE_START).startswith(_FROM_THE_START)


def may_grow(request: Request, order: SoundOrder) -> bool:
    """Whether this player can be sent a sound whose length nobody knows yet.

    One that asks for a piece wants the length first. HTTP/1.0 ends a reply by ending the connection: a sound that broke
    off would seem to be whole.
    """
    asks_for_all = request.headers.get("range", _FROM_THE_START) == _FROM_THE_START
    return order.is_opus and asks_for_all and request.scope["http_version"] != "1.0"


class GrowingSound(StreamingResponse):
    """A sound that is sent while it is made. A listener who leaves stops it; one that cannot be ended breaks the
    connection, so that no player takes a part of an answer for all of it."""

    def __init__(self, begun: bytes, rest: AsyncGenerator[bytes, None], media_type: str) -> None:
        """``begun``: the first piece. Before there is one, a refusal can still be told in words."""
        super().__init__(_chain(begun, rest), media_type=media_type)
        self._rest = rest

    async def stream_response(self, send: Send) -> None:
        async with aclosing(self._rest):
            try:
                await super().stream_response(send)
            except SpeechRefused:  # told where it was raised; a reply without an end is what the server breaks off
                return


async def _chain(begun: bytes, rest: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    yield begun
    async for piece in rest:
        yield piece


def answer_with_sound(request: Request, file: bytes, media_type: str) -> Response:
    """The whole, or the one range that is asked for: some players play nothing without it."""
    headers = {"Accept-Ranges": "bytes"}
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    if match is None:
        return Response(file, media_type=media_type, headers=headers)
    total = len(file)
    first = int(match[1])
    last = min(int(match[2]) if match[2] else total - 1, total - 1)
    if first > last:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{total}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{total}"
    return Response(file[first : last + 1], 206, headers, media_type=media_type)
