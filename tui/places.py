"""Where somebody stands in the desk, and what is known there: what decides which actions are possible."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.api.desk_schemas import CaseLine, DraftLine
from assistant.api.keeper_schemas import (
    ChangedPageWire,
    ContestWire,
    OpenedContestWire,
    ValidatedAnswerWire,
    VersionsWire,
    VersionWire,
    WorkItemWire,
)
from assistant.api.schemas import AccountWire
from assistant.vocabulary import EscalationState, Queue, Role

KeeperRow = (
    VersionsWire | VersionWire | ChangedPageWire | WorkItemWire | ValidatedAnswerWire | ContestWire | AccountWire
)
"""One row of a list of the keepers: a base, one of its versions, a page…"""


class Place(StrEnum):
    QUEUES = "queues"
    CASE = "case"
    DRAFT = "draft"
    BASES = "bases"
    VERSIONS = "versions"
    """Those of one base."""
    CHECK = "check"
    """What publishing a version would change."""
    WORKLIST = "worklist"
    ANSWERS = "answers"
    """Written by a person."""
    CONTESTS = "contests"
    """Answers that people say are wrong."""
    CONTEST = "contest"
    """One of them."""
    ACCOUNTS = "accounts"


_KEEPERS_LISTS = frozenset(
    {Place.BASES, Place.VERSIONS, Place.CHECK, Place.WORKLIST, Place.ANSWERS, Place.CONTESTS, Place.ACCOUNTS}
)
KEEPERS_PLACES = _KEEPERS_LISTS | {Place.CONTEST}
"""Of those who keep the bases, the answers and the accounts."""
LISTS = _KEEPERS_LISTS | {Place.QUEUES}

_ANSWERS_PEOPLE = frozenset({Role.AGENT, Role.REFERENT})
_READS_BASES = frozenset({Role.ADMIN, Role.REFERENT})
_WRITES_ANSWERS = _ANSWERS_PEOPLE | _READS_BASES


def may_enter(place: Place, roles: frozenset[Role]) -> bool:
    """Whether the server shows that place to an account with these roles."""
    match place:
        case Place.QUEUES | Place.CASE | Place.DRAFT:
            return bool(roles & _ANSWERS_PEOPLE)
        case Place.BASES | Place.VERSIONS | Place.CHECK | Place.WORKLIST | Place.CONTESTS | Place.CONTEST:
            return bool(roles & _READS_BASES)
        case Place.ANSWERS:
            return bool(roles & _WRITES_ANSWERS)
        case Place.ACCOUNTS:
            return Role.ADMIN in roles


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
    roles: frozenset[Role] = frozenset()
    row: KeeperRow | None = None
    """On which the mark stands in a list of the keepers."""
    version: VersionWire | None = None
    """The version on which the mark stands, or that is checked."""
    has_way_back: bool = False
    """Another version was published before."""
    has_other_bases: bool = False
    """More than one is published."""
    contest: OpenedContestWire | None = None
    """The contest that is open."""

    @property
    def is_admin(self) -> bool:
        return Role.ADMIN in self.roles

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
