"""Sentences as sound, in their order: the next ones are made while one is played."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable

from assistant.errors import SpeechRefused
from assistant.pipeline.pipeline import log_place
from assistant.vocabulary import SpeechRefusal
from assistant.voice.spoken_answer import Sentence
from models.speech.types import Speech, Synthesizer
from models.types import ModelError

_AHEAD = 2
"""Sentences made before they are needed."""


async def speak(
    synthesizer: Synthesizer | None, sentences: Iterable[Sentence], *, rate: int
) -> AsyncGenerator[Speech, None]:
    """The sound of each sentence. Closing the generator stops what is being made.

    Raises :class:`SpeechRefused` where there is no engine, or one that fails: part of an answer is worse than a clear
    word that it cannot be heard.
    """
    if synthesizer is None:
        raise SpeechRefused(SpeechRefusal.UNAVAILABLE)
    waiting = iter(sentences)
    made: deque[asyncio.Task[Speech]] = deque()

    def begin_next() -> None:
        sentence = next(waiting, None)
        if sentence is not None:
            made.append(asyncio.create_task(_say(synthesizer, sentence, rate)))

    try:
        for _ in range(1 + _AHEAD):
            begin_next()
        while made:
            speech = await made.popleft()
            begin_next()
            yield speech
    except ModelError as error:
        log_place(error, "synthesize")
        raise SpeechRefused(SpeechRefusal.UNAVAILABLE) from None
    finally:
        for task in made:
            task.cancel()
        await asyncio.gather(*made, return_exceptions=True)


async def _say(synthesizer: Synthesizer, sentence: Sentence, rate: int) -> Speech:
    """Once more when it fails: a process of one sentence fails by itself."""
    language = sentence.language.value
    try:
        return await synthesizer.say(sentence.text, language=language, rate=rate, remember=sentence.is_kept)
    except ModelError:
        return await synthesizer.say(sentence.text, language=language, rate=rate, remember=sentence.is_kept)
