"""What the transcription worker is told and what it tells. JSON in frames; a clip is the frame after its order."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from models.speech.types import AudioFault, AudioRefused, Doubt, Transcript, WhisperFiles
from models.types import ModelDamaged, ModelDied, ModelError, ModelMissing
from models.workers.frames import BrokenFrame


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Load(_Message):
    """The first order: which model, and how."""

    kind: Literal["load"] = "load"
    files: WhisperFiles
    threads: int = Field(ge=1)
    niceness: int = Field(ge=0, le=19)
    most_seconds: float = Field(gt=0)
    """Longest clip."""


class Hear(_Message):
    """Write what is said in the clip of the next frame."""

    kind: Literal["hear"] = "hear"
    language: str


class Ready(_Message):
    """The model is loaded."""

    kind: Literal["ready"] = "ready"


class Heard(_Message):
    kind: Literal["heard"] = "heard"
    text: str
    language: str
    seconds: float
    speech_seconds: float
    likelihood: float
    doubt: Doubt | None

    def as_transcript(self) -> Transcript:
        return Transcript(**self.model_dump(exclude={"kind"}))


class Refused(_Message):
    """The clip is not one that is read."""

    kind: Literal["refused"] = "refused"
    fault: AudioFault


class Failed(_Message):
    kind: Literal["failed"] = "failed"
    failure: Literal["missing", "damaged", "died"]
    reason: str
    """Never a word of what was said."""

    @classmethod
    def of(cls, error: ModelError) -> "Failed":
        name = next((name for name, kind in _ERRORS.items() if isinstance(error, kind)), "died")
        return cls.model_validate({"failure": name, "reason": str(error)})


_ERRORS: dict[str, type[ModelError]] = {"missing": ModelMissing, "damaged": ModelDamaged, "died": ModelDied}

Order = Load | Hear
Reply = Ready | Heard | Refused | Failed
_ORDERS: TypeAdapter[Order] = TypeAdapter(Annotated[Order, Field(discriminator="kind")])
_REPLIES: TypeAdapter[Reply] = TypeAdapter(Annotated[Reply, Field(discriminator="kind")])


def parse_order(message: bytes) -> Order:
    """Raises :class:`BrokenFrame`, which quotes nothing of the message."""
    try:
        return _ORDERS.validate_json(message)
    except ValidationError:
        raise BrokenFrame("The parent sent something else than an order.") from None


def parse_reply(message: bytes) -> Ready | Heard:
    """What the worker tells. Raises :class:`BrokenFrame`, and what it reports as an error."""
    try:
        reply = _REPLIES.validate_json(message)
    except ValidationError:
        raise BrokenFrame("The worker sent something else than a reply.") from None
    if isinstance(reply, Refused):
        raise AudioRefused(reply.fault)
    if isinstance(reply, Failed):
        raise _ERRORS[reply.failure](reply.reason)
    return reply
