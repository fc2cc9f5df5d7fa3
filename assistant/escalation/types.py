"""A request for a human, and the note that goes with it."""

from dataclasses import dataclass
from datetime import datetime

from assistant.vocabulary import EscalationReason, EscalationState


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


@dataclass(frozen=True, slots=True)
class Escalation:
    """One request for a human."""

    id: str
    conversation_id: str
    state: EscalationState
    reason: EscalationReason
    note: HandoverNote
    version: int
    """Grows by one with each change, so that two agents never hold one case."""
    opened_at: datetime
