"""What a person says is wrong with an answer."""

from dataclasses import dataclass
from datetime import datetime

from assistant.vocabulary import ContestSubject


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
