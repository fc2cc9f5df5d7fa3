"""A request for a human, the note that goes with it, and what is said and done until it ends."""

from dataclasses import dataclass
from datetime import datetime

from assistant.escalation.states import Standing
from assistant.vocabulary import (
    Author,
    CaseChange,
    CaseLabel,
    Channel,
    ClosingReason,
    EscalationReason,
    EscalationState,
)


@dataclass(frozen=True, slots=True)
class FoundPageNote:
    """An official page that was found for the person."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class HandoverNote:
    """What an agent is given. The person sees it before it is sent. Redacted text only."""

    questions: tuple[str, ...]
    pages: tuple[FoundPageNote, ...]
    missing: str
    """Key of a catalogue sentence under ``person``: what the answers lack."""
    language: str
    shared: tuple[str, ...] = ()
    """Ids of the questions whose whole turn the person shares."""
    added: str = ""
    """What the person wrote for the agent; empty when nothing."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """One request for a human: a case, at the desk."""

    id: str
    conversation_id: str
    state: EscalationState
    reason: EscalationReason
    note: HandoverNote
    version: int
    """Grows by one with each change, so that two agents never hold one case."""
    opened_at: datetime
    changed_at: datetime
    is_urgent: bool
    holder: str = ""
    addressee: str = ""
    closing_reason: ClosingReason | None = None
    labels: tuple[CaseLabel, ...] = ()

    @property
    def standing(self) -> Standing:
        return Standing(self.state, self.holder, self.addressee)


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a person, of an agent, or the assistant's emergency numbers between them. Redacted."""

    id: int
    """Grows in the conversation, in the order in which they were kept."""
    case_id: str
    author: Author
    account: str
    """Of the agent; empty otherwise."""
    agent_name: str
    text: str
    entity_types: tuple[str, ...]
    """Kinds of personal data that were masked."""
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class CaseNote:
    """A private note between agents."""

    at: datetime
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a case."""

    id: int
    case_id: str
    at: datetime
    who: str
    what: CaseChange
    why: str


@dataclass(frozen=True, slots=True)
class ListedCase:
    """A case in a list of the desk."""

    case: Escalation
    channel: Channel
    unread: int
    """Messages of the person since the last of an agent."""
    has_contact: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases of a list."""

    cases: tuple[ListedCase, ...]
    more: str
    """Where the next page begins; empty after the last one."""
