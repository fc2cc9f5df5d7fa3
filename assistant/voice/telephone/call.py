"""One telephone call: the spoken conversation over a line, with keys as well as speech."""

from collections.abc import AsyncIterator
from contextlib import aclosing

from assistant.vocabulary import SpeechRefusal
from assistant.voice.session import SpokenConversation
from assistant.voice.talk import ahead, patience_after
from assistant.voice.telephone.line import Line
from assistant.voice.utterance import Next, Utterance
from models.speech.types import AudioClip


async def hold_call(conversation: SpokenConversation, line: Line) -> Next:
    """How the call goes on: ``PERSON`` when a human takes over, else ``END``.

    Raises :class:`assistant.voice.telephone.line.CallerGone`.
    """
    last = await conversation.open()
    await line.say(last)
    while True:
        heard = await line.listen(patience_after(last))
        async with aclosing(ahead(_reply(conversation, heard))) as replies:
            async for last in replies:
                # what cuts a waiting sentence short does not cut the answer that it announced
                if await line.say(last) and last.then is not Next.SPEAK:
                    break
        if last.then in (Next.END, Next.PERSON):
            return last.then


async def _reply(conversation: SpokenConversation, heard: AudioClip | str) -> AsyncIterator[Utterance]:
    if isinstance(heard, str):
        replies = conversation.press(heard)
    elif heard.data:
        replies = conversation.listen(heard)
    else:
        yield await conversation.miss(SpeechRefusal.NOTHING_SAID)
        return
    async for utterance in replies:
        yield utterance
