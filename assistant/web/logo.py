"""Reads the administration's logo: a small picture of points, never a drawing that could hold a program."""

import struct
from dataclasses import dataclass, field
from pathlib import Path

from assistant.errors import SettingsInvalid

MOST_BYTES = 24 * 1024
"""The first page has a budget of weight, and the logo is a part of it."""
_MOST_PIXELS = 1024
_SHOWN_HEIGHT = 48
"""Pixels of the style sheet; the file may be finer."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A PNG or WebP picture, whole, with the size in which it is shown."""

    data: bytes = field(repr=False)
    media_type: str
    width: int
    height: int


def read_logo(file: Path) -> Logo:
    """The picture, if it is one that pages may show. Raises :class:`SettingsInvalid` naming what to change."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SettingsInvalid(f"{file}: the logo cannot be read ({error.strerror}).") from None
    if len(data) > MOST_BYTES:
        raise SettingsInvalid(f"{file}: the logo has {len(data)} bytes, {MOST_BYTES} at most. Make it smaller.")
    found = _measure_png(data) or _measure_webp(data)
    if found is None:
        raise SettingsInvalid(f"{file}: the logo is neither PNG nor WebP. Export it as one (SVG may hold programs).")
    media_type, width, height = found
    if not (0 < width <= _MOST_PIXELS and 0 < height <= _MOST_PIXELS):
        raise SettingsInvalid(f"{file}: the logo is {width} × {height} points, {_MOST_PIXELS} at most each way.")
    shown = min(height, _SHOWN_HEIGHT)
    return Logo(data, media_type, max(1, round(width * shown / height)), shown)


def _measure_png(data: bytes) -> tuple[str, int, int] | None:
    if not data.startswith(b"\x89PNG\r\n\x1a\n") or data[12:16] != b"IHDR" or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return "image/png", width, height


def _measure_webp(data: bytes) -> tuple[str, int, int] | None:
    """Each of the three kinds of WebP writes its size in its own way."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    kind, size = data[12:16], (0, 0)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        size = (width & 0x3FFF, height & 0x3FFF)
    elif kind == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        size = ((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1)
    elif kind == b"VP8X":
        size = (int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1)
    return "image/webp", *size
