"""Question, answer and source: what a conversation is made of.

Everything here holds redacted text only. An :class:`Answer` cannot be built without its notice.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from assistant.vocabulary import (
    AnswerStatus,
    Channel,
    Completeness,
    Language,
    PartKind,
)


@dataclass(frozen=True, slots=True)
class Question:
    """What a person asked."""

    id: str
    conversation_id: str
    text: str
    """Redacted from the moment that the first step has run."""
    language: Language
    channel: Channel
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """An official page shown to the person."""

    number: int
    """What ``[1]`` stands for, from 1."""
    document_id: str
    base: str
    title: str
    url: str
    updated_on: date | None
    is_stale: bool
    cited: bool = False
    """True when a part of the answer stands on it."""


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A piece of an answer, in the words of one origin."""

    kind: PartKind
    lines: tuple[str, ...]
    """Plain text, one paragraph, item or row each. Never HTML."""
    source: int = 0
    """Number of the source that it stands on; 0 for the assistant's own sentences."""
    passage_id: str = ""
    heading: str = ""
    """Where the words stand in the page, without the title: « Vous êtes majeur > Coût »."""
    language: str = "fr"
    """Language of these words, which may differ from the question's."""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the page lets a person do: a form, an online service, a place. Taken from the page, never generated."""

    kind: str
    """A word of the knowledge leaf's ``ActionKind``, or ``cost``."""
    title: str
    url: str = ""
    form_number: str = ""
    source: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What tells a person that a computer wrote the answer."""

    text: str

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("an answer carries a notice: its text cannot be empty")


@dataclass(frozen=True, slots=True)
class VerdictRecord:
    """What a guard decided in this turn, without any value."""

    guard: str
    outcome: str
    reason: str = ""
    entity_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One line of the trace."""

    step: str
    seconds: float
    outcome: str
    details: Mapping[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effort:
    """What the model's part of an answer cost."""

    model: str = ""
    """Empty when no model was asked."""
    prompt_tokens: int = 0
    reused_tokens: int = 0
    generated_tokens: int = 0
    cpu_seconds: float = 0.0
    sentences_written: int = 0
    sentences_shown: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What is given back, whatever happened."""

    question: Question
    status: AnswerStatus
    notice: Notice
    parts: tuple[AnswerPart, ...] = ()
    sources: tuple[Source, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    completeness: Completeness = Completeness.NONE
    offers_person: bool = False
    """True when the answer itself proposes a human; the way to one is on the page in any case."""
    verdicts: tuple[VerdictRecord, ...] = ()
    trace: tuple[StepRecord, ...] = ()
    effort: Effort = Effort()

    def __post_init__(self) -> None:
        if not isinstance(self.notice, Notice):
            raise TypeError("an answer carries a notice")

    @property
    def text(self) -> str:
        """The words of the answer without the notice, the sources and the next steps."""
        return "\n\n".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as its owner reaches it."""

    id: str
    """Public to the desk."""
    code: str
    """Secret of the person: what the page's address holds. Stored as a hash only; empty when read from the store."""
    language: Language
    channel: Channel
    started_at: datetime
