"""Who may use each route, how a route gets the services of the running server, and how what it takes is counted.

A route declares one of ``PUBLIC``, ``SIGNED_IN`` and ``needs(Role.…)``, on itself or on its router. One that declares
nothing keeps the application from opening.
"""

from collections.abc import AsyncGenerator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, cast

from fastapi import Depends, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from assistant.accounts.types import Account
from assistant.api.admission import Admission
from assistant.api.throttle import Counted, Throttle
from assistant.audit import Actor
from assistant.conversation.types import Conversation
from assistant.errors import AccountRefused, RequestRefused
from assistant.messages.catalogue import Messages
from assistant.pipeline.running import RunningTurn
from assistant.services import Services
from assistant.vocabulary import AccountRefusal, Role

_MOUNTED = "*"
"""Stands for the methods of a folder of files, which has none of its own."""


def get_services(request: Request) -> Services:
    return cast(Services, request.app.state.services)


def get_messages(request: Request) -> Messages:
    return cast(Messages, request.app.state.messages)


TheServices = Annotated[Services, Depends(get_services)]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False, scheme_name="staff"))]
TheMessages = Annotated[Messages, Depends(get_messages)]


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


def count_message(request: Request, services: Services, text: str, code: str) -> None:
    """Count a message to an agent. One in danger is never put off."""
    try:
        count(request, Counted.MESSAGE, code)
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


async def find_conversation(code: str, services: TheServices) -> Conversation:
    """The conversation of a stream, found before the stream begins."""
    return await services.find_conversation(code)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is signed in, as a route gets it."""

    account: Account
    actor: Actor
    """Who the audit names, with the role that opened the route."""
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Public:
    """Everybody may: nothing is asked."""

    async def __call__(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class StaffOnly:
    """Accounts that hold one of the roles may. Raises :class:`AccountRefused` for everybody else."""

    roles: tuple[Role, ...]
    with_given_password: bool = False
    """Whether an account may before it has chosen a password of its own."""

    async def __call__(self, services: TheServices, bearer: Bearer) -> Staff:
        if bearer is None:
            raise AccountRefused(AccountRefusal.NOT_SIGNED_IN)
        account = await services.staff.identify(bearer.credentials)
        if account.must_change_password and not self.with_given_password:
            raise AccountRefused(AccountRefusal.PASSWORD_TO_CHANGE)
        held = [role for role in self.roles if role in account.roles]
        if not held:
            raise AccountRefused(AccountRefusal.ROLE_MISSING)
        return Staff(account, account.acts_as(None if self.with_given_password else held[0]), bearer.credentials)


Access = Public | StaffOnly

PUBLIC: Any = Depends(Public())
SIGNED_IN: Any = Depends(StaffOnly(tuple(Role), with_given_password=True))
"""Any account, for what it does on itself."""


def needs(*roles: Role) -> Any:
    """Accounts that hold one of these roles. The dependency gives a :class:`Staff`."""
    return Depends(StaffOnly(roles))


def declare_public(app: FastAPI, path: str) -> None:
    """Declare what is no route of ours and cannot say it itself: a folder of files, the description of the API."""
    app.state.public_paths = {*getattr(app.state, "public_paths", ()), path}


def list_access(app: FastAPI) -> Mapping[tuple[str, str], Access]:
    """Who may use each method and path of the application.

    Raises ``LookupError`` for a route that declares nothing, or two things.
    """
    declared: dict[tuple[str, str], Access] = {}
    for route in iter_route_contexts(app.routes):
        dependant = getattr(route, "dependant", None)
        found = list(_find(dependant)) if dependant else []
        if dependant is None and route.path in getattr(app.state, "public_paths", ()):
            found = [Public()]
        for method in sorted(route.methods or {_MOUNTED}):
            if len(found) != 1:
                raise LookupError(f"{method} {route.path} must declare who may use it, once")
            declared[method, route.path or ""] = found[0]
    return declared


def _find(dependant: Dependant) -> Iterator[Access]:
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Public | StaffOnly):
            yield dependency.call
