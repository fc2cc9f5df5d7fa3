"""Builds the web application: the API, its errors and its headers. The pages are added by ``assistant/web``."""

import asyncio
from collections.abc import Collection, Iterator, Mapping

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from assistant.api.access import admit, declare_public
from assistant.api.account_refusals import tell_account_refusal
from assistant.api.admission import Admission
from assistant.api.body_limit import BodyLimit
from assistant.api.case_refusals import name_holder, tell_agent_refusal, tell_person_refusal
from assistant.api.compression import Compression
from assistant.api.headers import SecurityHeaders, security_headers
from assistant.api.keeper_wire import tell_keeper_refusal
from assistant.api.preferences import read_preferences
from assistant.api.review_refusals import tell_course_changed, tell_draft_refusal
from assistant.api.routes import (
    accounts,
    answers,
    audit,
    contests,
    conversations,
    course,
    desk,
    drafts,
    health,
    knowledge,
    quality,
    staff,
)
from assistant.api.schemas import AskForPerson, AskQuestion, Invalid, Refused, StartConversation
from assistant.api.throttle import Throttle
from assistant.errors import (
    AccountRefused,
    CaseRefused,
    ContactRefused,
    ConversationUnknown,
    CourseChanged,
    DraftRefused,
    KeeperRefused,
    QuestionRefused,
    RequestRefused,
)
from assistant.messages.catalogue import Messages
from assistant.services import Services
from assistant.settings import Rates
from assistant.vocabulary import Language, QuestionRefusal, RequestRefusal

STATUS_OF_REFUSAL = {
    QuestionRefusal.EMPTY: 422,
    QuestionRefusal.TOO_LONG: 413,
    QuestionRefusal.NO_WORDS: 422,
    QuestionRefusal.ALREADY_ASKING: 409,
    QuestionRefusal.TOO_BUSY: 503,
}
"""HTTP status of each reason for which a question is not taken."""

STATUS_OF_REQUEST = {
    RequestRefusal.CROSS_SITE: 403,
    RequestRefusal.UNKNOWN_HOST: 421,
    RequestRefusal.TOO_OFTEN: 429,
    RequestRefusal.TOO_MANY_STREAMS: 429,
}
"""HTTP status of each reason for which a request is not taken, whatever it asks."""

COME_BACK_SECONDS = {QuestionRefusal.ALREADY_ASKING: 10, QuestionRefusal.TOO_BUSY: 60}
"""After how long the same question would be taken, where waiting is enough."""

LARGEST_BODY_BYTES = 256 * 1024
"""Far above the longest question: a longer one gets our own sentence, a huge one is cut off by the server."""

_ROOM_AROUND_A_FILE = 16 * 1024
"""Bytes of the other fields of a form, and of what parts them."""

_OWN_NAMES = frozenset({"body", "query", "path", "header", "last-event-id", "language"}).union(
    *(shape.model_fields for shape in (StartConversation, AskQuestion, AskForPerson))
)
"""Every name that a request may hold: any other was typed by somebody."""


def create_app(
    services: Services,
    messages: Messages,
    *,
    question_characters: int,
    rates: Rates | None = None,
    hosts: Collection[str] = (),
    is_https: bool = False,
    recording_bytes: int = 0,
) -> FastAPI:
    """The application without pages, over services that are open: whoever opens them closes them.

    ``recording_bytes``: the largest recording of a voice; 0 where none is taken.
    """
    app = FastAPI(
        title="Parvis",
        docs_url=None,  # the interactive pages load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/openapi.json",
        dependencies=[Depends(admit)],
    )
    app.state.services = services
    app.state.messages = messages
    app.state.admission = Admission(hosts)
    app.state.throttle = Throttle(rates or Rates())
    app.state.is_https = is_https
    recordings = {"/speech": recording_bytes + _ROOM_AROUND_A_FILE} if recording_bytes else None
    app.add_middleware(BodyLimit, most_bytes=LARGEST_BODY_BYTES, by_ending=recordings)
    app.add_middleware(Compression)
    app.add_middleware(SecurityHeaders, is_https=is_https)
    declare_public(app, "/api/openapi.json")
    opened = (
        conversations, health, staff, accounts, audit, desk, drafts, quality, course, knowledge, answers, contests,
    )  # fmt: skip
    for routes in opened:
        app.include_router(routes.router)
    app.include_router(conversations.resume_router)

    @app.exception_handler(QuestionRefused)
    async def refuse(request: Request, error: QuestionRefused) -> JSONResponse:
        language = prefer_language(request)
        body = Refused(
            reason=error.reason.value,
            message=say_refusal(messages, error, language, length=0, limit=question_characters),
            notice=messages.text("notice.short", language),
        )
        return JSONResponse(
            body.model_dump(), STATUS_OF_REFUSAL[error.reason], headers=tell_wait(COME_BACK_SECONDS.get(error.reason))
        )

    @app.exception_handler(RequestRefused)
    async def refuse_whatever_it_asks(request: Request, error: RequestRefused) -> JSONResponse:
        return say_request_refused(request, error, messages)

    @app.exception_handler(AccountRefused)
    async def refuse_staff(request: Request, error: AccountRefused) -> JSONResponse:
        return tell_account_refusal(error, messages, prefer_language(request))

    @app.exception_handler(CaseRefused)
    async def refuse_case(request: Request, error: CaseRefused) -> JSONResponse:
        language = prefer_language(request)
        if not request.url.path.startswith("/api/desk/"):
            return tell_person_refusal(error, messages, language)
        listed = await asyncio.to_thread(services.desk.list_accounts) if error.holder else ()
        names = {account.name: account.display_name for account in listed}
        return tell_agent_refusal(error, messages, language, holder_name=name_holder(error.holder, names))

    @app.exception_handler(KeeperRefused)
    async def refuse_keeper(request: Request, error: KeeperRefused) -> JSONResponse:
        return tell_keeper_refusal(error, messages, prefer_language(request))

    @app.exception_handler(DraftRefused)
    async def refuse_decision(request: Request, error: DraftRefused) -> JSONResponse:
        name = await services.staff.name_of(error.holder) if error.holder else ""
        return tell_draft_refusal(error, messages, prefer_language(request), holder_name=name)

    @app.exception_handler(CourseChanged)
    async def refuse_old_course(request: Request, _error: CourseChanged) -> JSONResponse:
        return tell_course_changed(messages, prefer_language(request))

    @app.exception_handler(ContactRefused)
    async def refuse_contact(request: Request, error: ContactRefused) -> JSONResponse:
        language = prefer_language(request)
        body = Refused(
            reason=error.reason.value,
            message=messages.text(f"contact.refusal.{error.reason.value}", language),
            notice=messages.text("notice.short", language),
        )
        return JSONResponse(body.model_dump(), 422)

    @app.exception_handler(RequestValidationError)
    async def refuse_shape(request: Request, error: RequestValidationError) -> JSONResponse:
        return say_invalid(request, error, messages)

    @app.exception_handler(ConversationUnknown)
    async def not_found(request: Request, _error: ConversationUnknown) -> JSONResponse:
        return say_unknown(request, messages)

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
    return JSONResponse(body.model_dump(), 500, headers=headers_outside(request))


def say_unknown(request: Request, messages: Messages) -> JSONResponse:
    """What a program is told when no conversation has the code that it names."""
    language = prefer_language(request)
    body = Refused(
        reason="unknown_conversation",
        message=messages.text("page.not_found", language),
        notice=messages.text("notice.short", language),
    )
    return JSONResponse(body.model_dump(), 404)


def headers_outside(request: Request) -> Mapping[str, str]:
    """Security headers for the outermost handler, which answers outside the middleware that adds them."""
    return security_headers(request.url.path, is_https=request.app.state.is_https)


def say_request_refused(request: Request, error: RequestRefused, messages: Messages) -> JSONResponse:
    """What a program is told when a request is not taken, whatever it asks."""
    language = prefer_language(request)
    body = Refused(
        reason=error.reason.value,
        message=say_request_refusal(messages, error, language),
        notice=messages.text("notice.short", language),
    )
    return JSONResponse(body.model_dump(), STATUS_OF_REQUEST[error.reason], headers=tell_wait(error.wait_seconds))


def say_request_refusal(
    messages: Messages, error: RequestRefused, language: Language, *, under: str = "request"
) -> str:
    """The sentence, with the time to wait in whole minutes: nobody counts seconds. ``under``: its table of messages."""
    minutes = -(-error.wait_seconds // 60)
    wait = messages.text("request.wait_minutes" if minutes > 1 else "request.wait_minute", language, minutes=minutes)
    return messages.text(f"{under}.{error.reason.value}", language, wait=wait)


def tell_wait(seconds: int | None) -> dict[str, str]:
    """The header that says when to come back; none where waiting changes nothing."""
    return {"Retry-After": str(seconds)} if seconds else {}


def say_invalid(request: Request, error: RequestValidationError, messages: Messages) -> JSONResponse:
    """What a program is told of a request in another shape: where and what kind of mistake, and nothing that was sent.

    The framework's own answer gives back the values, and the names of unknown fields are a person's words too.
    """
    language = prefer_language(request)
    body = Invalid(
        reason="invalid_request",
        message=messages.text("page.invalid", language),
        notice=messages.text("notice.short", language),
        problems=tuple(_name_problems(error)),
    )
    return JSONResponse(body.model_dump(), 422)


def _name_problems(error: RequestValidationError) -> Iterator[str]:
    problem: Mapping[str, object]
    for problem in error.errors():
        steps = problem["loc"] if isinstance(problem["loc"], tuple) else ()
        place = ".".join(str(step) if isinstance(step, int) or step in _OWN_NAMES else "?" for step in steps)
        yield f"{place}: {problem['type']}"


def say_refusal(messages: Messages, error: QuestionRefused, language: Language, *, length: int, limit: int) -> str:
    """The sentence of a refusal. ``length`` is that of the message, 0 when it is not known. Whoever may be in danger
    is told the emergency numbers with it."""
    said = messages.text(f"refusal.{error.reason.value}", language, length=length or f"> {limit}", limit=limit)
    return f"{messages.text('danger.emergency', language)}\n{said}" if error.in_danger else said


def prefer_language(request: Request) -> Language:
    """The one chosen before; else English when the browser asks for it first, else French."""
    if chosen := read_preferences(request).language:
        return chosen
    accepted = request.headers.get("accept-language", "").lower()
    return Language.ENGLISH if accepted.startswith("en") else Language.FRENCH
