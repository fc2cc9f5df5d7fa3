"""Ears and a mouth made of files: for tests, demonstrations and evaluation."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from assistant.voice.speaking import speak
from assistant.voice.turn_taking import Patience
from assistant.voice.utterance import Utterance
from models.speech.sound_file import join, to_wav
from models.speech.types import AudioClip, Synthesizer


class FileEars:
    """Each file is one turn."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._files: Iterator[Path] = iter(files)

    async def listen(self, patience: Patience) -> AudioClip | None:
        """Raises ``OSError`` for a file that cannot be read."""
        file = next(self._files, None)
        return AudioClip(file.read_bytes()) if file else None


class FileMouth:
    """Writes a WAV file for each utterance, where there is a folder for them, and tells the words."""

    def __init__(self, synthesizer: Synthesizer | None, folder: Path | None, tell: Callable[[Utterance], None]) -> None:
        self._synthesizer = synthesizer
        self._folder = folder
        self._tell = tell
        self._number = 0

    async def say(self, utterance: Utterance) -> None:
        self._tell(utterance)
        if self._folder is None or not utterance.sentences:
            return
        pieces = [speech async for speech in speak(self._synthesizer, utterance.sentences, rate=utterance.rate)]
        self._number += 1
        file = self._folder / f"{self._number:02}.wav"
        file.write_bytes(to_wav(join(pieces, pause_seconds=0.15)))
