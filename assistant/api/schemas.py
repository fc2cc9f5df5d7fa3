"""Wire shapes: what other programs, the desk among them, read and write. Imports the vocabulary only."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.vocabulary import (
    AccountRefusal,
    AnswerStatus,
    AuditAction,
    Completeness,
    EscalationReason,
    EscalationState,
    Language,
    PartKind,
    Role,
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


class Invalid(Refused):
    """A request whose shape is not the one of ``/api/openapi.json``. Never tells what was sent."""

    problems: tuple[str, ...]
    """Where and what: « body.text: missing ». A name that is not ours is « ? »."""


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


class AskForPerson(_Wire):
    """What a person may leave to be called back. Kept encrypted, apart from everything else."""

    contact: str = ""
    """A telephone number or an e-mail address."""
    moment: str = ""
    """When to call, in the person's words."""


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


class ExportedPage(_Wire):
    title: str
    url: str
    updated_on: date | None


class ExportedTurn(_Wire):
    asked_at: datetime
    question: str
    searched: str
    masked: tuple[str, ...]
    answer: str
    pages: tuple[ExportedPage, ...]
    notice: Annotated[str, Field(min_length=1)]
    ai_generated: bool = True


class ExportedRequest(_Wire):
    state: EscalationState
    opened_at: datetime
    sent_questions: tuple[str, ...]
    contact_is_kept: bool


class ExportWire(_Wire):
    """A conversation for its owner to take away, as it is kept. Each key is explained in ``keys``."""

    explanation: str
    keys: dict[str, str]
    language: Language
    started_at: datetime
    erased_after: date
    turns: tuple[ExportedTurn, ...]
    request_for_a_person: ExportedRequest | None


class Health(_Wire):
    """What works now. Never a path, a version or a figure about people."""

    answers: bool
    """True when a question can be answered at least by the page's own words."""
    language_model: bool
    bases: dict[str, bool]
    """By base: whether its dense index is in use."""
    refused_connections: int
    """Connections out that the server process asked for and was refused since it started: 0 on a sound machine."""


class StaffRefused(_Wire):
    """Why something asked by staff is not done, in words."""

    reason: AccountRefusal
    message: str
    retry_after_seconds: int = 0
    """When the same request may be tried again; 0 where waiting changes nothing."""


class SignIn(_Wire):
    name: str
    password: Annotated[str, Field(repr=False)]


class AccountWire(_Wire):
    name: str
    display_name: str
    roles: tuple[Role, ...]
    is_disabled: bool
    must_change_password: bool
    """True while the password was given by somebody else: nothing else is done before its owner chooses one."""
    added_at: datetime


class SignedInWire(_Wire):
    account: AccountWire
    token: Annotated[str, Field(repr=False)]
    """Secret of the session: send it as ``Authorization: Bearer …``. Told once."""
    ends_at: datetime
    """When the session ends at the latest; it ends before when nothing is asked for a while."""


class ChangeOwnPassword(_Wire):
    current: Annotated[str, Field(repr=False)]
    new: Annotated[str, Field(repr=False)]


class AddAccount(_Wire):
    name: str
    display_name: str = ""
    """Empty: the name."""
    roles: tuple[Role, ...]


class ChangeAccount(_Wire):
    """What is left out stays as it is."""

    display_name: str | None = None
    roles: tuple[Role, ...] | None = None
    is_disabled: bool | None = None
    reset_password: bool = False


class ChangedAccountWire(_Wire):
    account: AccountWire
    password: Annotated[str, Field(repr=False)]
    """The one that was made for the account, told once: its owner changes it at the first sign-in. Empty when none was
    made."""


class AccountsWire(_Wire):
    accounts: tuple[AccountWire, ...]


class AuditRowWire(_Wire):
    id: int
    at: datetime
    who: str
    role: str
    what: AuditAction
    subject: str
    details: dict[str, str]


class AuditPage(_Wire):
    rows: tuple[AuditRowWire, ...]
    """The newest first."""
    before: int | None
    """Give it back to read the next page; None after the last one."""
