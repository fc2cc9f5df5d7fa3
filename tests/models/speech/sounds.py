"""Signals made for the tests: what is heard in a room where nobody speaks, and files that are not what they seem."""

import io
import wave

import av
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame

from models.speech.sound_file import to_wav
from models.speech.types import Speech

RATE = 16_000
Signal = npt.NDArray[np.float64]


def silence(seconds: float) -> Signal:
    return np.zeros(int(seconds * RATE))


def noise(seconds: float, level: float) -> Signal:
    return np.random.default_rng(7).normal(0, level, int(seconds * RATE))


def music(seconds: float) -> Signal:
    """Chords of a plucked instrument, two a second."""
    time = np.arange(int(0.5 * RATE)) / RATE
    chords = [(220, 277, 330), (196, 247, 294), (175, 220, 262), (247, 311, 370)]
    bars = [
        sum(np.sin(2 * np.pi * note * harmonic * time) / harmonic for note in chord for harmonic in (1, 2, 3))
        * np.exp(-3 * time)
        for chord in chords
    ]
    tune = np.tile(np.concatenate(bars), int(seconds / 2) + 1)[: int(seconds * RATE)]
    return np.asarray(0.5 * tune / np.abs(tune).max())


def wav_of(signal: Signal, rate: int = RATE) -> bytes:
    return to_wav(Speech((np.clip(signal, -1, 1) * 32767).astype("<i2").tobytes(), rate))


def opus_of_silence(minutes: int) -> bytes:
    """Some kilobytes that stand for minutes."""
    buffer = io.BytesIO()
    with av.open(buffer, mode="w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        stream.bit_rate = 6_000
        frame = AudioFrame.from_ndarray(np.zeros((1, 48_000), dtype=np.int16), format="s16", layout="mono")
        frame.sample_rate = 48_000
        for second in range(60 * minutes):
            frame.pts = second * 48_000
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def wav_at(rate: int, samples: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(bytes(2 * samples))
    return buffer.getvalue()
