"""What the embedding worker is told and what it tells, one answer for each order. JSON in frames."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from models.types import ModelDamaged, ModelDied, ModelError, ModelMissing
from models.workers.frames import BrokenFrame


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Load(_Message):
    """The first order: which model, and how."""

    kind: Literal["load"] = "load"
    path: str
    threads: int = Field(ge=1)
    niceness: int = Field(ge=0, le=19)


class Embed(_Message):
    """Turn one text into a vector."""

    kind: Literal["embed"] = "embed"
    text: str
    is_query: bool


class Ready(_Message):
    """The model is loaded."""

    kind: Literal["ready"] = "ready"
    dimensions: int


class Vector(_Message):
    kind: Literal["vector"] = "vector"
    values: list[float]


class Failure(StrEnum):
    """Which error of :mod:`models.types` the parent raises."""

    MISSING = "missing"
    DAMAGED = "damaged"
    DIED = "died"

    @classmethod
    def of(cls, error: Exception) -> "Failure":
        """The name of ``error``; what has none is a death."""
        return next((name for name, kind in _ERRORS.items() if isinstance(error, kind)), cls.DIED)


_ERRORS: dict[Failure, type[ModelError]] = {
    Failure.MISSING: ModelMissing,
    Failure.DAMAGED: ModelDamaged,
    Failure.DIED: ModelDied,
}


class Failed(_Message):
    kind: Literal["failed"] = "failed"
    failure: Failure
    reason: str
    """Never a word of the text."""

    def as_error(self) -> ModelError:
        return _ERRORS[self.failure](self.reason)


Order = Annotated[Load | Embed, Field(discriminator="kind")]
Reply = Annotated[Ready | Vector | Failed, Field(discriminator="kind")]

_ORDERS: TypeAdapter[Load | Embed] = TypeAdapter(Order)
_REPLIES: TypeAdapter[Ready | Vector | Failed] = TypeAdapter(Reply)


def parse_order(message: bytes) -> Load | Embed:
    """Raises :class:`BrokenFrame`, which quotes nothing of the message."""
    try:
        return _ORDERS.validate_json(message)
    except ValidationError:
        raise BrokenFrame("The parent sent something else than an order.") from None


def parse_reply(message: bytes) -> Ready | Vector | Failed:
    """Raises :class:`BrokenFrame`, which quotes nothing of the message."""
    try:
        return _REPLIES.validate_json(message)
    except ValidationError:
        raise BrokenFrame("The worker sent something else than a reply.") from None
