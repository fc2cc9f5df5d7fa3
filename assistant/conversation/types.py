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
    DraftVerdict,
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
    version: str = ""
    """Version of the base that it was read from; empty in an answer that was kept before versions were noted."""
    publisher: str = ""
    """Who publishes the page, or its file's name, where its address does not tell."""


def split_cells(row: str) -> tuple[str, ...]:
    """The cells of a row of a table, which one line of a page holds."""
    return tuple(row.split(" | "))


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
    items: tuple[int, ...] = ()
    """Numbers, from 0, of the lines that are items of a list of the page."""
    rows: tuple[int, ...] = ()
    """Numbers of those that are rows of a table of the page, headers first: see :func:`split_cells`."""

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
class Choice:
    """One way to answer a clarifying question, in the words of the official pages."""

    number: int
    """From 1, as the person sees it."""
    label: str
    document_id: str
    base: str
    path: tuple[str, ...] = ()
    """Texts of the situations and cases that it picks in the page; empty for the page as a whole."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a new turn knows of its conversation. Redacted like everything that is kept."""

    questions: tuple[str, ...] = ()
    """The last ones that were searched, stand-alone, oldest first."""
    offered: tuple[Choice, ...] = ()
    """Choices of the last answer; empty when it asked nothing back."""
    situation: tuple[str, ...] = ()
    """Situations that the person chose so far, in the pages' words."""


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
    """What an answer cost, and what of it was the model's."""

    model: str = ""
    """Empty when no model was asked."""
    prompt_tokens: int = 0
    reused_tokens: int = 0
    generated_tokens: int = 0
    cpu_seconds: float = 0.0
    """Processor time of the whole turn, all processes together."""
    sentences_written: int = 0
    sentences_shown: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """That an agent read the answer, and what came of it."""

    verdict: DraftVerdict
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What is given back, whatever happened."""

    question: Question
    status: AnswerStatus
    notice: Notice
    parts: tuple[AnswerPart, ...] = ()
    sources: tuple[Source, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    choices: tuple[Choice, ...] = ()
    """What a clarifying question offers; empty when nothing is asked back."""
    chosen: Choice | None = None
    """The choice of the answer before that this turn follows."""
    query: str = ""
    """What was searched: the question made to stand alone. Empty when nothing was."""
    completeness: Completeness = Completeness.NONE
    missing: tuple[str, ...] = ()
    """What was asked for and stands nowhere in the answer: words of the pipeline's ``Want``."""
    offers_person: bool = False
    """True when the answer itself proposes a human; the way to one is on the page in any case."""
    verdicts: tuple[VerdictRecord, ...] = ()
    trace: tuple[StepRecord, ...] = ()
    effort: Effort = Effort()
    review: Review | None = None
    """None for an answer that no agent has read."""

    def __post_init__(self) -> None:
        if not isinstance(self.notice, Notice):
            raise TypeError("an answer carries a notice")

    @property
    def text(self) -> str:
        """The words of the answer without the notice, the sources and the next steps."""
        return "\n\n".join(part.text for part in self.parts)

    @property
    def quotes(self) -> tuple[AnswerPart, ...]:
        """The parts in the pages' own words."""
        return tuple(part for part in self.parts if part.kind is PartKind.QUOTE)

    @property
    def clarifying(self) -> AnswerPart | None:
        """The sentence that the choices answer: the last part of an answer that asks back."""
        return self.parts[-1] if self.choices and self.parts else None


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
