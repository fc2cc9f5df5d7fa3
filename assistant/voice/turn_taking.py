"""When a person begins and ends to speak, from the level of the sound: for a microphone and for a telephone.

Deliberately simple: it only cuts a recording out of a stream. What is a voice is decided afterwards by the speech
model, on the whole recording.
"""

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np

from models.speech.sound_file import to_wav
from models.speech.types import AudioClip, Speech

FRAME_SECONDS: Final = 0.02
_LOUDER_THAN_THE_ROOM: Final = 9.0
"""Decibels above the noise of the room from which somebody speaks."""
_FAINTEST_VOICE: Final = -52.0
"""Decibels under the loudest sound below which nothing is a voice."""
_ROOM_AT_FIRST: Final = -60.0
_BEFORE_SPEECH: Final = 0.4
"""Seconds kept before speech was noticed: a first consonant is soft."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. People who hesitate are given more, never less."""

    pause: float = 1.0
    """Silence that ends a turn."""
    nothing: float = 10.0
    """Silence after which nothing was said."""
    longest: float = 55.0
    """A turn is cut here."""
    onset: float = 0.16
    """Sound that lasts this long is somebody speaking, and may interrupt."""


QUICK = Patience()
AFTER_OUR_QUESTION = Patience(pause=2.0, nothing=12.0)
TAKE_YOUR_TIME = Patience(pause=3.0, nothing=60.0)


class Heard(StrEnum):
    """What a frame of sound changed."""

    NOTHING = "nothing"
    BEGAN = "began"
    ENDED = "ended"
    SILENCE = "silence"
    """Nobody spoke in all the time that was given."""


@dataclass(slots=True)
class TurnTaker:
    """Follows one turn at a time. Frames are 16-bit samples of :data:`FRAME_SECONDS`."""

    rate: int
    patience: Patience = QUICK
    _room: float = _ROOM_AT_FIRST
    _frames: deque[bytes] = field(default_factory=deque)
    _is_speaking: bool = False
    _loud: int = 0
    _quiet: int = 0
    _waited: int = 0

    @property
    def frame_bytes(self) -> int:
        return 2 * int(self.rate * FRAME_SECONDS)

    def begin(self, patience: Patience) -> None:
        """Wait for a turn. What is known of the room stays."""
        self.patience = patience
        self._frames.clear()
        self._is_speaking, self._loud, self._quiet, self._waited = False, 0, 0, 0

    def take(self, frame: bytes) -> Heard:
        """Follow one more frame."""
        level = _level(frame)
        is_loud = level > max(self._room + _LOUDER_THAN_THE_ROOM, _FAINTEST_VOICE)
        if not is_loud:  # the room is followed down at once, and up slowly
            self._room += (level - self._room) * (0.3 if level < self._room else 0.02)
        self._frames.append(frame)
        self._waited += 1
        if self._is_speaking:
            self._quiet = 0 if is_loud else self._quiet + 1
            has_paused = self._quiet * FRAME_SECONDS >= self.patience.pause
            return Heard.ENDED if has_paused or self._spoken_seconds >= self.patience.longest else Heard.NOTHING
        self._loud = self._loud + 1 if is_loud else max(0, self._loud - 2)
        if self._loud * FRAME_SECONDS >= self.patience.onset:
            self._is_speaking = True
            return Heard.BEGAN
        while len(self._frames) * FRAME_SECONDS > _BEFORE_SPEECH + self.patience.onset:
            self._frames.popleft()
        return Heard.SILENCE if self._waited * FRAME_SECONDS >= self.patience.nothing else Heard.NOTHING

    def clip(self) -> AudioClip:
        """The recording of the turn."""
        return AudioClip(to_wav(Speech(b"".join(self._frames), self.rate)))

    @property
    def _spoken_seconds(self) -> float:
        return len(self._frames) * FRAME_SECONDS


def _level(frame: bytes) -> float:
    """Decibels under the loudest sound that there is."""
    samples = np.frombuffer(frame[: len(frame) & ~1], dtype="<i2").astype(np.float64)
    power = float(np.mean(samples**2)) if samples.size else 0.0
    return 10 * float(np.log10(power + 1e-9)) - 20 * float(np.log10(32768.0))
