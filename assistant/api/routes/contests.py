"""Keepers read which answers people say are wrong, and decide of each."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.access import Staff, TheServices, needs
from assistant.api.keeper_schemas import ContestsPage, DecideContest, KeeperRefusedWire, OpenedContestWire
from assistant.api.keeper_wire import contest_to_wire, opened_contest_to_wire
from assistant.api.schemas import Invalid
from assistant.vocabulary import Role

router = APIRouter(
    prefix="/api/contests",
    tags=["contests"],
    responses={404: {"model": KeeperRefusedWire}, 409: {"model": KeeperRefusedWire}, 422: {"model": Invalid}},
)

Keeper = Annotated[Staff, needs(Role.REFERENT, Role.ADMIN)]


@router.get("")
async def read_contests(
    _keeper: Keeper,
    services: TheServices,
    decided: bool = False,
    after: Annotated[str, Query(max_length=32)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> ContestsPage:
    """What is left to deal with, or what was dealt with. Redacted: nothing here says whose they are."""
    found = await services.contest_desk.page(is_open=not decided, after=after, limit=limit + 1)
    shown = found[:limit]
    return ContestsPage(
        contests=tuple(map(contest_to_wire, shown)),
        open=await services.contest_desk.count_open(),
        more=shown[-1].id if len(found) > limit else "",
    )


@router.get("/{contest_id}")
async def read_contest(contest_id: str, _keeper: Keeper, services: TheServices) -> OpenedContestWire:
    """One, with the answer as it stands now."""
    return opened_contest_to_wire(await services.contest_desk.find(contest_id))


@router.post("/{contest_id}/decide")
async def decide_contest(
    contest_id: str, body: DecideContest, keeper: Keeper, services: TheServices
) -> OpenedContestWire:
    """Close it with a verdict, or open it again. 409 names who was faster."""
    decided = await services.contest_desk.decide(contest_id, body.version, body.verdict, keeper.actor, body.why)
    return opened_contest_to_wire(decided)
