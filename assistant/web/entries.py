"""What a conversation's page shows, in the order in which it happened: answers, messages, and what was done."""

from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.types import Answer
from assistant.escalation.requests import Exchange
from assistant.escalation.types import Change, Message
from assistant.services import Transcript


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of a conversation: one of its fields is filled."""

    at: datetime
    answer: Answer | None = None
    is_newest_answer: bool = False
    """Its choices may still be picked."""
    message: Message | None = None
    change: Change | None = None


def order_entries(transcript: Transcript) -> tuple[Entry, ...]:
    """Everything said and done, oldest first."""
    newest = transcript.answers[-1] if transcript.answers else None
    turns = (Entry(one.question.asked_at, answer=one, is_newest_answer=one is newest) for one in transcript.answers)
    return tuple(sorted((*turns, *order_exchange(transcript.exchange)), key=lambda entry: entry.at))


def order_exchange(exchange: Exchange) -> tuple[Entry, ...]:
    """Messages and changes alone, oldest first."""
    messages = (Entry(message.sent_at, message=message) for message in exchange.messages)
    changes = (Entry(change.at, change=change) for change in exchange.changes)
    return tuple(sorted((*changes, *messages), key=lambda entry: entry.at))
