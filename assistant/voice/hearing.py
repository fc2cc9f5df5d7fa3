"""From a recording to words that may be shown: masked like typed text, with the name that was perhaps meant."""

import asyncio
from dataclasses import dataclass, field

from assistant.errors import SpeechRefused
from assistant.messages.catalogue import Messages
from assistant.pipeline.pipeline import log_place
from assistant.services import Services
from assistant.vocabulary import Language, SpeechRefusal
from assistant.voice.commands import Command, read_command
from assistant.voice.heard_names import HeardNames
from models.speech.types import AudioClip, AudioRefused
from models.types import ModelBusy, ModelError, ModelTimedOut

_SHORTEST_QUESTION_SECONDS = 0.8
"""Of voice: less holds a command or a number, and a model that hears half a second of a sentence makes up the rest."""
_MOST_SHORT_WORDS = 2


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard."""

    text: str = field(repr=False)
    """As it was said: for the pipeline alone, which masks it itself."""
    shown: str
    """What may be shown and said aloud: personal data is masked."""
    suggestion: str
    """``shown`` with the name that was probably meant; empty when there is nothing to suggest."""
    command: Command | None

    @property
    def is_masked(self) -> bool:
        return self.shown != self.text


class Hearing:
    """Reads recordings for every door. Keeps none."""

    def __init__(self, services: Services, messages: Messages) -> None:
        self._services = services
        self._messages = messages
        self._names: HeardNames | None = None

    async def hear(self, clip: AudioClip, language: Language, *, may_be_short: bool = False) -> Heard:
        """``may_be_short`` when a word or two are expected, as the name of a choice. Raises :class:`SpeechRefused`."""
        transcriber = self._services.transcriber
        if transcriber is None:
            raise SpeechRefused(SpeechRefusal.UNAVAILABLE)
        try:
            transcript = await transcriber.transcribe(clip, language=language.value)
        except AudioRefused as error:
            raise SpeechRefused(SpeechRefusal(error.fault.value)) from None
        except (ModelBusy, ModelTimedOut):
            raise SpeechRefused(SpeechRefusal.BUSY) from None
        except ModelError as error:
            log_place(error, "transcribe")
            raise SpeechRefused(SpeechRefusal.UNAVAILABLE) from None
        if transcript.doubt is not None:
            raise SpeechRefused(SpeechRefusal(transcript.doubt.value))
        is_short = transcript.speech_seconds < _SHORTEST_QUESTION_SECONDS
        most_words = _MOST_SHORT_WORDS if may_be_short else 0
        if is_short and read_command(transcript.text) is None and len(transcript.text.split()) > most_words:
            raise SpeechRefused(SpeechRefusal.UNCLEAR)
        return await self.read(transcript.text, language)

    async def read(self, text: str, language: Language) -> Heard:
        """The same of words that are written already. Raises :class:`SpeechRefused` when they cannot be guarded."""
        command = read_command(text)
        shown = text if command else await self.mask(text, language)
        suggestion = ""
        if command is None and shown == text and language is Language.FRENCH:  # the names of the bases are French
            suggestion = await asyncio.to_thread((await self._known_names()).suggest, text)
        return Heard(text, shown, suggestion, command)

    async def mask(self, text: str, language: Language) -> str:
        """The text without personal data. Raises :class:`SpeechRefused` when the guard cannot decide."""
        try:
            findings = await asyncio.to_thread(self._services.find_personal_data, text)
        except Exception as error:  # whatever broke, nothing was decided
            log_place(error, "mask")
            raise SpeechRefused(SpeechRefusal.UNGUARDED) from None
        masked = self._messages.text("voice.masked", language)
        for finding in sorted(findings, key=lambda found: found.start, reverse=True):
            text = f"{text[: finding.start]}{masked}{text[finding.end :]}"
        return text

    async def _known_names(self) -> HeardNames:
        if self._names is None:
            self._names = HeardNames(await asyncio.to_thread(self._services.tell_known_words))
        return self._names
