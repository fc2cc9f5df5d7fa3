"""Wire shapes: what other programs, the desk among them, read and write. Imports the vocabulary only."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.vocabulary import (
    AnswerStatus,
    Completeness,
    EscalationReason,
    EscalationState,
    Language,
    PartKind,
)


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StartConversation(_Wire):
    language: Language = Language.FRENCH


class ConversationStarted(_Wire):
    code: str
    """Secret of the person: keep it to come back."""


class AskQuestion(_Wire):
    text: str


class QuestionTaken(_Wire):
    question_id: str
    events: str
    """Path of the stream of events."""


class Refused(_Wire):
    """Why a request is not taken, in words for the person. Carries the notice like any answer."""

    reason: str
    message: str
    notice: Annotated[str, Field(min_length=1)]


class SourceWire(_Wire):
    number: int
    document_id: str
    base: str
    title: str
    url: str
    updated_on: date | None
    is_stale: bool
    cited: bool


class PartWire(_Wire):
    kind: PartKind
    lines: tuple[str, ...]
    source: int
    passage_id: str
    heading: str
    language: str


class NextStepWire(_Wire):
    kind: str
    title: str
    url: str
    form_number: str
    source: int


class ChoiceWire(_Wire):
    """One way to answer a clarifying question. To pick it, ask with its label or its number as the text."""

    number: int
    label: str
    document_id: str
    base: str
    path: tuple[str, ...]


class VerdictWire(_Wire):
    guard: str
    outcome: str
    reason: str
    entity_types: tuple[str, ...]


class StepWire(_Wire):
    step: str
    seconds: float
    outcome: str
    details: dict[str, str | int | float | bool]


class EffortWire(_Wire):
    model: str
    prompt_tokens: int
    reused_tokens: int
    generated_tokens: int
    cpu_seconds: float
    sentences_written: int
    sentences_shown: int


class AnswerWire(_Wire):
    """An answer. It cannot be serialised without its notice."""

    question_id: str
    question: str
    """Redacted."""
    asked_at: datetime
    language: Language
    status: AnswerStatus
    notice: Annotated[str, Field(min_length=1)]
    ai_generated: bool = True
    """Machine-readable mark (AI Act, article 50): a computer prepared this."""
    text: str
    parts: tuple[PartWire, ...]
    sources: tuple[SourceWire, ...]
    next_steps: tuple[NextStepWire, ...]
    choices: tuple[ChoiceWire, ...]
    """What a clarifying question offers; empty when nothing is asked back."""
    chosen: ChoiceWire | None
    """The choice of the answer before that this turn follows."""
    query: str
    """What was searched, redacted; empty when nothing was."""
    completeness: Completeness
    missing: tuple[str, ...]
    """What was asked for and stands nowhere in the answer: ``amount``, ``delay``, ``age``, ``place``."""
    offers_person: bool
    verdicts: tuple[VerdictWire, ...]
    trace: tuple[StepWire, ...]
    effort: EffortWire


class PlainWire(_Wire):
    """What an answer quotes, in plainer words. It cannot be serialised without its notice."""

    question_id: str
    language: Language
    is_simplified: bool
    """False when nothing can be said more plainly and be the same: ``parts`` is empty then."""
    notice: Annotated[str, Field(min_length=1)]
    ai_generated: bool = True
    """Machine-readable mark (AI Act, article 50): a computer prepared this."""
    parts: tuple[PartWire, ...]
    """One for each quoted part of the answer, in its order."""
    sources: tuple[SourceWire, ...]
    """Those of the answer."""


class EscalationWire(_Wire):
    state: EscalationState
    reason: EscalationReason
    opened_at: datetime


class HandoverWire(_Wire):
    """What would be sent to an agent, and nothing else."""

    questions: tuple[str, ...]
    pages: tuple[str, ...]
    missing: str


class TranscriptWire(_Wire):
    language: Language
    started_at: datetime
    answers: tuple[AnswerWire, ...]
    escalation: EscalationWire | None


class Health(_Wire):
    """What works now. Never a path, a version or a figure about people."""

    answers: bool
    """True when a question can be answered at least by the page's own words."""
    language_model: bool
    bases: dict[str, bool]
    """By base: whether its dense index is in use."""
    refused_connections: int
    """Connections out that the server process asked for and was refused since it started: 0 on a sound machine."""
