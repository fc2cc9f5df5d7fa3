"""Wire shapes: what other programs, the desk among them, read and write. Imports the vocabulary only."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assistant.vocabulary import (
    AccountRefusal,
    AnswerStatus,
    AuditAction,
    Author,
    CaseChange,
    Completeness,
    DeskOpening,
    DraftVerdict,
    EscalationReason,
    EscalationState,
    Language,
    PartKind,
    Role,
    Wait,
)


class WireShape(BaseModel):
    """What every shape of the wire is: frozen, and refusing what it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StartConversation(WireShape):
    language: Language = Language.FRENCH


class ConversationStarted(WireShape):
    code: str
    """Secret of the person: keep it to come back."""


class AskQuestion(WireShape):
    text: str


class QuestionTaken(WireShape):
    question_id: str
    """Empty when an agent holds the conversation: the text went to them as the message ``message_id``."""
    events: str
    """Path of the stream of events: of the answer, or of the messages."""
    message_id: int = 0


class Refused(WireShape):
    """Why a request is not taken, in words for the person. Carries the notice like any answer."""

    reason: str
    message: str
    notice: Annotated[str, Field(min_length=1)]


class Invalid(Refused):
    """A request whose shape is not the one of ``/api/openapi.json``. Never tells what was sent."""

    problems: tuple[str, ...]
    """Where and what: « body.text: missing ». A name that is not ours is « ? »."""


class SourceWire(WireShape):
    number: int
    document_id: str
    base: str
    title: str
    url: str
    updated_on: date | None
    is_stale: bool
    cited: bool
    version: str
    """Version of the base that the page was read from; empty in an answer kept before versions were noted."""
    publisher: str = ""
    """Who publishes the page, or its file's name; ``url`` is empty for a page that is on no website."""


class PartWire(WireShape):
    kind: PartKind
    lines: tuple[str, ...]
    source: int
    passage_id: str
    heading: str
    language: str
    items: tuple[int, ...] = ()
    """Numbers, from 0, of the lines that are items of a list."""
    rows: tuple[int, ...] = ()
    """Numbers of those that are rows of a table, its headers first; " | " stands between their cells."""


class NextStepWire(WireShape):
    kind: str
    title: str
    url: str
    form_number: str
    source: int


class ChoiceWire(WireShape):
    """One way to answer a clarifying question. To pick it, ask with its label or its number as the text."""

    number: int
    label: str
    document_id: str
    base: str
    path: tuple[str, ...]


class VerdictWire(WireShape):
    guard: str
    outcome: str
    reason: str
    entity_types: tuple[str, ...]


class StepWire(WireShape):
    step: str
    seconds: float
    outcome: str
    details: dict[str, str | int | float | bool]


class EffortWire(WireShape):
    model: str
    prompt_tokens: int
    reused_tokens: int
    generated_tokens: int
    cpu_seconds: float
    sentences_written: int
    sentences_shown: int


class ReviewWire(WireShape):
    """That an agent read the answer, and what came of it."""

    verdict: DraftVerdict
    decided_at: datetime


class AnswerWire(WireShape):
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
    review: ReviewWire | None = None
    """None for an answer that no agent has read."""


class PlainWire(WireShape):
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


class HeardWire(WireShape):
    """What was heard in a recording, for its owner to confirm or correct before it is asked."""

    text: str
    """Personal data is masked."""
    is_masked: bool
    suggestion: str
    """The text with a name that was probably meant; empty when there is none. Never put in by itself."""
    command: str
    """A word that steers a spoken conversation, such as ``repeat``; empty for everything else."""
    notice: Annotated[str, Field(min_length=1)]


class AskForPerson(WireShape):
    """What a person may leave to be called back. Kept encrypted, apart from everything else."""

    contact: str = ""
    """A telephone number or an e-mail address."""
    moment: str = ""
    """When to call, in the person's words."""
    left_out: tuple[str, ...] = ()
    """Ids of the questions that are not shared, nor their answers."""
    added: str = ""
    """What the person writes for the agent. Masked like a question."""


class HumanMessageWire(WireShape):
    """A message between a person and an agent. Carries the opposite of the answers' mark."""

    id: int
    author: Author
    """``assistant`` for emergency numbers alone, which no model writes."""
    agent_name: str
    text: str
    """Redacted."""
    entity_types: tuple[str, ...]
    """Kinds of personal data that were masked in it."""
    sent_at: datetime
    notice: Annotated[str, Field(min_length=1)]
    ai_generated: bool
    """False: a person wrote it."""


class RequestEvent(WireShape):
    """What was done to a request for a human, as its person is told."""

    id: int
    what: CaseChange
    at: datetime
    message: str


class WriteToAgent(WireShape):
    text: str


class MessagesWire(WireShape):
    """What was written and done after ``after``."""

    messages: tuple[HumanMessageWire, ...]
    changes: tuple[RequestEvent, ...]
    after: str
    """Give it back to read on from here; the stream of messages takes it as ``Last-Event-ID``."""


class ResumeCode(WireShape):
    code: Annotated[str, Field(repr=False)]
    """Told once. It opens the conversation to whoever has it."""


class ResumeWith(WireShape):
    code: Annotated[str, Field(repr=False)]


class Resumed(WireShape):
    code: Annotated[str, Field(repr=False)]
    """Of the conversation."""


class EscalationWire(WireShape):
    state: EscalationState
    reason: EscalationReason
    opened_at: datetime
    ahead: int = 0
    """Requests that go before it."""
    wait: Wait = Wait.UNKNOWN
    opening: DeskOpening = DeskOpening.OPEN
    next_opening: datetime | None = None
    contact_is_kept: bool = False


class HandoverWire(WireShape):
    """What would be sent to an agent, and nothing else."""

    questions: tuple[str, ...]
    question_ids: tuple[str, ...] = ()
    """In the order of the conversation, those without a kept text too: what ``left_out`` may name."""
    pages: tuple[str, ...]
    missing: str


class TranscriptWire(WireShape):
    language: Language
    started_at: datetime
    answers: tuple[AnswerWire, ...]
    escalation: EscalationWire | None
    messages: tuple[HumanMessageWire, ...] = ()
    changes: tuple[RequestEvent, ...] = ()


class ExportedPage(WireShape):
    title: str
    url: str
    updated_on: date | None
    version: str


class ExportedTurn(WireShape):
    asked_at: datetime
    question: str
    searched: str
    masked: tuple[str, ...]
    answer: str
    pages: tuple[ExportedPage, ...]
    notice: Annotated[str, Field(min_length=1)]
    ai_generated: bool = True
    reviewed_at: datetime | None


class ExportedRequest(WireShape):
    state: EscalationState
    opened_at: datetime
    sent_questions: tuple[str, ...]
    sent_words: str
    contact_is_kept: bool


class ExportedContest(WireShape):
    made_at: datetime
    question: str
    subject: str
    words: str
    pages: tuple[str, ...]
    dealt_with_at: datetime | None
    outcome: str
    """What was decided of it, in words; empty while nobody has dealt with it."""


class ExportedMessage(WireShape):
    sent_at: datetime
    author: Author
    agent_name: str
    text: str
    masked: tuple[str, ...]
    notice: Annotated[str, Field(min_length=1)]
    ai_generated: bool


class ExportedEvent(WireShape):
    at: datetime
    what_happened: str


class ExportWire(WireShape):
    """A conversation for its owner to take away, as it is kept. Each key is explained in ``keys``."""

    explanation: str
    keys: dict[str, str]
    language: Language
    started_at: datetime
    erased_after: date
    turns: tuple[ExportedTurn, ...]
    request_for_a_person: ExportedRequest | None
    contested_answers: tuple[ExportedContest, ...] = ()
    messages: tuple[ExportedMessage, ...]
    events: tuple[ExportedEvent, ...]
    code_to_come_back_is_kept: bool


class Health(WireShape):
    """What works now. Never a path, a version or a figure about people."""

    answers: bool
    """True when a question can be answered at least by the page's own words."""
    language_model: bool
    bases: dict[str, bool]
    """By base: whether its dense index is in use."""
    refused_connections: int
    """Connections out that the server process asked for and was refused since it started: 0 on a sound machine."""


class StaffRefused(WireShape):
    """Why something asked by staff is not done, in words."""

    reason: AccountRefusal
    message: str
    retry_after_seconds: int = 0
    """When the same request may be tried again; 0 where waiting changes nothing."""


class SignIn(WireShape):
    name: str
    password: Annotated[str, Field(repr=False)]


class AccountWire(WireShape):
    name: str
    display_name: str
    roles: tuple[Role, ...]
    is_disabled: bool
    must_change_password: bool
    """True while the password was given by somebody else: nothing else is done before its owner chooses one."""
    added_at: datetime


class SignedInWire(WireShape):
    account: AccountWire
    token: Annotated[str, Field(repr=False)]
    """Secret of the session: send it as ``Authorization: Bearer …``. Told once."""
    ends_at: datetime
    """When the session ends at the latest; it ends before when nothing is asked for a while."""


class ChangeOwnPassword(WireShape):
    current: Annotated[str, Field(repr=False)]
    new: Annotated[str, Field(repr=False)]


class AddAccount(WireShape):
    name: str
    display_name: str = ""
    """Empty: the name."""
    roles: tuple[Role, ...]


class ChangeAccount(WireShape):
    """What is left out stays as it is."""

    display_name: str | None = None
    roles: tuple[Role, ...] | None = None
    is_disabled: bool | None = None
    reset_password: bool = False


class ChangedAccountWire(WireShape):
    account: AccountWire
    password: Annotated[str, Field(repr=False)]
    """The one that was made for the account, told once: its owner changes it at the first sign-in. Empty when none was
    made."""


class AccountsWire(WireShape):
    accounts: tuple[AccountWire, ...]


class AuditRowWire(WireShape):
    id: int
    at: datetime
    who: str
    role: str
    what: AuditAction
    subject: str
    details: dict[str, str]


class AuditPage(WireShape):
    rows: tuple[AuditRowWire, ...]
    """The newest first."""
    before: int | None
    """Give it back to read the next page; None after the last one."""
