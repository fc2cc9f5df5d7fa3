"""Models without weights, for tests and for a demonstration on a machine that has fetched nothing."""

import asyncio
import hashlib
import math
import re
import unicodedata
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from models.speech.types import AudioClip, Doubt, Speech, Transcript
from models.types import ChatMessage, Generated, ModelError, ModelTimedOut, Usage

_WORD = re.compile(r"[^\W_]+")
_STEM_LETTERS = 5


@dataclass(frozen=True, slots=True)
class ReceivedCall:
    """What a :class:`ScriptedModel` was asked."""

    messages: tuple[ChatMessage, ...]
    max_tokens: int
    seconds: float
    stop: tuple[str, ...]


async def _no_delay() -> None:
    await asyncio.sleep(0)


class ScriptedModel:
    """Says what it was given to say, in small pieces, and remembers what it was asked."""

    def __init__(
        self,
        *replies: str | ModelError,
        name: str = "scripted",
        before_piece: Callable[[], Awaitable[object]] = _no_delay,
    ) -> None:
        """``before_piece`` is awaited before each piece: a test can hold a generation there."""
        self._replies = deque(replies)
        self._name = name
        self._before_piece = before_piece
        self.received: list[ReceivedCall] = []
        self.abandoned = 0
        """Generations that were closed before their end."""
        self.is_closed = False

    @property
    def name(self) -> str:
        return self._name

    def push(self, *replies: str | ModelError) -> None:
        """Add replies, one a call; an error is raised by the call that meets it."""
        self._replies.extend(replies)

    async def stream(
        self, messages: Sequence[ChatMessage], *, max_tokens: int, seconds: float, stop: Sequence[str] = ()
    ) -> AsyncGenerator[Generated, None]:
        """The next reply, word by word, cut at a stop string and at ``max_tokens`` words."""
        self.received.append(ReceivedCall(tuple(messages), max_tokens, seconds, tuple(stop)))
        if not self._replies:
            raise AssertionError("The scripted model was asked more often than it has replies.")
        reply = self._replies.popleft()
        if isinstance(reply, ModelError):
            raise reply
        for mark in stop:
            reply = reply.partition(mark)[0]
        pieces = re.findall(r"\s*\S+|\s+$", reply)[:max_tokens]
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        finished = False
        try:
            for piece in pieces:
                try:
                    async with asyncio.timeout_at(deadline):
                        await self._before_piece()
                except TimeoutError:
                    raise ModelTimedOut("The scripted model was held longer than it was given.") from None
                yield Generated(piece)
            finished = True
            yield Generated("", self._usage(messages, len(pieces)))
        finally:
            self.abandoned += not finished

    async def is_ready(self) -> bool:
        return not self.is_closed

    async def close(self) -> None:
        self.is_closed = True

    def _usage(self, messages: Sequence[ChatMessage], generated_tokens: int) -> Usage:
        return Usage(
            prompt_tokens=sum(len(message.text.split()) for message in messages),
            reused_tokens=0,
            generated_tokens=generated_tokens,
            prefill_seconds=0.0,
            generation_seconds=0.0,
        )


class HashEmbedder:
    """Vectors from the words of a text, cut to their first letters: texts that share words are near each other."""

    def __init__(self, dimensions: int = 256) -> None:
        self._dimensions = dimensions

    @property
    def name(self) -> str:
        return f"hash-{self._dimensions}"

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed_query(self, text: str) -> list[float]:
        return self._embed(text)

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        return [self._embed(text) for text in texts]

    def close(self) -> None:
        """Nothing to give back."""

    def _embed(self, text: str) -> list[float]:
        plain = "".join(
            letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
        )
        vector = [0.0] * self._dimensions
        for word in _WORD.findall(plain) or [""]:
            digest = hashlib.blake2b(word[:_STEM_LETTERS].encode(), digest_size=8).digest()
            vector[int.from_bytes(digest) % self._dimensions] += 1.0
        length = math.hypot(*vector)
        return [value / length for value in vector]


class TypedTranscriber:
    """Hears what it was given to hear; then takes each clip for the bytes of a text."""

    def __init__(self, *heard: str | Transcript | ModelError) -> None:
        self._heard = deque(heard)
        self.clips: list[AudioClip] = []

    @property
    def name(self) -> str:
        return "typed"

    def push(self, *heard: str | Transcript | ModelError) -> None:
        """Add what is heard, one a clip; an error is raised by the clip that meets it."""
        self._heard.extend(heard)

    async def start(self) -> None:
        """Nothing to load."""

    async def transcribe(self, clip: AudioClip, *, language: str) -> Transcript:
        self.clips.append(clip)
        heard = self._heard.popleft() if self._heard else clip.data.decode()
        if isinstance(heard, ModelError):
            raise heard
        if isinstance(heard, Transcript):
            return heard
        doubt = None if heard else Doubt.NOTHING_SAID
        return Transcript(heard, language, seconds=2.0, speech_seconds=1.0 if heard else 0.0, doubt=doubt)

    async def close(self) -> None:
        """Nothing to give back."""


class SilentSynthesizer:
    """Silence of the length that the words would take, and the list of what was said."""

    def __init__(self, rate: int = 8000) -> None:
        self._rate = rate
        self.said: list[str] = []
        self.rates: list[int] = []
        self.remembered: list[str] = []

    @property
    def name(self) -> str:
        return "silent"

    async def say(self, text: str, *, language: str, rate: int, remember: bool = True) -> Speech:
        self.said.append(text)
        self.rates.append(rate)
        if remember:
            self.remembered.append(text)
        await asyncio.sleep(0)
        return Speech(bytes(2 * int(self._rate * 60 * len(text.split()) / rate)), self._rate)

    def forget(self) -> None:
        self.remembered.clear()
