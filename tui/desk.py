"""What somebody sees and does at the desk, whatever the face: its state, kept in step with its server."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from assistant.api.desk_schemas import (
    CallBackTried,
    CaseLine,
    CaseWire,
    CloseCase,
    DecideDraft,
    DraftLine,
    DraftWire,
    MessageWire,
    QueuesWire,
)
from assistant.api.keeper_schemas import VersionWire
from assistant.api.schemas import AccountWire
from assistant.vocabulary import Author, CallBackOutcome, CaseLabel, ClosingReason, DraftVerdict, Queue, Role
from tui.client import DeskClient
from tui.keeper_client import KeeperClient
from tui.keeping import Keeping, id_of
from tui.places import KEEPERS_PLACES, Place, Situation, may_enter
from tui.unsent import UnsentTexts, edited_slot, reply_slot


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Connection(StrEnum):
    """What is known of the stream of events."""

    OPENING = "connecting"
    UP = "connected"
    LOST = "lost"
    SESSION_OVER = "signed_out"


@dataclass(slots=True)
class Desk:
    """The state of one desk. Methods that ask the server raise a :class:`~tui.errors.DeskError` and change nothing
    then."""

    client: DeskClient
    now: Callable[[], datetime] = _utc_now
    account: AccountWire | None = None
    place: Place = Place.QUEUES
    queues: QueuesWire | None = None
    queue: Queue = Queue.WAITING
    searched: str = ""
    """Words of the search whose results are listed; empty while a queue is."""
    lines: tuple[CaseLine, ...] = ()
    drafts: tuple[DraftLine, ...] = ()
    more: str = ""
    marked: int = 0
    """The row on which the agent stands."""
    case: CaseWire | None = None
    draft: DraftWire | None = None
    is_answer_shown: bool = False
    """The assistant's own words are unfolded in the case or the draft that is open."""
    unsent: UnsentTexts = field(default_factory=UnsentTexts)
    uncertain: set[str] = field(default_factory=set)
    """Cases whose last reply left without telling whether it came."""
    course_answers: dict[str, int] = field(default_factory=dict)
    connection: Connection = Connection.OPENING
    retry_seconds: int = 0
    """With a lost connection: the pause before the next try."""
    held: set[str] = field(default_factory=set)
    """Cases of this agent that were seen."""
    keeping: Keeping = field(init=False)
    """What the keepers of the bases see."""

    def __post_init__(self) -> None:
        self.keeping = Keeping(KeeperClient(self.client))

    # What is known

    @property
    def account_name(self) -> str:
        return self.account.name if self.account else ""

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(self.account.roles) if self.account else frozenset()

    @property
    def answers_people(self) -> bool:
        """Whether this account sees the queues and hears what happens there."""
        return may_enter(Place.QUEUES, self.roles)

    @property
    def is_keeping(self) -> bool:
        """Whether one of the keepers' lists is shown."""
        return self.place in KEEPERS_PLACES

    @property
    def row_ids(self) -> tuple[str, ...]:
        """What the rows of the list that is shown are about."""
        if self.is_keeping:
            return tuple(id_of(row) for row in self.keeping.rows(self.place))
        return (*(line.id for line in self.lines), *(draft.id for draft in self.drafts))

    @property
    def marked_row(self) -> int:
        return self.keeping.marks.get(self.place, 0) if self.is_keeping else self.marked

    def mark_row(self, number: int) -> None:
        """Stand on that row, from 0."""
        if self.is_keeping:
            self.keeping.marks[self.place] = number
        else:
            self.marked = number

    @property
    def marked_line(self) -> CaseLine | None:
        if self.is_listing_drafts or not 0 <= self.marked < len(self.lines):
            return None
        return self.lines[self.marked]

    @property
    def marked_draft(self) -> DraftLine | None:
        if not self.is_listing_drafts or not 0 <= self.marked < len(self.drafts):
            return None
        return self.drafts[self.marked]

    @property
    def is_listing_drafts(self) -> bool:
        return self.queue is Queue.DRAFTS and not self.searched

    @property
    def line(self) -> CaseLine | None:
        """The case that an action is about."""
        if self.place is Place.CASE:
            return self.case.line if self.case else None
        return self.marked_line if self.place is Place.QUEUES else None

    @property
    def slot(self) -> str:
        """Where the text of this place is kept; empty where none is written."""
        if self.place is Place.CASE and self.case:
            return reply_slot(self.case.line.id)
        if self.place is Place.DRAFT and self.draft:
            return edited_slot(self.draft.line.id)
        return ""

    @property
    def situation(self) -> Situation:
        in_draft = self.draft.line if self.place is Place.DRAFT and self.draft else None
        return Situation(
            place=self.place,
            account=self.account_name,
            queue=self.queue,
            line=self.line,
            draft=in_draft or (self.marked_draft if self.place is Place.QUEUES else None),
            has_more=self.keeping.has_more(self.place) if self.is_keeping else bool(self.more),
            is_searching=bool(self.searched),
            is_answer_shown=self.is_answer_shown,
            has_text=self.unsent.holds(self.slot),
            roles=self.roles,
            row=self.keeping.row(self.place),
            version=self.keeping.version(self.place),
            has_way_back=self.keeping.way_back is not None,
            has_other_bases=len(self.keeping.bases) > 1,
            contest=self.keeping.contests.opened if self.place is Place.CONTEST else None,
        )

    @property
    def row_situations(self) -> tuple[Situation, ...]:
        """What would be possible on each row of the list that is shown."""
        now = self.situation
        if self.is_keeping:
            return tuple(
                replace(now, row=row, version=row if isinstance(row, VersionWire) else now.version)
                for row in self.keeping.rows(self.place)
            )
        if self.place is not Place.QUEUES:
            return ()
        return (
            *(replace(now, line=line, draft=None) for line in self.lines),
            *(replace(now, line=None, draft=draft) for draft in self.drafts),
        )

    # Lists

    async def begin(self) -> None:
        """What an account sees first. Which cases are an agent's is known from the start."""
        if Role.AGENT in self.roles or not may_enter(Place.BASES, self.roles):
            self._note_held((await self.client.cases(Queue.MINE)).cases)
        else:
            self.place = Place.BASES
        await self.refresh()

    async def refresh(self) -> None:
        """Read what is shown again, and the counts."""
        if self.is_keeping:
            await self.keeping.read(self.place)
        if self.place is not Place.CONTESTS and may_enter(Place.CONTESTS, self.roles):
            await self.keeping.contests.count()
        if self.answers_people or not self.is_keeping:
            await self.refresh_requests()

    async def refresh_requests(self) -> None:
        """The counts and the list, and the case or the draft that is open."""
        self.queues = await self.client.queues()
        await self._read_list()
        if self.place is Place.CASE:
            await self.read_case_again()
        elif self.draft is not None:
            read = await self.client.draft(self.draft.line.id)
            self.draft = read if self.draft is not None else None

    async def open_queue(self, queue: Queue) -> None:
        before = self.queue, self.searched
        self.queue, self.searched = queue, ""
        try:
            await self._read_list()
        except BaseException:
            self.queue, self.searched = before
            raise
        self.marked = 0
        self.queues = await self.client.queues()

    async def search(self, words: str) -> None:
        found = await self.client.search(words)
        self.searched, self.lines, self.more, self.marked = words, found.cases, found.more, 0

    async def read_more(self) -> None:
        if self.is_listing_drafts:
            page = await self.client.drafts(after=self.more)
            self.drafts, self.more = (*self.drafts, *page.drafts), page.more
            return
        ask = self.client.search(self.searched, after=self.more) if self.searched else None
        found = await (ask or self.client.cases(self.queue, after=self.more))
        self.lines, self.more = (*self.lines, *found.cases), found.more

    async def _read_list(self) -> None:
        """The first page. The mark stays on its case when it is still there. What comes after the agent asked for
        another list is dropped."""
        asked = self.queue, self.searched
        cases: tuple[CaseLine, ...] = ()
        drafts: tuple[DraftLine, ...] = ()
        if self.is_listing_drafts:
            page = await self.client.drafts()
            drafts, more = page.drafts, page.more
        else:
            found = await (self.client.search(self.searched) if self.searched else self.client.cases(self.queue))
            cases, more = found.cases, found.more
        if asked != (self.queue, self.searched):
            return
        self._note_held(cases)
        marked = self.marked_line or self.marked_draft
        self.lines, self.drafts, self.more = cases, drafts, more
        rows = [*(line.id for line in self.lines), *(draft.id for draft in self.drafts)]
        if marked is not None and marked.id in rows:
            self.marked = rows.index(marked.id)
        else:
            self.marked = max(0, min(self.marked, len(rows) - 1))

    # One case

    async def open_case(self, case_id: str) -> CaseWire:
        case = await self.client.case(case_id)
        self._enter_case(case)
        return case

    async def read_case_again(self) -> None:
        if self.case is not None:
            self._keep(await self.client.case(self.case.line.id))

    def leave(self) -> None:
        """Back to the lists. What was typed stays."""
        self.place, self.case, self.draft, self.is_answer_shown = Place.QUEUES, None, None, False

    async def take(self, line: CaseLine) -> None:
        self._enter_case(await self.client.claim(line.id, line.version))

    async def release(self, why: str) -> None:
        line = self._open_line()
        self._keep(await self.client.release(line.id, line.version, why))

    async def forward(self, to: str, why: str) -> None:
        line = self._open_line()
        self._keep(await self.client.forward(line.id, line.version, to, why))

    async def plan_call_back(self, why: str) -> None:
        line = self._open_line()
        self._keep(await self.client.plan_call_back(line.id, line.version, why))

    async def tell_call_back(self, outcome: CallBackOutcome) -> None:
        line = self._open_line()
        self._keep(await self.client.tell_call_back(line.id, CallBackTried(version=line.version, outcome=outcome)))

    async def close(self, reason: ClosingReason, labels: tuple[CaseLabel, ...]) -> None:
        line = self._open_line()
        body = CloseCase(version=line.version, reason=reason, labels=labels)
        self._keep(await self.client.close_case(line.id, body))

    async def add_note(self, text: str) -> None:
        self._keep(await self.client.add_note(self._open_line().id, text))

    async def reply(self, text: str, *, confirm_masked: bool) -> MessageWire:
        """Send it. The unsent text goes once the server has it."""
        case_id = self._open_line().id
        taken = await self.client.reply(case_id, text, confirm_masked=confirm_masked)
        self.unsent.drop_sent(reply_slot(case_id), text)
        self.uncertain.discard(case_id)
        if self.case is not None and self.case.line.id == case_id:
            line = self.case.line.model_copy(update={"version": taken.version, "unread": 0})
            known = {message.id for message in self.case.messages}
            messages = self.case.messages if taken.message.id in known else (*self.case.messages, taken.message)
            self.case = self.case.model_copy(update={"line": line, "messages": messages})
        return taken.message

    def _open_line(self) -> CaseLine:
        if self.case is None:
            raise RuntimeError("No case is open.")
        return self.case.line

    def _enter_case(self, case: CaseWire) -> None:
        if self.case is None or self.case.line.id != case.line.id:
            self.is_answer_shown = False
        self.place, self.case, self.draft = Place.CASE, case, None
        self._keep(case)

    def _keep(self, case: CaseWire) -> None:
        """The newest reading of a case. One that was left meanwhile stays closed."""
        case_id = case.line.id
        self._note_held((case.line,))
        self.lines = tuple(case.line if line.id == case_id else line for line in self.lines)
        if case_id in self.uncertain:
            self.uncertain.discard(case_id)
            of_agents = [message.text for message in case.messages if message.author is Author.AGENT]
            if of_agents[-1:] == [self.unsent.text(reply_slot(case_id)).strip()]:
                self.unsent.drop(reply_slot(case_id))
        if self.case is not None and self.case.line.id == case_id:
            self.case = case

    def _note_held(self, lines: Iterable[CaseLine]) -> None:
        for line in lines:
            if line.holder == self.account_name:
                self.held.add(line.id)
            else:
                self.held.discard(line.id)

    # Drafts

    async def open_draft(self, draft_id: str) -> None:
        self.draft = await self.client.draft(draft_id)
        self.place, self.case, self.is_answer_shown = Place.DRAFT, None, False

    async def decide(
        self, verdict: DraftVerdict, *, text: str = "", why: str = "", confirm_masked: bool = False
    ) -> None:
        if self.draft is None:
            raise RuntimeError("No draft is open.")
        line = self.draft.line
        decision = DecideDraft(version=line.version, verdict=verdict, text=text, why=why, confirm_masked=confirm_masked)
        self.draft = await self.client.decide(line.id, decision)
        self.unsent.drop(edited_slot(line.id))

    # Contests

    async def open_contest(self, contest_id: str) -> None:
        """The words of the person and the pages first: the answer is folded each time."""
        await self.keeping.contests.open(contest_id)
        self.place, self.is_answer_shown = Place.CONTEST, False

    # What the server tells

    async def hear(self, case_ids: Collection[str]) -> None:
        """Read again what events are about."""
        self.queues = await self.client.queues()
        if self.place is Place.QUEUES:
            await self._read_list()
        elif self.case is not None and self.case.line.id in case_ids:
            await self.read_case_again()

    def forget(self) -> None:
        """All of an agent who leaves."""
        self.leave()
        self.keeping.forget()
        self.account = self.queues = None
        self.lines, self.drafts, self.more, self.marked, self.searched = (), (), "", 0, ""
        self.queue, self.connection = Queue.WAITING, Connection.OPENING
        self.unsent.clear()
        self.uncertain.clear()
        self.held.clear()
        self.course_answers.clear()
