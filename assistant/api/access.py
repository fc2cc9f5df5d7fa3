"""How a route gets the services of the running server, is counted, and gets the turn that it streams."""

from collections.abc import AsyncGenerator
from typing import Annotated, cast

from fastapi import Depends, Request

from assistant.api.admission import Admission
from assistant.api.throttle import Counted, Throttle
from assistant.errors import RequestRefused
from assistant.pipeline.running import RunningTurn
from assistant.services import Services


def get_services(request: Request) -> Services:
    return cast(Services, request.app.state.services)


TheServices = Annotated[Services, Depends(get_services)]


async def admit(request: Request) -> None:
    """Before anything else of a route. Raises :class:`RequestRefused`."""
    cast(Admission, request.app.state.admission).check(request)


def count(request: Request, what: Counted, code: str = "") -> None:
    """Count one more of this person. Raises :class:`RequestRefused`."""
    cast(Throttle, request.app.state.throttle).count(what, address_of(request), code)


def count_question(request: Request, services: Services, text: str, code: str = "") -> None:
    """Count a question; without a conversation, one that begins too. A message in danger is never put off."""
    try:
        count(request, Counted.QUESTION, code)
        if not code:
            count(request, Counted.CONVERSATION)
    except RequestRefused:
        if not services.is_danger(text):
            raise


async def hold_stream(request: Request) -> AsyncGenerator[None, None]:
    """Counts a stream for as long as it is open. Raises :class:`RequestRefused`."""
    with cast(Throttle, request.app.state.throttle).stream(address_of(request)):
        yield


def address_of(request: Request) -> str:
    """The address of who asks; that of the proxy when the server trusts none."""
    return request.client.host if request.client else ""


async def find_turn(code: str, question_id: str, services: TheServices) -> RunningTurn:
    """The turn of a stream, found before the stream begins: an unknown one is a 404, not an empty stream."""
    return await services.find_turn(code, question_id)
