"""What the adapters of speech speak: a clip that was recorded, what was heard in it, and words as sound."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from models.types import ModelError


class Doubt(StrEnum):
    """Why nothing is made of a clip, although it could be read. The person is asked to say it again."""

    NOTHING_SAID = "nothing_said"
    """Silence, noise or music: too little speech to try."""
    UNCLEAR = "unclear"
    """Speech that the model is not sure of."""
    INVENTED = "invented"
    """Words that the model says over and over, or that it is known to say of a clip without words."""


class AudioFault(StrEnum):
    """Why a clip is not read at all."""

    UNREADABLE = "unreadable"
    """Not a sound that we read: another kind of file, or a damaged one."""
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    """Too many bytes."""


class AudioRefused(ModelError):
    """A clip is not read at all. Holds the reason and nothing of the clip."""

    def __init__(self, fault: AudioFault) -> None:
        super().__init__(f"The audio is refused: {fault.value}.")
        self.fault = fault


@dataclass(frozen=True, slots=True)
class AudioClip:
    """A recording as it came: WAV, Ogg, WebM, MP4, MP3, AAC or FLAC. What it says of itself is not believed."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard in a clip."""

    text: str
    """Empty when there is a doubt."""
    language: str
    seconds: float
    """Length of the clip."""
    speech_seconds: float
    """How much of it is a voice."""
    likelihood: float = 0.0
    """Mean logarithm of the probability of the tokens: 0 is sure, below -0.8 is a guess."""
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Speech:
    """Words as sound: signed 16-bit little-endian samples, one channel."""

    pcm: bytes
    rate: int
    """Samples a second."""

    @property
    def seconds(self) -> float:
        return len(self.pcm) / 2 / self.rate


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of an engine, and under which licence it speaks."""

    id: str
    language: str
    licence: str


@dataclass(frozen=True, slots=True)
class WhisperFiles:
    """The four files of a Whisper model as CTranslate2 reads it."""

    weights: Path
    config: Path
    tokenizer: Path
    vocabulary: Path

    @classmethod
    def in_folder(cls, folder: Path) -> "WhisperFiles":
        """Under their publisher's names."""
        return cls(folder / "model.bin", folder / "config.json", folder / "tokenizer.json", folder / "vocabulary.txt")

    @property
    def missing(self) -> tuple[Path, ...]:
        """Those that are not there."""
        files = (self.weights, self.config, self.tokenizer, self.vocabulary)
        return tuple(file for file in files if not file.is_file())


class Transcriber(Protocol):
    """Writes what is said in a clip. Keeps nothing of it."""

    @property
    def name(self) -> str: ...

    async def start(self) -> None:
        """Load what the first clip would wait for. Raises :class:`ModelError`."""
        ...

    async def transcribe(self, clip: AudioClip, *, language: str) -> Transcript:
        """``language`` is given, never guessed from a few seconds.

        Raises :class:`AudioRefused` for a clip that is not read, and :class:`ModelError`.
        """
        ...

    async def close(self) -> None: ...


class Synthesizer(Protocol):
    """Says a sentence aloud. The text is one that may be heard: whoever calls has turned figures into words."""

    @property
    def name(self) -> str:
        """The engine, as the page that tells how it works shows it."""
        ...

    async def say(self, text: str, *, language: str, rate: int, remember: bool = True) -> Speech:
        """``rate`` is in espeak's words a minute: 130 is a calm voice. ``remember`` is false for what a person said,
        which must not stay in memory. Raises :class:`ModelError`."""
        ...

    def forget(self) -> None:
        """Drop every sentence that was remembered."""
        ...
