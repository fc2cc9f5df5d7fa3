"""Referents read which answers people say are wrong."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.access import TheServices, needs
from assistant.api.schemas import ContestsPage, Invalid
from assistant.api.wire import contest_to_wire
from assistant.vocabulary import Role

router = APIRouter(prefix="/api/contests", tags=["contests"], responses={422: {"model": Invalid}})


@router.get("", dependencies=[needs(Role.REFERENT)])
async def read_contests(services: TheServices, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> ContestsPage:
    """The newest, redacted. Nothing here says whose they are."""
    return ContestsPage(contests=tuple(map(contest_to_wire, await services.contests.newest(limit))))
