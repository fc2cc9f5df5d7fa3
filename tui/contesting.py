"""What the keepers see of contested answers, whatever the face."""

from dataclasses import dataclass

from assistant.api.keeper_schemas import ContestWire, DecideContest, OpenedContestWire
from assistant.vocabulary import ContestVerdict
from tui.keeper_client import KeeperClient


@dataclass(slots=True)
class Contesting:
    """The list as it was last read, and the one that is open. Methods that ask the server raise a
    :class:`~tui.errors.DeskError` and change nothing then."""

    client: KeeperClient
    listed: tuple[ContestWire, ...] = ()
    left: int = 0
    """How many nobody has dealt with."""
    more: str = ""
    shows_decided: bool = False
    """Those that were dealt with are listed, in place of those that are left."""
    opened: OpenedContestWire | None = None

    async def count(self) -> None:
        self.left = (await self.client.contests(decided=False, limit=1)).open

    async def read(self) -> None:
        await self.list(decided=self.shows_decided)

    async def list(self, *, decided: bool) -> None:
        """The first page of what is left, or of what was dealt with."""
        page = await self.client.contests(decided=decided)
        self.listed, self.left, self.more, self.shows_decided = page.contests, page.open, page.more, decided

    async def read_more(self) -> None:
        page = await self.client.contests(decided=self.shows_decided, after=self.more)
        known = {contest.id for contest in self.listed}
        self.listed = (*self.listed, *(contest for contest in page.contests if contest.id not in known))
        self.left, self.more = page.open, page.more

    async def open(self, contest_id: str) -> None:
        self.opened = await self.client.contest(contest_id)

    async def read_opened(self) -> None:
        if self.opened is not None:
            await self.open(self.opened.contest.id)

    async def decide(self, verdict: ContestVerdict | None, why: str = "") -> None:
        """Close the one that is open, or open it again with None."""
        if self.opened is None:
            raise RuntimeError("No contest is open.")
        contest = self.opened.contest
        body = DecideContest(version=contest.version, verdict=verdict, why=why)
        self.opened = await self.client.decide_contest(contest.id, body)

    def forget(self) -> None:
        """All that was read."""
        self.listed, self.left, self.more, self.shows_decided, self.opened = (), 0, "", False, None
