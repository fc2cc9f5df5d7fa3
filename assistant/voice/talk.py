"""One spoken conversation from its notice to its end, over ears and a mouth: devices, files, a telephone."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Protocol, TypeVar

from assistant.vocabulary import SpeechRefusal
from assistant.voice.session import SpokenConversation
from assistant.voice.turn_taking import AFTER_OUR_QUESTION, QUICK, TAKE_YOUR_TIME, Patience
from assistant.voice.utterance import Next, Utterance
from models.speech.types import AudioClip

T = TypeVar("T")

_PATIENCE = {Next.ANSWER_OURS: AFTER_OUR_QUESTION, Next.LISTEN_LONG: TAKE_YOUR_TIME}


class Ears(Protocol):
    """Where recordings come from."""

    async def listen(self, patience: Patience) -> AudioClip | None:
        """The recording of the next turn, empty when nobody spoke; None when nobody will any more."""
        ...


class Mouth(Protocol):
    """Where what is said goes."""

    async def say(self, utterance: Utterance) -> None:
        """Returns when it was said, or interrupted."""
        ...


async def talk(conversation: SpokenConversation, ears: Ears, mouth: Mouth) -> Next:
    """How it ended: ``END``, or ``PERSON`` when a human takes over."""
    last = await conversation.open()
    await mouth.say(last)
    while True:
        clip = await ears.listen(patience_after(last))
        if clip is None:
            return Next.END
        if clip.data:
            async with aclosing(ahead(conversation.listen(clip))) as replies:
                async for last in replies:
                    await mouth.say(last)
        else:
            last = await conversation.miss(SpeechRefusal.NOTHING_SAID)
            await mouth.say(last)
        if last.then in (Next.END, Next.PERSON):
            return last.then


def patience_after(utterance: Utterance) -> Patience:
    """How long to wait for the person, after what was said last."""
    return _PATIENCE.get(utterance.then, QUICK)


async def ahead(source: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """The same values; the next one is worked on while one is used."""
    queue: asyncio.Queue[T | None] = asyncio.Queue()

    async def fill() -> None:
        try:
            async for value in source:
                await queue.put(value)
        finally:
            await queue.put(None)

    task = asyncio.create_task(fill())
    try:
        while (value := await queue.get()) is not None:
            yield value
        await task  # raises what the source raised
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
