"""An answer as one sound for a browser, sent whole or in the pieces that a player asks for."""

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from assistant.voice.speaking import speak
from assistant.voice.spoken_answer import Sentence
from models.speech.sound_file import join, to_wav
from models.speech.types import Synthesizer

_PAUSE_SECONDS: Final = 0.15
_RANGE: Final = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


@dataclass(frozen=True, slots=True)
class Sound:
    """The bytes of a file, and what they are."""

    data: bytes
    media_type: str


async def make_sound(synthesizer: Synthesizer | None, sentences: Iterable[Sentence], *, rate: int, opus: bool) -> Sound:
    """Raises :class:`assistant.errors.SpeechRefused`."""
    speech = join([piece async for piece in speak(synthesizer, sentences, rate=rate)], pause_seconds=_PAUSE_SECONDS)
    if not opus:
        return Sound(to_wav(speech), "audio/wav")
    from models.speech.audio import to_opus  # loads a native library: not for every start

    return Sound(await asyncio.to_thread(to_opus, speech), "audio/ogg")


def wants_opus(request: Request, asked: str) -> bool:
    """Whether the address, or else the browser, asks for Opus. WAV is played everywhere."""
    if asked:
        return asked == "opus"
    accepted = request.headers.get("accept", "")
    return "audio/ogg" in accepted or "audio/opus" in accepted


def answer_with_sound(request: Request, sound: Sound) -> Response:
    """The whole, or the one range that is asked for: some players play nothing without it."""
    headers = {"Accept-Ranges": "bytes"}
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    if match is None:
        return Response(sound.data, media_type=sound.media_type, headers=headers)
    total = len(sound.data)
    first = int(match[1])
    last = min(int(match[2]) if match[2] else total - 1, total - 1)
    if first > last:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{total}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{total}"
    return Response(sound.data[first : last + 1], 206, headers, media_type=sound.media_type)
