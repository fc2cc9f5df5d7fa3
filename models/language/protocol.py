"""What the language worker is told and what it tells. Each message travels as JSON in one frame."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from models.types import ChatMessage, ModelDamaged, ModelDied, ModelError, ModelMissing, PromptTooLong, Usage
from models.workers.frames import BrokenFrame


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Load(_Message):
    """The first command: which model, and how."""

    kind: Literal["load"] = "load"
    path: str
    threads: int = Field(ge=1)
    context_tokens: int = Field(ge=64)
    batch_tokens: int = Field(ge=1)
    slots: int = Field(ge=1)
    """Calls that are worked at once."""
    niceness: int = Field(ge=0, le=19)


class Generate(_Message):
    """Answer ``messages``. Calls begin in the order they come; several are worked at once."""

    kind: Literal["generate"] = "generate"
    call: int
    """Rises by one a call; every event about it carries it."""
    messages: tuple[ChatMessage, ...]
    max_tokens: int = Field(ge=0)
    stop: tuple[str, ...] = ()


class Cancel(_Message):
    """Stop ``call``, running or still to come."""

    kind: Literal["cancel"] = "cancel"
    call: int


class Ready(_Message):
    """The model is loaded."""

    kind: Literal["ready"] = "ready"


class Piece(_Message):
    """Some of the text of ``call``."""

    kind: Literal["piece"] = "piece"
    call: int
    text: str


class Finished(_Message):
    """The last event of a call that went well, or that was cancelled (then without usage)."""

    kind: Literal["finished"] = "finished"
    call: int
    usage: Usage | None


class Failure(StrEnum):
    """Which error of :mod:`models.types` the parent raises."""

    MISSING = "missing"
    DAMAGED = "damaged"
    PROMPT_TOO_LONG = "prompt_too_long"
    DIED = "died"

    @classmethod
    def of(cls, error: Exception) -> "Failure":
        """The name of ``error``; what has none is a death."""
        return next((name for name, kind in _ERRORS.items() if isinstance(error, kind)), cls.DIED)


_ERRORS: dict[Failure, type[ModelError]] = {
    Failure.MISSING: ModelMissing,
    Failure.DAMAGED: ModelDamaged,
    Failure.PROMPT_TOO_LONG: PromptTooLong,
    Failure.DIED: ModelDied,
}


class Failed(_Message):
    """The last event of a call, or of the loading (``call`` is then ``None``), that went wrong."""

    kind: Literal["failed"] = "failed"
    call: int | None
    failure: Failure
    reason: str = ""
    """Never a word of the prompt."""

    def as_error(self) -> ModelError:
        return _ERRORS[self.failure](self.reason)


Command = Annotated[Load | Generate | Cancel, Field(discriminator="kind")]
Event = Annotated[Ready | Piece | Finished | Failed, Field(discriminator="kind")]

_COMMANDS: TypeAdapter[Load | Generate | Cancel] = TypeAdapter(Command)
_EVENTS: TypeAdapter[Ready | Piece | Finished | Failed] = TypeAdapter(Event)


def parse_command(message: bytes) -> Load | Generate | Cancel:
    """Raises :class:`BrokenFrame`, which quotes nothing of the message."""
    try:
        return _COMMANDS.validate_json(message)
    except ValidationError:
        raise BrokenFrame("The parent sent something else than a command.") from None


def parse_event(message: bytes) -> Ready | Piece | Finished | Failed:
    """Raises :class:`BrokenFrame`, which quotes nothing of the message."""
    try:
        return _EVENTS.validate_json(message)
    except ValidationError:
        raise BrokenFrame("The worker sent something else than an event.") from None
