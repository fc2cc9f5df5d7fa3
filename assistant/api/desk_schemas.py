"""Wire shapes of the agents' desk. Every text is redacted; contact details travel in one shape alone."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from assistant.api.schemas import AnswerWire, WireShape
from assistant.vocabulary import (
    Author,
    CallBackOutcome,
    CaseChange,
    CaseLabel,
    CaseRefusal,
    Channel,
    ClosingReason,
    DeskOpening,
    DraftVerdict,
    EscalationReason,
    EscalationState,
    Presence,
    Queue,
    ReviewReason,
)


class MessageWire(WireShape):
    """One message between a person and an agent. The assistant's answers are turns, not messages."""

    id: int
    """Grows in the conversation."""
    author: Author
    agent_name: str
    """Display name of the agent; empty for the person."""
    text: str
    entity_types: tuple[str, ...]
    """Kinds of personal data that were masked in it."""
    sent_at: datetime


class ChangeWire(WireShape):
    at: datetime
    who: str
    """Name of an account, ``person``, or ``parvis``."""
    what: CaseChange
    why: str
    """A word of a closed list, a redacted sentence of the agent, or nothing."""


class NoteWire(WireShape):
    """A private note of an agent: never shown to the person."""

    at: datetime
    who: str
    text: str


class CaseLine(WireShape):
    """A case in a list."""

    id: str
    version: int
    """Sent back with each change: one that is not the newest is refused."""
    state: EscalationState
    reason: EscalationReason
    is_urgent: bool
    """Distress or danger: first in every list, with an alarm."""
    subject: str
    """The first words that the person chose to share; empty when nothing was asked."""
    language: str
    channel: Channel
    opened_at: datetime
    changed_at: datetime
    holder: str
    """Account that holds it; empty while nobody does."""
    holder_name: str
    addressee: str
    """Account, or ``service:name``, that it was forwarded to; empty otherwise."""
    unread: int
    """Messages of the person since the last of an agent."""
    has_contact: bool


class CasesWire(WireShape):
    cases: tuple[CaseLine, ...]
    """Urgent ones first, then the oldest; in ``closed`` and in a search, the newest."""
    more: str
    """Give it back as ``after`` for the next page; empty after the last one."""


class QueuesWire(WireShape):
    """What the desk shows first."""

    counts: dict[Queue, int]
    urgent: int
    opening: DeskOpening
    me: Presence
    is_trained: bool
    """False: no case can be claimed before the course is passed."""


class FoundPassageWire(WireShape):
    """A passage that an agent may read or insert."""

    id: str
    base: str
    title: str
    heading: str
    text: str
    url: str
    updated_on: str


class FoundPassagesWire(WireShape):
    passages: tuple[FoundPassageWire, ...]


class HandoverNoteWire(WireShape):
    """What the person chose to share."""

    questions: tuple[str, ...]
    pages: tuple[str, ...]
    """« Title (address) »."""
    missing: str
    """Key of a catalogue sentence under ``person``."""
    added: str
    """What the person wrote for the agent, redacted; empty when nothing."""


class CaseWire(WireShape):
    """A case as its agent reads it."""

    line: CaseLine
    note: HandoverNoteWire
    turns: tuple[AnswerWire, ...]
    """Turns that the person chose to share: questions, passages and page data, and the assistant's answer."""
    messages: tuple[MessageWire, ...]
    notes: tuple[NoteWire, ...]
    changes: tuple[ChangeWire, ...]
    closing_reason: ClosingReason | None
    labels: tuple[CaseLabel, ...]


class ClaimCase(WireShape):
    version: int


class ReleaseCase(WireShape):
    version: int
    why: str = ""


class ForwardCase(WireShape):
    version: int
    to: str
    """Account name of a colleague who is present, or ``service:name``."""
    why: str = ""


class ReplyToPerson(WireShape):
    """Text that goes to the person. What holds personal data is given back masked until ``confirm_masked``."""

    text: str
    confirm_masked: bool = False


class ReplyTaken(WireShape):
    message: MessageWire
    version: int


class AddNote(WireShape):
    text: str


class PlanCallBack(WireShape):
    version: int
    why: str = ""


class CallBackTried(WireShape):
    version: int
    outcome: CallBackOutcome


class ContactWire(WireShape):
    """How to reach a person. Each reading is written down."""

    address: Annotated[str, Field(repr=False)]
    moment: Annotated[str, Field(repr=False)]


class CloseCase(WireShape):
    version: int
    reason: ClosingReason
    labels: tuple[CaseLabel, ...] = ()


class CaseRefused(WireShape):
    """Why something asked of a case is not done, in words."""

    reason: CaseRefusal
    message: str
    masked_text: str = ""
    """With ``masked`` and ``doubtful``: what would be sent and kept."""
    entity_types: tuple[str, ...] = ()
    holder_name: str = ""
    """With ``held``: who has it."""


class ColleagueWire(WireShape):
    name: str
    display_name: str
    presence: Presence
    comment: str
    is_signed_in: bool


class ColleaguesWire(WireShape):
    colleagues: tuple[ColleagueWire, ...]
    services: tuple[str, ...]
    """Services of the settings that a case may be forwarded to."""


class SetPresence(WireShape):
    presence: Presence
    comment: str = ""


class CannedText(WireShape):
    """A text that agents insert in a reply."""

    name: str
    language: str
    text: str


class CannedTextsWire(WireShape):
    texts: tuple[CannedText, ...]


class DeskEvent(WireShape):
    """Data of each server-sent event of ``GET /api/desk/events``; its name is ``case``, ``draft``, ``presence`` or
    ``training``.

    After a break the desk sends ``Last-Event-ID``; when the server cannot resume from there it sends an event named
    ``reset``: everything is to be read again.
    """

    case_id: str = ""
    what: CaseChange | None = None
    """None for a message of the person."""
    is_new: bool = False
    """A case that has just come into the queue of those that wait."""
    is_urgent: bool = False
    who: str = ""


class DraftLine(WireShape):
    """An answer that waits for a person, or one drawn for review after it was given."""

    id: str
    version: int
    question: str
    """Redacted, and made to stand alone: the number of a choice says nothing by itself."""
    subject: str
    """Theme of the page that it stands on."""
    waits_for_approval: bool
    """False: the answer was already given, and was drawn by chance for review."""
    asked_at: datetime
    holder: str
    """Account that decided; empty before: nobody claims a draft."""
    verdict: DraftVerdict | None
    """None until a person decided."""


class DraftsWire(WireShape):
    drafts: tuple[DraftLine, ...]
    more: str


class DraftWire(WireShape):
    line: DraftLine
    answer: AnswerWire
    """As the assistant made it."""
    sent_text: str
    """What the person got in the end; empty until then."""
    why: str


class DecideDraft(WireShape):
    version: int
    verdict: DraftVerdict
    text: str = ""
    """With ``edited``: the whole text that goes to the person in place of the assistant's. With ``rejected``: a word to
    them, or nothing."""
    why: str = ""
    """What was wrong: a word of :class:`assistant.vocabulary.ReviewReason`, alone or followed by « : » and a remark.
    Anything else counts as ``other``. Needed with ``rejected``."""
    confirm_masked: bool = False
    """The agent has read what a ``masked`` or ``doubtful`` refusal told, and sends the text all the same."""


class ThemeQualityWire(WireShape):
    decided: int
    approved: int
    approved_share: float


class QualityWire(WireShape):
    """Figures of what agents decided of answers. They name nobody and hold no text."""

    waiting: int
    """Answers that wait for an agent now."""
    to_sample: int
    """Answers that were given and wait to be read again."""
    checked: dict[DraftVerdict, int]
    """Answers that waited, by verdict."""
    sampled: dict[DraftVerdict, int]
    """Answers that were read again, by verdict."""
    median_distance: float | None
    """Share of an edited answer that was rewritten, 0 to 1; None when none was edited."""
    median_wait_seconds: int | None
    reasons: dict[ReviewReason, int]
    themes: dict[str, ThemeQualityWire]
    """By theme of the page, the most decided first; empty for a page without one."""


class ChoiceOfQuestion(WireShape):
    number: int
    text: str


class CourseQuestion(WireShape):
    id: str
    text: str
    choices: tuple[ChoiceOfQuestion, ...]


class Lesson(WireShape):
    id: str
    title: str
    paragraphs: tuple[str, ...]
    questions: tuple[CourseQuestion, ...]


class CourseWire(WireShape):
    """The course, in the language asked for, without its right answers."""

    version: str
    lessons: tuple[Lesson, ...]
    is_passed: bool
    passed_at: datetime | None
    required_since: datetime | None
    """When an admin last required it again; None: since the beginning."""


class CourseAnswers(WireShape):
    version: str
    answers: dict[str, int]
    """Number of the choice by id of the question."""


class CourseResult(WireShape):
    is_passed: bool
    right: int
    asked: int
    wrong: dict[str, str]
    """By id of the question: the sentence that explains what is right."""


class RequireCourse(WireShape):
    account: str = ""
    """Whose course is to be passed again; empty: everybody's."""


class CourseRequired(WireShape):
    accounts: int
    """How many have to pass it again."""
