"""Keeps what a reader chooses: a language, plain words first, a speed. Nothing is kept before a button is pressed."""

import re
from contextlib import suppress
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, Form, Request
from fastapi.responses import RedirectResponse, Response

from assistant.api.access import PUBLIC, TheServices, count
from assistant.api.preferences import LANGUAGE_COOKIE, PLAIN_COOKIE, RATE_COOKIE, YES, read_preferences
from assistant.api.throttle import Counted
from assistant.errors import ConversationUnknown
from assistant.speed import FIRST_RATE, RATES
from assistant.vocabulary import Language

_KEPT_SECONDS: Final = 182 * 24 * 3600
"""Half a year, then the choice is simply gone."""
_PLACE: Final = re.compile(r"[\w-]{1,80}", re.ASCII)
"""A place in one of our pages."""


def choose_language(request: Request, language: Language | None = None) -> Language:
    """The language of a page that belongs to no conversation: the address', else the one chosen before."""
    return language or read_preferences(request).language or Language.FRENCH


TheLanguage = Annotated[Language, Depends(choose_language)]


async def keep_preferences(
    services: TheServices,
    request: Request,
    language: Annotated[Language | None, Form()] = None,
    plain: Annotated[bool | None, Form()] = None,
    rate: Annotated[int | None, Form()] = None,
    back: Annotated[str, Form()] = "/",
    code: Annotated[str, Form()] = "",
) -> Response:
    """Keep a choice and go back to where it was made. In a conversation, its language changes too."""
    response = RedirectResponse(_own_path(back), 303)
    is_https = bool(request.app.state.is_https)
    if language is not None:
        _set(response, LANGUAGE_COOKIE, language.value, is_https=is_https)
        if code:
            count(request, Counted.OWN_DATA, code)
            with suppress(ConversationUnknown):  # the page that they go back to says so
                await services.speak(code, language)
    if plain:
        _set(response, PLAIN_COOKIE, YES, is_https=is_https)
    elif plain is not None:
        _forget(response, PLAIN_COOKIE, is_https=is_https)
    if rate == FIRST_RATE:  # that of whoever chose nothing
        _forget(response, RATE_COOKIE, is_https=is_https)
    elif rate in RATES:
        _set(response, RATE_COOKIE, str(rate), is_https=is_https)
    return response


def add_preferences(app: FastAPI) -> None:
    router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])
    router.post("/preferences")(keep_preferences)
    app.include_router(router)


def _set(response: Response, name: str, value: str, *, is_https: bool) -> None:
    response.set_cookie(name, value, max_age=_KEPT_SECONDS, secure=is_https, httponly=True, samesite="strict")


def _forget(response: Response, name: str, *, is_https: bool) -> None:
    response.delete_cookie(name, secure=is_https, httponly=True, samesite="strict")


def _own_path(back: str) -> str:
    """The path and the place in the page alone, so that nobody is led to another site, and no language of the address
    wins over the choice."""
    try:
        address = urlsplit(back)
    except ValueError:
        return "/"
    path, place = address.path, address.fragment
    is_plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    if not is_plain:
        return "/"
    return f"{path}#{place}" if _PLACE.fullmatch(place) else path
