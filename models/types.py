"""What every model adapter speaks: messages, generated pieces, vectors, and the errors they raise."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ModelError(Exception):
    """A model could not do its work. The tree below is all that a caller has to map.

    ModelError
    ├── ModelMissing      no file, or no server, for the model that the settings name
    ├── ModelDamaged      the file is there and is not what the catalogue says
    ├── PromptTooLong     the prompt and the answer asked for do not fit in the model's window
    ├── ModelBusy         the queue is full: come back later
    ├── ModelTimedOut     the time budget ran out
    └── ModelDied         the process or the server stopped while working
    """


class ModelMissing(ModelError):
    """No file, or no server, for the model that the settings name."""


class ModelDamaged(ModelError):
    """The file is there and cannot be loaded."""


class PromptTooLong(ModelError):
    """The prompt and the answer asked for do not fit in the model's window. Nothing was computed."""


class ModelBusy(ModelError):
    """The queue is full."""


class ModelTimedOut(ModelError):
    """The time budget ran out."""


class ModelDied(ModelError):
    """The process or the server stopped while working."""


class Role(StrEnum):
    """Who speaks in a prompt."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a prompt."""

    role: Role
    text: str
    public_characters: int = 0
    """How much of the beginning of ``text`` anyone may know: the program's own words, an official page. A model may
    keep its state of that part for later calls, and of nothing else."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What one generation cost."""

    prompt_tokens: int
    """Tokens of the whole prompt."""
    reused_tokens: int
    """Tokens of the prompt that were already in the model's state and were not computed again."""
    generated_tokens: int
    prefill_seconds: float
    """Wall time from the start of the work on the prompt to the first token, waiting left out."""
    generation_seconds: float
    """Wall time from the first token to the last."""
    cpu_seconds: float = 0.0
    """The call's share of the processor time of the process that generated. 0 when unknown (remote server)."""


@dataclass(frozen=True, slots=True)
class Generated:
    """One piece of a stream: text, then once, last, the usage."""

    text: str
    """Complete characters only: an accent is never split over two pieces."""
    usage: Usage | None = None


class LanguageModel(Protocol):
    """Writes text. Closing the generator stops the generation, also while the prompt is being read."""

    @property
    def name(self) -> str:
        """What the answer's trace and the transparency page show."""
        ...

    def stream(
        self, messages: Sequence[ChatMessage], *, max_tokens: int, seconds: float, stop: Sequence[str] = ()
    ) -> AsyncGenerator[Generated, None]:
        """Generate greedily (temperature 0).

        ``seconds`` bounds the whole call, waiting in the queue included; past it :class:`ModelTimedOut` is raised.
        Raises :class:`ModelError`.
        """
        ...

    async def is_ready(self) -> bool:
        """True when a call would start now."""
        ...

    async def close(self) -> None:
        """Stop the process or the connections. Idempotent."""
        ...


class TextEmbedder(Protocol):
    """Turns texts into vectors of unit length. Synchronous: the caller chooses the thread."""

    @property
    def name(self) -> str:
        """Identifies the vectors: model name and the first 12 hexadecimal digits of its sha256."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed_query(self, text: str) -> list[float]:
        """The vector of what a person searches. Raises :class:`ModelError`."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]:
        """The vectors of what is searched, in the order of ``texts``. Raises :class:`ModelError`."""
        ...

    def close(self) -> None: ...
