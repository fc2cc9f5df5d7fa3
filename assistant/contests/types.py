"""What a person says is wrong with an answer, and what a keeper decided of it."""

from dataclasses import dataclass
from datetime import datetime

from assistant.conversation.types import Answer
from assistant.vocabulary import ContestSubject, ContestVerdict


@dataclass(frozen=True, slots=True)
class ContestDecision:
    """What was decided, by whom of staff, and why. The person is never shown who or why."""

    verdict: ContestVerdict
    at: datetime
    who: str
    """Name of an account."""
    why: str
    """Redacted; empty when nothing was added."""


@dataclass(frozen=True, slots=True)
class Contest:
    """One answer, contested. Redacted like everything that is kept."""

    id: str
    conversation_id: str
    question_id: str
    subject: ContestSubject
    words: str
    """What the person adds; empty when nothing."""
    question: str
    """What was asked, as it is kept with the answer: who reads the contest need not open the conversation."""
    pages: tuple[str, ...]
    """Addresses of the pages that the answer stood on."""
    made_at: datetime
    version: int = 1
    """Grows with each decision: one that was taken on an older one is refused."""
    decision: ContestDecision | None = None
    """None while nobody has dealt with it."""


@dataclass(frozen=True, slots=True)
class OpenedContest:
    """A contest with the answer that it is about, as that stands now: an agent may have corrected it since."""

    contest: Contest
    answer: Answer | None
    """None once it is gone."""
