"""The one door to faster-whisper: looks for a voice first, then writes what it says, then doubts it.

No prompt and no list of expected words is ever given: the model says them back when it hears nothing.
"""

import re
import unicodedata
from typing import Final

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.vad import VadOptions, get_speech_timestamps

from models.speech.audio import HEARING_RATE, Samples
from models.speech.types import Doubt, Transcript, WhisperFiles
from models.types import ModelDamaged, ModelMissing

LEAST_SPEECH_SECONDS: Final = 0.3
LEAST_LIKELIHOOD: Final = -0.8
MOST_COMPRESSION: Final = 2.4
"""Text that shrinks more than this says the same thing over and over."""
_PAUSE_MILLISECONDS: Final = 500
_BREATH: Final = int(0.2 * HEARING_RATE)
"""Samples kept around what is said: a consonant begins before it is heard."""
_REPEATED: Final = re.compile(r"\b(.{4,}?)\b(?:\W+\1\b){2,}")
"""A phrase said three times in a row."""
_SAID_OF_NOTHING: Final = (
    "amara.org", "radio-canada", "sous-titrage", "sous-titres", "soustitreur", "abonnez-vous",
    "merci d'avoir regarde", "thanks for watching", "subtitles by", "like and subscribe",
)  # fmt: skip
"""What the subtitles that the model learned from say over music and silence."""


class WhisperEngine:
    """A model in this process. Not for threads."""

    def __init__(self, files: WhisperFiles, *, threads: int) -> None:
        """Raises :class:`ModelMissing` and :class:`ModelDamaged`."""
        if missing := files.missing:
            raise ModelMissing(f"There is no {missing[0]}: fetch the speech model, or name another one.")
        contents = {
            "model.bin": files.weights,
            "config.json": files.config,
            "tokenizer.json": files.tokenizer,
            "vocabulary.txt": files.vocabulary,
        }
        try:
            self._model = WhisperModel(
                "whisper",
                device="cpu",
                compute_type="int8",
                cpu_threads=threads,
                files={name: path.read_bytes() for name, path in contents.items()},
            )
        except Exception as error:  # the library raises many kinds, and none says more to an operator
            raise ModelDamaged(f"{files.weights} cannot be loaded ({type(error).__name__}): fetch it again.") from None

    def warm_up(self) -> None:
        """Have the library take the memory and the threads that it keeps."""
        self._write(np.zeros(HEARING_RATE, dtype=np.float32), "fr")
        get_speech_timestamps(np.zeros(HEARING_RATE, dtype=np.float32), _listening())

    def hear(self, samples: Samples, *, language: str) -> Transcript:
        """What is said, or why nothing is made of it."""
        seconds = len(samples) / HEARING_RATE
        spoken = get_speech_timestamps(samples, _listening())
        speech_seconds = sum(each["end"] - each["start"] for each in spoken) / HEARING_RATE
        nothing = Transcript("", language, seconds, speech_seconds, doubt=Doubt.NOTHING_SAID)
        if speech_seconds < LEAST_SPEECH_SECONDS:
            return nothing
        begin, end = max(0, spoken[0]["start"] - _BREATH), spoken[-1]["end"] + _BREATH
        text, likelihood, compression = self._write(samples[begin:end], language)
        if not any(character.isalnum() for character in text):
            return nothing
        doubt = doubt_text(text, likelihood=likelihood, compression=compression)
        return Transcript("" if doubt else text, language, seconds, speech_seconds, likelihood, doubt)

    def _write(self, samples: Samples, language: str) -> tuple[str, float, float]:
        """Text, mean likelihood, and the highest compression of its segments."""
        found, _ = self._model.transcribe(
            samples,
            language=language,
            beam_size=5,
            temperature=[0.0, 0.2],
            compression_ratio_threshold=MOST_COMPRESSION,
            condition_on_previous_text=False,
            without_timestamps=True,  # with them the model leaves out whole sentences of a long clip (docs/voice.md)
        )
        segments = list(found)
        lengths = [max(segment.end - segment.start, 0.01) for segment in segments]
        total = sum(lengths)
        weighted = sum(segment.avg_logprob * length for segment, length in zip(segments, lengths, strict=True))
        return (
            " ".join(segment.text.strip() for segment in segments).strip(),
            weighted / total if segments else 0.0,
            max((segment.compression_ratio for segment in segments), default=0.0),
        )


def doubt_text(text: str, *, likelihood: float, compression: float) -> Doubt | None:
    """Why a text that the model wrote is not believed; None when it is."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("’", "'")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    if compression > MOST_COMPRESSION or _REPEATED.search(plain) or any(said in plain for said in _SAID_OF_NOTHING):
        return Doubt.INVENTED
    return Doubt.UNCLEAR if likelihood < LEAST_LIKELIHOOD else None


def _listening() -> VadOptions:
    return VadOptions(min_silence_duration_ms=_PAUSE_MILLISECONDS, speech_pad_ms=0)
