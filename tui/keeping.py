"""What the keepers see, whatever the face: the lists of bases, versions, work, answers, contests and accounts."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.api.keeper_schemas import (
    ChangedPageWire,
    CheckWire,
    ContestWire,
    MarkItem,
    ValidatedAnswerWire,
    VersionsWire,
    VersionWire,
    WorkItemWire,
)
from assistant.api.schemas import AccountWire
from assistant.vocabulary import Worklist, WorkMark
from tui.contesting import Contesting
from tui.keeper_client import KeeperClient
from tui.places import KeeperRow, Place


@dataclass(slots=True)
class Keeping:
    """The lists as they were last read. Methods that ask the server raise a :class:`~tui.errors.DeskError` and change
    nothing then."""

    client: KeeperClient
    bases: tuple[VersionsWire, ...] = ()
    base: str = ""
    """The one whose versions or work are listed."""
    check: CheckWire | None = None
    worklist: Worklist = Worklist.STALE
    shows_marked: bool = False
    items: tuple[WorkItemWire, ...] = ()
    items_left: int = 0
    """How many the whole worklist has."""
    answers: tuple[ValidatedAnswerWire, ...] = ()
    accounts: tuple[AccountWire, ...] = ()
    building: set[tuple[str, str]] = field(default_factory=set)
    """Base and version of indexes by meaning that were asked for here and have not been seen complete."""
    marks: dict[Place, int] = field(default_factory=dict)
    """The row on which one stands in each list."""
    contests: Contesting = field(init=False)

    def __post_init__(self) -> None:
        self.contests = Contesting(self.client)

    # What is known

    @property
    def versions(self) -> tuple[VersionWire, ...]:
        """Of the base that is listed."""
        return next((known.versions for known in self.bases if known.base == self.base), ())

    def rows(self, place: Place) -> tuple[KeeperRow, ...]:
        match place:
            case Place.BASES:
                return self.bases
            case Place.VERSIONS:
                return self.versions
            case Place.CHECK:
                return self.check.pages if self.check else ()
            case Place.WORKLIST:
                return self.items
            case Place.ANSWERS:
                return self.answers
            case Place.CONTESTS:
                return self.contests.listed
            case Place.ACCOUNTS:
                return self.accounts
            case _:
                return ()

    def row(self, place: Place) -> KeeperRow | None:
        rows, marked = self.rows(place), self.marks.get(place, 0)
        return rows[marked] if 0 <= marked < len(rows) else None

    def version(self, place: Place) -> VersionWire | None:
        """The version on which one stands, or that is checked."""
        if place is Place.CHECK and self.check:
            return self.find_version(self.check.version)
        row = self.row(place)
        return row if isinstance(row, VersionWire) else None

    def find_version(self, version: str) -> VersionWire | None:
        return next((known for known in self.versions if known.version == version), None)

    @property
    def published(self) -> VersionWire | None:
        return next((known for known in self.versions if known.is_published), None)

    @property
    def way_back(self) -> VersionWire | None:
        return next((known for known in self.versions if known.is_way_back), None)

    def has_more(self, place: Place) -> bool:
        if place is Place.CONTESTS:
            return bool(self.contests.more)
        return place is Place.WORKLIST and len(self.items) < self.items_left

    # Reading

    async def read(self, place: Place) -> None:
        """Read that list again. The mark stays on its row while it is there."""
        standing = self.row(place)
        match place:
            case Place.BASES:
                self._keep_bases((await self.client.bases()).bases)
            case Place.VERSIONS:
                await self.read_versions()
            case Place.CHECK if self.check:
                await self.open_check(self.check.base, self.check.version)
            case Place.WORKLIST:
                await self.read_worklist()
            case Place.ANSWERS:
                self.answers = (await self.client.answers()).answers
            case Place.CONTESTS:
                await self.contests.read()
            case Place.CONTEST:
                await self.contests.read_opened()
            case Place.ACCOUNTS:
                self.accounts = (await self.client.accounts()).accounts
        self._stand_on(place, standing)

    async def read_versions(self) -> None:
        read = await self.client.versions(self.base)
        self._keep_bases(read if known.base == read.base else known for known in self.bases)

    async def open_check(self, base: str, version: str) -> None:
        """Compare a version with the published one."""
        compared = await self.client.check(base, version)
        await self.read_versions()
        self.check = compared

    async def open_worklist(self, base: str, worklist: Worklist) -> None:
        before = self.base, self.worklist
        self.base, self.worklist = base, worklist
        try:
            await self.read_worklist()
        except BaseException:
            self.base, self.worklist = before
            raise
        self.marks[Place.WORKLIST] = 0

    async def read_worklist(self) -> None:
        read = await self.client.worklist(self.base, self.worklist, marked_too=self.shows_marked, start=0)
        self.items, self.items_left = read.items, read.total

    async def read_more(self) -> None:
        read = await self.client.worklist(self.base, self.worklist, marked_too=self.shows_marked, start=len(self.items))
        known = {item.key for item in self.items}
        self.items = (*self.items, *(item for item in read.items if item.key not in known))
        self.items_left = read.total if read.items else len(self.items)

    async def mark(self, item: WorkItemWire, mark: WorkMark, why: str) -> None:
        """Decide of an item. One that is done leaves a list of what is to do."""
        kept = await self.client.mark(self.base, self.worklist, item.key, MarkItem(mark=mark, why=why))
        stays = self.shows_marked or mark is WorkMark.OPEN
        self.items = tuple(
            kept if known.key == item.key else known for known in self.items if stays or known.key != item.key
        )
        self.items_left -= 0 if stays else 1
        self._bound(Place.WORKLIST)

    def forget(self) -> None:
        """All that was read."""
        self.bases, self.base, self.check, self.items, self.items_left = (), "", None, (), 0
        self.answers, self.accounts, self.shows_marked, self.worklist = (), (), False, Worklist.STALE
        self.building.clear()
        self.contests.forget()
        self.marks.clear()

    def _keep_bases(self, bases: Iterable[VersionsWire]) -> None:
        self.bases = tuple(bases)
        for known in self.bases:
            self.building -= {(known.base, version.version) for version in known.versions if version.has_dense}
        if self.base not in {known.base for known in self.bases}:
            self.base = self.bases[0].base if self.bases else ""

    def _stand_on(self, place: Place, standing: KeeperRow | None) -> None:
        rows = [id_of(row) for row in self.rows(place)]
        if standing is not None and id_of(standing) in rows:
            self.marks[place] = rows.index(id_of(standing))
        self._bound(place)

    def _bound(self, place: Place) -> None:
        self.marks[place] = max(0, min(self.marks.get(place, 0), len(self.rows(place)) - 1))


def id_of(row: KeeperRow) -> str:
    """What stays of a row when it changes."""
    match row:
        case VersionsWire():
            return row.base
        case VersionWire():
            return row.version
        case ChangedPageWire():
            return row.document_id
        case WorkItemWire():
            return row.key
        case ValidatedAnswerWire() | ContestWire():
            return row.id
        case AccountWire():
            return row.name
