"""The engines that can speak, each a program run for one sentence: what it is told, and how its sound is read."""

import ctypes.util
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from models.speech.sound_file import read_wav
from models.speech.types import Speech, Voice
from models.types import ModelMissing
from models.workers.launch import worker_command

CALM_RATE: Final = 130
"""espeak's words a minute at which French is calm: 171 real words. 175, its own, is 230."""
_ESPEAK_LICENCE = "GPL-3.0-or-later"
_ESPEAK_VOICES = {"fr": "roa/fr", "en": "gmw/en"}
"""By language, as the data of espeak-ng names them. Any other language has none."""


@dataclass(frozen=True, slots=True)
class Order:
    """A program to run, and what it reads."""

    command: tuple[str, ...]
    stdin: bytes


class Engine(Protocol):
    """How one engine is run."""

    @property
    def name(self) -> str: ...

    def voice(self, language: str) -> Voice:
        """Raises :class:`ModelMissing` for a language that it does not speak."""
        ...

    def order(self, text: str, voice: Voice, rate: int) -> Order: ...

    def read(self, stdout: bytes) -> Speech:
        """Raises :class:`models.types.ModelDied` for what is not a sound."""
        ...

    def obstacle(self) -> str:
        """What is missing on this machine and what to do; empty when nothing is."""
        ...


@dataclass(frozen=True, slots=True)
class Pyttsx3Engine:
    """pyttsx3 over the library of espeak-ng."""

    name: str = "pyttsx3"

    def voice(self, language: str) -> Voice:
        return _espeak_voice(language)

    def order(self, text: str, voice: Voice, rate: int) -> Order:
        request = {"text": text, "voice": voice.id, "rate": rate}
        return Order(worker_command("models.speech.pyttsx3_worker"), json.dumps(request).encode())

    def read(self, stdout: bytes) -> Speech:
        return read_wav(stdout)

    def obstacle(self) -> str:
        found = ctypes.util.find_library("espeak-ng")
        return "" if found else "The library libespeak-ng1 is missing: sudo apt-get install libespeak-ng1"


@dataclass(frozen=True, slots=True)
class EspeakEngine:
    """The command of espeak-ng. Twice as fast to start, the same voice."""

    name: str = "espeak-ng"

    def voice(self, language: str) -> Voice:
        return _espeak_voice(language)

    def order(self, text: str, voice: Voice, rate: int) -> Order:
        return Order(("espeak-ng", "-v", voice.id, "-s", str(rate), "--stdin", "--stdout"), text.encode())

    def read(self, stdout: bytes) -> Speech:
        return read_wav(stdout)

    def obstacle(self) -> str:
        found = shutil.which("espeak-ng")
        return "" if found else "The command espeak-ng is missing: sudo apt-get install espeak-ng"


@dataclass(frozen=True, slots=True)
class PiperEngine:
    """Piper, where its command and a voice of it are installed. A voice speaks one language."""

    model: Path
    """The ``.onnx`` file of the voice; its ``.onnx.json`` stands beside it."""
    language: str = "fr"
    name: str = "piper"

    def voice(self, language: str) -> Voice:
        if language != self.language:
            raise ModelMissing(f"The voice {self.model.stem} of Piper does not speak the language {language}.")
        return Voice(self.model.stem, language, "see the MODEL_CARD of the voice")

    def order(self, text: str, voice: Voice, rate: int) -> Order:
        scale = f"{CALM_RATE / rate:.3f}"
        command = ("piper", "--model", str(self.model), "--output-raw", "--length-scale", scale)
        return Order(command, text.encode() + b"\n")

    def read(self, stdout: bytes) -> Speech:
        return Speech(stdout[: len(stdout) & ~1], self._rate())

    def obstacle(self) -> str:
        if not shutil.which("piper"):
            return "The command piper is missing: pip install piper-tts, in an environment of its own"
        try:
            self._rate()
        except ModelMissing as error:
            return str(error)
        return "" if self.model.is_file() else f"There is no voice {self.model}: name another one in the settings."

    def _rate(self) -> int:
        described = self.model.with_name(self.model.name + ".json")
        try:
            return int(json.loads(described.read_text(encoding="utf-8"))["audio"]["sample_rate"])
        except (OSError, ValueError, KeyError, TypeError):
            raise ModelMissing(f"{described} does not describe a voice of Piper: fetch it beside the voice.") from None


def _espeak_voice(language: str) -> Voice:
    if language not in _ESPEAK_VOICES:
        raise ModelMissing(f"No voice speaks the language {language}.")
    return Voice(_ESPEAK_VOICES[language], language, _ESPEAK_LICENCE)
