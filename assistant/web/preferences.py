"""Keeps what a reader chooses: a language, and plain words first. Nothing is kept before a button is pressed."""

from contextlib import suppress
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, FastAPI, Form, Request
from fastapi.responses import RedirectResponse, Response

from assistant.api.access import PUBLIC, TheServices, count
from assistant.api.preferences import LANGUAGE_COOKIE, PLAIN_COOKIE, YES, read_preferences
from assistant.api.throttle import Counted
from assistant.errors import ConversationUnknown
from assistant.vocabulary import Language

_KEPT_SECONDS: Final = 182 * 24 * 3600
"""Half a year, then the choice is simply gone."""


def choose_language(request: Request, language: Language | None = None) -> Language:
    """The language of a page that belongs to no conversation: the address', else the one chosen before."""
    return language or read_preferences(request).language or Language.FRENCH


TheLanguage = Annotated[Language, Depends(choose_language)]


async def keep_preferences(
    services: TheServices,
    request: Request,
    language: Annotated[Language | None, Form()] = None,
    plain: Annotated[bool | None, Form()] = None,
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
        response.delete_cookie(PLAIN_COOKIE, secure=is_https, httponly=True, samesite="strict")
    return response


def add_preferences(app: FastAPI) -> None:
    router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])
    router.post("/preferences")(keep_preferences)
    app.include_router(router)


def _set(response: Response, name: str, value: str, *, is_https: bool) -> None:
    response.set_cookie(name, value, max_age=_KEPT_SECONDS, secure=is_https, httponly=True, samesite="strict")


def _own_path(back: str) -> str:
    """The path alone, so that nobody is led to another site, and no language of the address wins over the choice."""
    try:
        path = urlsplit(back).path
    except ValueError:
        return "/"
    is_plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_plain else "/"
