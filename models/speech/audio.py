"""The one door to PyAV: reads recordings that nobody vouches for, and writes small files for browsers.

A recording is opened by what its first bytes are, never by what a library would guess: a playlist names other files
and other machines, and is not among them.
"""

import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.error import FFmpegError

from models.speech.types import AudioFault, AudioRefused, Speech

HEARING_RATE: Final = 16_000
"""Samples a second that the model hears."""
_OPUS_RATE: Final = 48_000
_OPUS_BITS: Final = 24_000
"""Bits a second: clear speech in a fifteenth of the bytes of WAV."""
_GROWING: Final = {
    "flush_packets": "1",  # what is written leaves at once
    "page_duration": "200000",  # microseconds: two pages wait for each other, and a first sentence may be short
    "fflags": "+bitexact",  # else each file of the same sound has another serial number
}
_FEWEST_SAMPLES_A_SECOND: Final = 4_000

Samples = npt.NDArray[np.float32]


def decode(data: bytes, *, most_seconds: float) -> Samples:
    """The samples of a recording at :data:`HEARING_RATE`, one channel, between -1 and 1.

    Its length is counted while it is read: a few bytes can stand for hours. Raises :class:`AudioRefused`.
    """
    pieces: list[npt.NDArray[np.int16]] = []
    try:
        with av.open(io.BytesIO(data), mode="r", format=name_format(data), metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise AudioRefused(AudioFault.UNREADABLE)
            resampler = AudioResampler(format="s16", layout="mono", rate=HEARING_RATE)
            for frame in _bounded(container.decode(audio=0), most_seconds):
                pieces.extend(piece.to_ndarray()[0] for piece in resampler.resample(frame))
            pieces.extend(piece.to_ndarray()[0] for piece in resampler.resample(None))
    except (FFmpegError, ValueError, MemoryError):
        raise AudioRefused(AudioFault.UNREADABLE) from None
    if not pieces:
        raise AudioRefused(AudioFault.UNREADABLE)
    return np.concatenate(pieces).astype(np.float32) / 32768.0


def name_format(data: bytes) -> str:
    """The kind of file, by its first bytes. Raises :class:`AudioRefused` for one that we do not read."""
    head = data[:12]
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"OggS":
        return "ogg"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    if head[4:8] == b"ftyp":
        return "mp4"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:3] == b"ID3":
        return "mp3"
    if len(head) > 1 and head[0] == 0xFF:
        if head[1] & 0xF6 == 0xF0:
            return "aac"
        if head[1] & 0xE0 == 0xE0:
            return "mp3"
    raise AudioRefused(AudioFault.UNREADABLE)


def _bounded(frames: Iterator[AudioFrame], most_seconds: float) -> Iterator[AudioFrame]:
    """The frames, up to the limit. Each is measured before it is resampled: one of few samples a second would grow by
    thousands."""
    seconds = 0.0
    while True:
        try:
            frame = next(frames)
        except StopIteration:
            return
        except av.error.InvalidDataError:  # a torn packet: what follows may be whole
            continue
        if frame.sample_rate < _FEWEST_SAMPLES_A_SECOND:
            raise AudioRefused(AudioFault.UNREADABLE)
        seconds += frame.samples / frame.sample_rate
        if seconds > most_seconds:
            raise AudioRefused(AudioFault.TOO_LONG)
        frame.pts = None
        yield frame


class OpusFile:
    """An Opus file in Ogg that grows: what each piece of sound adds to it, then its end.

    The same pieces give the same bytes: a player that asks for the rest of one gets what fits its beginning. Nobody
    closes one that is left unfinished: a thread may still be at work on it.
    """

    def __init__(self) -> None:
        self._written = _Written()
        self._container = av.open(self._written, mode="w", format="ogg", options=_GROWING)
        self._stream = self._container.add_stream("libopus", rate=_OPUS_RATE, layout="mono")
        self._stream.bit_rate = _OPUS_BITS
        self._samples = 0
        self._rate = 0

    def add(self, speech: Speech) -> bytes:
        """What can be sent once this is said too; nothing after a very short piece. Pieces have one rate, else
        ``ValueError``."""
        if self._rate not in (0, speech.rate):
            raise ValueError("pieces of one sound have one rate")
        self._rate = speech.rate
        samples = np.frombuffer(speech.pcm, dtype=np.int16).reshape(1, -1)
        frame = AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.time_base, frame.pts = speech.rate, Fraction(1, speech.rate), self._samples
        self._samples += samples.shape[1]
        for packet in self._stream.encode(frame):
            self._container.mux(packet)
        return self._written.take()

    def end(self) -> bytes:
        """The last bytes, which say that the sound is whole."""
        for packet in self._stream.encode(None):
            self._container.mux(packet)
        self._container.close()
        return self._written.take()


class _Written:
    """Where the library writes: nothing can be gone back to."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def write(self, data: bytes) -> int:
        self._bytes += data
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._bytes)
        self._bytes.clear()
        return taken


def resample(speech: Speech, rate: int) -> Speech:
    """The same sound at another number of samples a second."""
    if speech.rate == rate or not speech.pcm:
        return Speech(speech.pcm, rate)
    samples = np.frombuffer(speech.pcm, dtype=np.int16).reshape(1, -1)
    frame = AudioFrame.from_ndarray(samples, format="s16", layout="mono")
    frame.sample_rate = speech.rate
    resampler = AudioResampler(format="s16", layout="mono", rate=rate)
    pieces = (*resampler.resample(frame), *resampler.resample(None))
    return Speech(b"".join(piece.to_ndarray()[0].tobytes() for piece in pieces), rate)
