"""WAV files in memory: written with their true length, whatever an engine put in its header."""

import io
import struct
import wave

from models.speech.types import Speech
from models.types import ModelDied

_HEADER = struct.Struct("<4sI4s")
_CHUNK = struct.Struct("<4sI")
_FORMAT = struct.Struct("<HHIIHH")


def to_wav(speech: Speech) -> bytes:
    """The sound as a WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(speech.rate)
        file.writeframes(speech.pcm)
    return buffer.getvalue()


def read_wav(data: bytes) -> Speech:
    """The sound of a WAV file that an engine wrote. One that writes to a pipe announces a length that it cannot know:
    what is there counts. Raises :class:`ModelDied` for anything but 16 bits and one channel."""
    rate, place = 0, _HEADER.size
    if len(data) >= _HEADER.size and _HEADER.unpack_from(data)[::2] == (b"RIFF", b"WAVE"):
        while place + _CHUNK.size <= len(data):
            name, size = _CHUNK.unpack_from(data, place)
            place += _CHUNK.size
            if name == b"fmt " and place + _FORMAT.size <= len(data):
                kind, channels, rate, _, _, bits = _FORMAT.unpack_from(data, place)
                if (kind, channels, bits) != (1, 1, 16):
                    break
            elif name == b"data" and rate:
                samples = data[place : place + size]
                return Speech(samples[: len(samples) & ~1], rate)
            place += size + size % 2
    raise ModelDied("The speech engine gave something else than a sound.")


def join(pieces: list[Speech], *, pause_seconds: float = 0.0) -> Speech:
    """The pieces one after the other, which must have one rate, with a pause between them."""
    rates = {piece.rate for piece in pieces}
    if len(rates) != 1:
        raise ValueError("pieces of sound are joined when there are some, at one rate")
    rate = rates.pop()
    return Speech(bytes(2 * int(pause_seconds * rate)).join(piece.pcm for piece in pieces), rate)
