"""Asterisk's AudioSocket: a byte for the kind, two for the length, then the payload. Over TCP, nothing encrypted."""

import asyncio
import struct
import uuid
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

RATE: Final = 8_000
"""Samples a second of a telephone."""
FRAME_BYTES: Final = 320
"""Twenty milliseconds."""

_HEADER = struct.Struct(">BH")


class Kind(IntEnum):
    """What a frame carries. Others exist, and are left out."""

    HANG_UP = 0x00
    IDENTITY = 0x01
    KEY = 0x03
    AUDIO = 0x10
    ERROR = 0xFF


@dataclass(frozen=True, slots=True)
class Frame:
    kind: int
    payload: bytes = b""

    def pack(self) -> bytes:
        return _HEADER.pack(self.kind, len(self.payload)) + self.payload


class NotAudioSocket(Exception):
    """Whoever connected speaks something else."""


async def read_frame(reader: asyncio.StreamReader) -> Frame | None:
    """The next frame; None when the other side is gone."""
    try:
        kind, length = _HEADER.unpack(await reader.readexactly(_HEADER.size))
        return Frame(kind, await reader.readexactly(length) if length else b"")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None


def read_identity(frame: Frame | None) -> uuid.UUID:
    """The call that a first frame names. Raises :class:`NotAudioSocket`."""
    if frame is None or frame.kind != Kind.IDENTITY or len(frame.payload) != 16:
        raise NotAudioSocket("the first frame names no call")
    return uuid.UUID(bytes=frame.payload)
