"""How a route gets the services of the running server, and the turn that it streams."""

from typing import Annotated, cast

from fastapi import Depends, Request

from assistant.pipeline.running import RunningTurn
from assistant.services import Services


def get_services(request: Request) -> Services:
    return cast(Services, request.app.state.services)


TheServices = Annotated[Services, Depends(get_services)]


async def find_turn(code: str, question_id: str, services: TheServices) -> RunningTurn:
    """The turn of a stream, found before the stream begins: an unknown one is a 404, not an empty stream."""
    return await services.find_turn(code, question_id)
