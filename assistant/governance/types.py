"""A draft that waits for an agent, and what an agent decides of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.conversation.types import Answer
from assistant.vocabulary import DraftVerdict, ReviewReason


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer as the assistant made it, to be checked by an agent."""

    id: str
    version: int
    """Grows by one when it is decided, so that two agents never decide one draft."""
    conversation_id: str
    answer: Answer
    theme: str
    """Of the page that it stands on."""
    waits_for_approval: bool
    """False: the answer was given, and was drawn by chance to be read again."""
    made_at: datetime
    holder: str = ""
    """Account that decided; empty before."""
    verdict: DraftVerdict | None = None
    sent_text: str = ""
    """What the person got in the end, redacted."""
    why: str = ""
    """A word of :class:`ReviewReason`, then what the agent added, redacted."""

    @property
    def question(self) -> str:
        """What was asked, made to stand alone: the number of a choice says nothing to who checks."""
        return self.answer.query or self.answer.question.text


@dataclass(frozen=True, slots=True)
class Decision:
    """What an agent decides. Its texts have passed the guard of personal data."""

    verdict: DraftVerdict
    text: str = ""
    """With ``edited`` what goes to the person; with ``rejected`` a word to them, or nothing."""
    reason: ReviewReason | None = None
    remark: str = ""
    """What the agent adds to the reason. Never shown to the person."""

    @property
    def why(self) -> str:
        return ": ".join(filter(None, (self.reason.value if self.reason else "", self.remark)))


@dataclass(frozen=True, slots=True)
class ThemeQuality:
    """Decisions on the pages of one theme."""

    decided: int
    approved: int


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of what agents decided. They name nobody and hold no text."""

    waiting: int
    """Answers that wait for an agent now."""
    to_sample: int
    """Answers that were given and wait to be read again."""
    checked: Mapping[DraftVerdict, int]
    """Answers that waited, by verdict."""
    sampled: Mapping[DraftVerdict, int]
    """Answers that were read again, by verdict."""
    median_distance: float | None
    """Share of an edited answer that was rewritten, 0 to 1; None when none was edited."""
    median_wait: timedelta | None
    reasons: Mapping[ReviewReason, int]
    themes: Mapping[str, ThemeQuality]
