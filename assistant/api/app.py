"""Builds the web application: the API, its errors and its headers. The pages are added by ``assistant/web``."""

import json

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response

from assistant.api.access import declare_public
from assistant.api.account_refusals import tell_account_refusal
from assistant.api.headers import SECURITY_HEADERS, SecurityHeaders
from assistant.api.routes import accounts, audit, conversations, health, staff
from assistant.api.schemas import Refused
from assistant.errors import AccountRefused, ConversationUnknown, QuestionRefused
from assistant.messages.catalogue import Messages
from assistant.services import Services
from assistant.vocabulary import Language, QuestionRefusal

STATUS_OF_REFUSAL = {
    QuestionRefusal.EMPTY: 422,
    QuestionRefusal.TOO_LONG: 413,
    QuestionRefusal.NO_WORDS: 422,
    QuestionRefusal.ALREADY_ASKING: 409,
    QuestionRefusal.TOO_BUSY: 503,
}
"""HTTP status of each reason for which a question is not taken."""

LARGEST_BODY_BYTES = 256 * 1024
"""Far above the longest question: a longer one gets our own sentence, a huge one is cut off by the server."""


def create_app(services: Services, messages: Messages, *, question_characters: int) -> FastAPI:
    """The application without pages, over services that are open: whoever opens them closes them."""
    app = FastAPI(
        title="Parvis",
        docs_url=None,  # the interactive pages load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/openapi.json",
        max_body_size=LARGEST_BODY_BYTES,
    )
    app.state.services = services
    app.add_middleware(SecurityHeaders)
    declare_public(app, "/api/openapi.json")
    for routes in (conversations, health, staff, accounts, audit):
        app.include_router(routes.router)

    @app.exception_handler(QuestionRefused)
    async def refuse(request: Request, error: QuestionRefused) -> JSONResponse:
        language = prefer_language(request)
        body = Refused(
            reason=error.reason.value,
            message=say_refusal(messages, error.reason, language, length=0, limit=question_characters),
            notice=messages.text("notice.short", language),
        )
        return JSONResponse(body.model_dump(), STATUS_OF_REFUSAL[error.reason], headers={"Retry-After": "30"})

    @app.exception_handler(AccountRefused)
    async def refuse_staff(request: Request, error: AccountRefused) -> JSONResponse:
        return tell_account_refusal(error, messages, prefer_language(request))

    @app.exception_handler(ConversationUnknown)
    async def not_found(request: Request, _error: ConversationUnknown) -> JSONResponse:
        language = prefer_language(request)
        body = Refused(
            reason="unknown_conversation",
            message=messages.text("page.not_found", language),
            notice=messages.text("notice.short", language),
        )
        return JSONResponse(body.model_dump(), 404)

    @app.exception_handler(RequestValidationError)
    async def refuse_shape(_request: Request, error: RequestValidationError) -> Response:
        return say_wrong_shape(error)

    @app.exception_handler(Exception)
    async def fail(request: Request, _error: Exception) -> JSONResponse:
        return say_failure(request, messages)

    return app


def say_failure(request: Request, messages: Messages) -> JSONResponse:
    """What a program is told when something broke: a sentence, the notice, and nothing of the error."""
    language = prefer_language(request)
    body = Refused(
        reason="failed", message=messages.text("page.failed", language), notice=messages.text("notice.short", language)
    )
    # the outermost handler answers outside the middleware that adds them
    return JSONResponse(body.model_dump(), 500, headers=SECURITY_HEADERS)


def say_wrong_shape(error: RequestValidationError) -> Response:
    """Where a request is not what the description of the API says. What was sent is not repeated."""
    faults = [{key: fault[key] for key in ("type", "loc", "msg")} for fault in error.errors()]
    # in ASCII: a name that was sent may hold half of a sign, which UTF-8 cannot write
    return Response(json.dumps({"detail": faults}), 422, media_type="application/json")


def say_refusal(messages: Messages, reason: QuestionRefusal, language: Language, *, length: int, limit: int) -> str:
    """The sentence of a refusal. ``length`` is that of the message, 0 when it is not known."""
    return messages.text(f"refusal.{reason.value}", language, length=length or f"> {limit}", limit=limit)


def prefer_language(request: Request) -> Language:
    """English when the browser asks for it first, else French."""
    accepted = request.headers.get("accept-language", "").lower()
    return Language.ENGLISH if accepted.startswith("en") else Language.FRENCH
