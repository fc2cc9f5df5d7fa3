"""Speech over HTTP: a recording becomes text to confirm, an answer becomes sound. Nothing of either is kept."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, FastAPI, Query, Request, Response
from fastapi.responses import JSONResponse

from assistant.api.access import PUBLIC, TheServices, count
from assistant.api.app import prefer_language, tell_wait
from assistant.api.schemas import HeardWire, Invalid, Refused
from assistant.api.throttle import Counted
from assistant.errors import SpeechRefused
from assistant.messages.catalogue import Messages
from assistant.speed import FASTEST, FIRST_RATE, SLOWEST
from assistant.vocabulary import Language, SpeechRefusal
from assistant.voice.hearing import Heard, Hearing
from assistant.voice.listening import (
    GrowingSound,
    SoundOrder,
    WholeSounds,
    answer_with_sound,
    grow,
    is_from_the_start,
    make_whole,
    may_grow,
    wants_opus,
)
from assistant.voice.spoken_answer import AnswerSpeaker
from models.speech.types import AudioClip

STATUS_OF_SPEECH = {
    SpeechRefusal.TOO_LONG: 413,
    SpeechRefusal.TOO_LARGE: 413,
    SpeechRefusal.BUSY: 503,
    SpeechRefusal.UNAVAILABLE: 503,
    SpeechRefusal.UNGUARDED: 503,
}
"""HTTP status of each reason for which nothing is made of a recording; 422 for the others."""
_COME_BACK_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Speech:
    """Adds the routes to the application."""

    hearing: Hearing
    messages: Messages
    audio_seconds: float
    audio_bytes: int
    sounds: WholeSounds = field(default_factory=WholeSounds, repr=False)

    def add_to(self, app: FastAPI) -> None:
        router = APIRouter(
            prefix="/api/conversations/{code}",
            tags=["speech"],
            dependencies=[PUBLIC],
            responses={422: {"model": Invalid}},
        )
        router.post("/speech")(self.write)
        router.get("/questions/{question_id}/speech", response_class=Response)(self.read_aloud)
        app.include_router(router)
        app.exception_handler(SpeechRefused)(self.refuse)

    async def write(self, code: str, services: TheServices, request: Request) -> HeardWire:
        """Write what a recording says, for its owner to confirm. The body is the recording itself: WAV, MP3, MP4, AAC,
        FLAC, Ogg or WebM."""
        count(request, Counted.SPEECH, code)
        language = (await services.transcript(code)).conversation.language
        return self.to_wire(await self.hear(await request.body(), language), language)

    async def read_aloud(
        self,
        code: str,
        question_id: str,
        services: TheServices,
        request: Request,
        rate: Annotated[int, Query(ge=SLOWEST, le=FASTEST)] = FIRST_RATE,
        type: Annotated[str, Query(pattern="^(opus|wav)?$")] = "",
        whole: bool = False,
    ) -> Response:
        """The whole answer as sound: Opus in Ogg where it is asked for, else WAV.

        A sound of Opus begins with its first sentence, while the others are made: such a reply has no length, and its
        connection breaks when the rest cannot be made. Once made, a sound has a length and can be asked for in pieces;
        ``whole``: wait for that.
        """
        is_begun = is_from_the_start(request)
        if is_begun:
            count(request, Counted.LISTENING, code)
        answer = await services.find_answer(code, question_id)
        order = SoundOrder(AnswerSpeaker(self.messages).speak(answer).everything, rate, wants_opus(request, type))
        file = self.sounds.find(order)
        if file is None:
            if not is_begun:  # a piece of a sound costs as much as all of it where it must be made again
                count(request, Counted.LISTENING, code)
            if not whole and may_grow(request, order):
                pieces = grow(services.synthesizer, order, self.sounds)
                return GrowingSound(await anext(pieces), pieces, order.media_type)
            file = await make_whole(services.synthesizer, order, self.sounds)
        return answer_with_sound(request, file, order.media_type)

    async def hear(self, data: bytes, language: Language) -> Heard:
        """Raises :class:`SpeechRefused`."""
        if not data:
            raise SpeechRefused(SpeechRefusal.NO_FILE)
        if len(data) > self.audio_bytes:
            raise SpeechRefused(SpeechRefusal.TOO_LARGE)
        return await self.hearing.hear(AudioClip(data), language)

    def to_wire(self, heard: Heard, language: Language) -> HeardWire:
        return HeardWire(
            text=heard.shown,
            is_masked=heard.is_masked,
            suggestion=heard.suggestion,
            command=heard.command.value if heard.command else "",
            notice=self.messages.text("notice.short", language),
        )

    def say_refusal(self, error: SpeechRefused, language: Language) -> str:
        """Why nothing is made of a recording, and what to do."""
        return self.messages.text(
            f"voice.refusal.{error.reason.value}",
            language,
            seconds=f"{self.audio_seconds:g}",
            megabytes=f"{self.audio_bytes / 1e6:g}",
        )

    async def refuse(self, request: Request, error: SpeechRefused) -> JSONResponse:
        language = prefer_language(request)
        body = Refused(
            reason=error.reason.value,
            message=self.say_refusal(error, language),
            notice=self.messages.text("notice.short", language),
        )
        return JSONResponse(body.model_dump(), status_of(error), tell_wait(wait_of(error)))


def status_of(error: SpeechRefused) -> int:
    return STATUS_OF_SPEECH.get(error.reason, 422)


def wait_of(error: SpeechRefused) -> int:
    """After how long the same recording would be taken; 0 where waiting changes nothing."""
    return _COME_BACK_SECONDS if error.reason is SpeechRefusal.BUSY else 0
