"""Where an agent stands in the desk, and what is known there: what decides which actions are possible."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.api.desk_schemas import CaseLine, DraftLine
from assistant.vocabulary import EscalationState, Queue


class Place(StrEnum):
    QUEUES = "queues"
    CASE = "case"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Situation:
    """What an action is judged by."""

    place: Place
    account: str
    """Name of the agent's account."""
    queue: Queue
    line: CaseLine | None
    """The case that is open, or on which the mark stands in a list."""
    draft: DraftLine | None
    has_more: bool
    is_searching: bool
    is_answer_shown: bool
    """The assistant's words are unfolded."""
    has_text: bool
    """Something is written and not sent."""

    @property
    def is_mine(self) -> bool:
        return self.line is not None and self.line.holder == self.account and self.line.state is EscalationState.CLAIMED

    @property
    def is_sent_to_me(self) -> bool:
        """Forwarded to this agent alone, and not taken yet."""
        return self.line is not None and self.line.addressee == self.account

    @property
    def is_undecided(self) -> bool:
        return self.draft is not None and self.draft.verdict is None
