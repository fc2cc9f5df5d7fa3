"""Deeds on the keepers' lists: which one, opening a row of it, leaving it."""

from assistant.api.keeper_schemas import (
    ChangedPageWire,
    ContestWire,
    ValidatedAnswerWire,
    VersionsWire,
    VersionWire,
    WorkItemWire,
)
from assistant.api.schemas import AccountWire
from tui.deeds import accounts, answers, contests, lists, versions, worklists
from tui.deeds.work import Work
from tui.places import Place, may_enter

_ABOVE = {Place.CHECK: Place.VERSIONS, Place.VERSIONS: Place.BASES, Place.CONTEST: Place.CONTESTS}


async def keep(work: Work) -> None:
    """To the first of the keepers' lists that this account sees."""
    await go_to(work, Place.BASES if may_enter(Place.BASES, work.desk.roles) else Place.ANSWERS)


async def go_to(work: Work, place: Place) -> None:
    if place is Place.WORKLIST:
        await worklists.choose(work)
    elif place is Place.CONTESTS:
        await contests.list_left(work)
    else:
        await work.enter(place)


async def open_row(work: Work) -> None:
    match work.desk.keeping.row(work.desk.place):
        case VersionsWire(base=base):
            work.desk.keeping.base = base
            await work.enter(Place.VERSIONS)
        case VersionWire() as version:
            await versions.check(work, version)
        case ChangedPageWire() as page:
            await versions.read_page(work, page)
        case WorkItemWire() as item:
            await worklists.read_item(work, item)
        case ValidatedAnswerWire() as answer:
            await answers.read(work, answer)
        case ContestWire() as contest:
            await contests.read(work, contest)
        case AccountWire() as account:
            await accounts.read(work, account)


async def back(work: Work) -> None:
    """From a check to the versions, from them to the bases, from there to the requests of people."""
    above = _ABOVE.get(work.desk.place)
    if above is None:
        await lists.back_to_lists(work)
    else:
        work.desk.place = above
        await work.face.go(above)
