"""What a turn tells while it runs, as facts. Doors match them with ``assert_never``."""

from dataclasses import dataclass

from assistant.conversation.types import Answer, AnswerPart, Source


@dataclass(frozen=True, slots=True)
class QuestionRedacted:
    """The guards let the question in; this is what is kept of it."""

    text: str
    entity_types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepStarted:
    step: str


@dataclass(frozen=True, slots=True)
class SourcesFound:
    """The official pages, before a word of the answer."""

    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class PartReleased:
    """A part passed its screens and may be shown."""

    part: AnswerPart


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """Always the last one. The answer in it replaces whatever was released before."""

    answer: Answer


Event = QuestionRedacted | StepStarted | SourcesFound | PartReleased | TurnEnded
