"""How a route gets the services of the running server, and the turn that it streams."""

from typing import Annotated, cast

from fastapi import Depends, Request

from assistant.messages.catalogue import Messages
from assistant.pipeline.running import RunningTurn
from assistant.services import Services


def get_services(request: Request) -> Services:
    return cast(Services, request.app.state.services)


def get_messages(request: Request) -> Messages:
    return cast(Messages, request.app.state.messages)


TheServices = Annotated[Services, Depends(get_services)]
TheMessages = Annotated[Messages, Depends(get_messages)]


async def find_turn(code: str, question_id: str, services: TheServices) -> RunningTurn:
    """The turn of a stream, found before the stream begins: an unknown one is a 404, not an empty stream."""
    return await services.find_turn(code, question_id)
