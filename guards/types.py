"""What every guard speaks: outcomes, findings without values, verdicts.

A guard reads text and decides one of five outcomes. It never raises for what a person typed; when it
cannot decide it returns :attr:`Outcome.ERROR`, which callers handle as :attr:`Outcome.REFUSE`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What a guard decided about one text."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    REDACT = "redact"
    REFUSE = "refuse"
    ESCALATE = "escalate"
    ERROR = "error"

    @property
    def stops(self) -> bool:
        """True when the text must not go on."""
        return self in (Outcome.REFUSE, Outcome.ESCALATE, Outcome.ERROR)


class Check(StrEnum):
    """What a check digit says of a number. A wrong one excludes nothing: a mistyped number still leads to a person."""

    NONE = "none"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One span that a guard noticed, by place and type. It never holds the value, so that logs stay clean."""

    entity_type: str
    """The label, in Presidio's spelling: ``PERSON``, ``NIR``, ``PHONE``… or a guard's own reason."""
    start: int
    """Offset of the first character in the text that was checked."""
    end: int
    """Offset after the last character."""
    score: float
    """Confidence between 0 and 1."""
    recognizer: str
    """Name of what noticed it."""
    pattern: str = ""
    """Which of its shapes or rules."""
    context: str = ""
    """The word near it, of the recognizer's own list, that made it surer."""
    check: Check = Check.NONE
    """What its check digit says."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a guard says of one text."""

    guard: str
    """Name of the guard, stable, for the trace."""
    outcome: Outcome
    text: str
    """The text to go on with: redacted, or the same. Empty when the outcome stops it."""
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    """A word of the guard's own closed list (``distress``, ``injection``…), never the text itself."""


@dataclass(frozen=True, slots=True)
class GuardContext:
    """What a guard may know beside the text."""

    language: str = "fr"
    """Two-letter code of the language of the text."""
    conversation_id: str = ""
    """Keys the placeholders, so that one person keeps one name during a conversation."""
    is_redacted: bool = False
    """Whether personal data was taken out of the text. Until then no guard hands it to a model, embedder included."""
    evidence: Mapping[int, str] = field(default_factory=dict)
    """Passages shown beside the text, by the number that cites them."""


class Guard(Protocol):
    """Reads a text, decides, and says so. Calls are synchronous and thread-safe."""

    @property
    def name(self) -> str: ...

    def check(self, text: str, context: GuardContext) -> Verdict: ...
