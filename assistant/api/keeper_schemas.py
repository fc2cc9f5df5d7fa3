"""Wire shapes of those who keep the bases: versions, checks, worklists, answers written by a person."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from assistant.api.schemas import AnswerWire, WireShape
from assistant.vocabulary import (
    ContestSubject,
    ContestVerdict,
    KeeperRefusal,
    Language,
    ValidatedChange,
    ValidatedState,
    Worklist,
    WorkMark,
)


class KeeperRefusedWire(WireShape):
    """Why something asked by a keeper is not done, in words."""

    reason: KeeperRefusal
    message: str
    masked_text: str = ""
    """With ``personal_data``: the text with what must go masked."""
    entity_types: tuple[str, ...] = ()
    unsupported: tuple[str, ...] = ()
    """With ``unsupported``: figures and addresses that stand in no page of the answer."""


class VersionWire(WireShape):
    version: str
    loaded_at: datetime
    source: str
    loader: str
    pages: int
    passages: int
    has_dense: bool
    """Whether its index by meaning is complete."""
    is_published: bool
    is_draft: bool
    is_way_back: bool
    """Whether rolling back leads to it."""
    published_at: datetime | None
    """When it was last published; None when it never was."""


class VersionsWire(WireShape):
    base: str
    versions: tuple[VersionWire, ...]
    """The one loaded last first."""
    may_go: tuple[str, ...]
    """Versions that clearing away would remove."""


class BasesWire(WireShape):
    bases: tuple[VersionsWire, ...]


class ChangedPageWire(WireShape):
    document_id: str
    title: str
    url: str
    change: str
    """``added``, ``removed``, ``changed`` or ``redated``."""
    before: date | None
    """Its date in the published version."""
    after: date | None


class FiguresWire(WireShape):
    found_first: float
    found_in_3: float
    found_in_10: float


class MovedQuestionWire(WireShape):
    id: str
    question: str
    before: int | None
    """Rank of the first page that answers, from 1; None when it is not among the first ten."""
    after: int | None


class GoldenWire(WireShape):
    """The golden questions, asked of both versions."""

    questions: int
    by_meaning: bool
    before: FiguresWire | None
    after: FiguresWire
    moved: tuple[MovedQuestionWire, ...]


class CheckWire(WireShape):
    """What publishing a version would change."""

    base: str
    version: str
    published: str
    added: int
    removed: int
    changed: int
    redated: int
    unchanged: int
    pages: tuple[ChangedPageWire, ...]
    texts: int | None
    """Texts that the index by meaning needs a vector of; None without an embedder."""
    texts_to_embed: int | None
    """Of them, those without one yet."""
    golden: GoldenWire | None


class LineChangeWire(WireShape):
    is_added: bool
    heading: str
    text: str


class PageChangesWire(WireShape):
    lines: tuple[LineChangeWire, ...]


class PublishVersion(WireShape):
    version: str = ""
    """Empty: the draft."""
    words_first: bool = False
    """Publish before the index by meaning is built: words alone are searched meanwhile."""


class PrepareVersion(WireShape):
    version: str = ""


class PublishedWire(WireShape):
    base: str
    version: str
    """The server answers from it within seconds."""


class PreparedWire(WireShape):
    base: str
    version: str
    is_prepared: bool
    """False while its index by meaning is being built: ``has_dense`` of the version tells when it is done."""


class GoldenQuestionWire(WireShape):
    id: Annotated[str, Field(max_length=64)]
    question: Annotated[str, Field(min_length=1, max_length=1000)]
    pages: Annotated[tuple[str, ...], Field(min_length=1, max_length=20)]


class GoldenQuestionsWire(WireShape):
    questions: Annotated[tuple[GoldenQuestionWire, ...], Field(max_length=2000)]


class MarkWire(WireShape):
    mark: WorkMark
    at: datetime
    who: str
    why: str


class WorkItemWire(WireShape):
    key: str
    title: str
    url: str
    facts: dict[str, str]
    """By key of a catalogue sentence under ``keepers.fact``."""
    lines: tuple[str, ...]
    """Redacted questions of people, or the lines of an answer."""
    mark: MarkWire | None


class WorklistWire(WireShape):
    base: str
    list: Worklist
    items: tuple[WorkItemWire, ...]
    total: int
    """Items that are left after those with a mark were taken out, or all of them."""


class MarkItem(WireShape):
    mark: WorkMark
    why: Annotated[str, Field(max_length=300)] = ""


class PageTieWire(WireShape):
    base: str
    document_id: str
    title: str
    base_version: str
    """Version of the base in which the answer was checked against the page."""
    is_changed: bool
    """Whether the published page says something else since."""


class ValidatedAnswerWire(WireShape):
    id: str
    version: int
    state: ValidatedState
    language: Language
    service: str
    text: str
    questions: tuple[str, ...]
    situation: tuple[str, ...]
    pages: tuple[PageTieWire, ...]
    unsupported_why: str
    author: str
    checked_at: datetime


class ValidatedAnswersWire(WireShape):
    answers: tuple[ValidatedAnswerWire, ...]


class ChangeOfAnswerWire(WireShape):
    at: datetime
    who: str
    what: ValidatedChange
    text: str
    why: str


class ValidatedAnswerWithChangesWire(WireShape):
    answer: ValidatedAnswerWire
    changes: tuple[ChangeOfAnswerWire, ...]


class PageNamed(WireShape):
    base: Annotated[str, Field(max_length=63)]
    document_id: Annotated[str, Field(max_length=255)]


class WriteAnswer(WireShape):
    """A text that a person wrote and checked."""

    language: Language = Language.FRENCH
    service: str
    """Name of the author's service, shown to people."""
    text: str
    questions: tuple[str, ...]
    pages: tuple[PageNamed, ...]
    situation: tuple[str, ...] = ()
    unsupported_why: str = ""
    """Why figures or addresses that stand in none of the pages are right."""


class CorrectAnswer(WriteAnswer):
    version: int
    why: str = ""


class ConfirmAnswer(WireShape):
    version: int
    why: str = ""


class WithdrawAnswer(WireShape):
    version: int
    why: str = ""


class ContestDecisionWire(WireShape):
    verdict: ContestVerdict
    at: datetime
    who: str
    why: str


class ContestWire(WireShape):
    """An answer that a person says is wrong. Nothing here says whose it is."""

    id: str
    version: int
    """Sent back with a decision: one that is not the newest is refused."""
    made_at: datetime
    subject: ContestSubject
    words: str
    """Redacted; empty when the person added nothing."""
    question: str
    pages: tuple[str, ...]
    """Addresses of the pages that the answer stood on."""
    decision: ContestDecisionWire | None
    """None while nobody has dealt with it."""


class ContestsPage(WireShape):
    contests: tuple[ContestWire, ...]
    """Those that are left, the oldest first; of those that were dealt with, the last first."""
    open: int
    """How many nobody has dealt with."""
    more: str
    """Give it back as ``after`` for the next page; empty after the last one."""


class OpenedContestWire(WireShape):
    contest: ContestWire
    answer: AnswerWire | None
    """As it stands now; None once it is gone."""


class DecideContest(WireShape):
    version: int
    verdict: ContestVerdict | None
    """None opens it again."""
    why: str = ""
