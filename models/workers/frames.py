"""How a worker process and its parent speak: a 4-byte big-endian length, then that many bytes of one message."""

import asyncio
import struct
from typing import IO

LONGEST_FRAME = 8 * 1024 * 1024
"""Bytes. More than any prompt or batch of vectors; a stray print read as a length is beyond it."""

_LENGTH = struct.Struct(">I")


class BrokenFrame(Exception):
    """What came over the pipe is not a frame."""


def pack_frame(message: bytes) -> bytes:
    """The bytes to write. Raises :class:`BrokenFrame` for a message that the other side would refuse."""
    if len(message) > LONGEST_FRAME:
        raise BrokenFrame(f"A message of {len(message)} bytes is longer than a frame may be.")
    return _LENGTH.pack(len(message)) + message


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next message of a blocking stream, ``None`` at its end. Raises :class:`BrokenFrame`."""
    header = stream.read(_LENGTH.size)
    if not header:
        return None
    message = stream.read(_announced_length(header))
    if len(message) != _announced_length(header):
        raise BrokenFrame("The stream ends in the middle of a frame.")
    return message


async def read_frame_async(stream: asyncio.StreamReader) -> bytes | None:
    """The next message of an asyncio stream, ``None`` at its end. Raises :class:`BrokenFrame`."""
    try:
        header = await stream.readexactly(_LENGTH.size)
        return await stream.readexactly(_announced_length(header))
    except asyncio.IncompleteReadError as error:
        if error.expected == _LENGTH.size and not error.partial:
            return None
        raise BrokenFrame("The stream ends in the middle of a frame.") from None


def _announced_length(header: bytes) -> int:
    if len(header) != _LENGTH.size:
        raise BrokenFrame("The stream ends in the middle of a frame.")
    (length,) = _LENGTH.unpack(header)
    if length > LONGEST_FRAME:
        raise BrokenFrame("The pipe carries something else than frames.")
    return int(length)
