"""The pages: a question, a conversation, the way to a human. Complete without JavaScript."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Form, Header, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.exceptions import HTTPException

from assistant.api.access import (
    PUBLIC,
    TheServices,
    count,
    count_question,
    find_turn,
    hold_stream,
)
from assistant.api.app import (
    COME_BACK_SECONDS,
    STATUS_OF_REFUSAL,
    STATUS_OF_REQUEST,
    headers_outside,
    prefer_language,
    say_failure,
    say_invalid,
    say_refusal,
    say_request_refusal,
    say_request_refused,
    say_unknown,
    tell_wait,
)
from assistant.api.case_refusals import STATUS_OF_CASE_REFUSAL, say_person_refusal
from assistant.api.preferences import read_preferences
from assistant.api.throttle import Counted
from assistant.errors import CaseRefused, ConversationUnknown, QuestionRefused, RequestRefused
from assistant.messages.catalogue import Messages
from assistant.pipeline.running import RunningTurn
from assistant.services import PlainAnswer, Services, Transcript
from assistant.vocabulary import AnswerStatus, Channel, Language, QuestionRefusal
from assistant.web.answers import AnswerPages
from assistant.web.entries import order_entries
from assistant.web.facts import FactFinder
from assistant.web.hand_off import HandOffPages
from assistant.web.information import InformationPages
from assistant.web.live import FragmentWriter, LivePiece, follow_pieces
from assistant.web.pages import Pages
from assistant.web.preferences import TheLanguage, add_preferences
from assistant.web.resume import ResumePages


@dataclass(frozen=True, slots=True)
class Web:
    """Adds the pages to the application."""

    pages: Pages
    messages: Messages
    question_characters: int
    facts: FactFinder

    def add_to(self, app: FastAPI) -> None:
        router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])
        router.get("/")(self.home)
        router.post("/questions")(self.ask)
        router.get("/conversation/{code}")(self.conversation)
        router.get(
            "/conversation/{code}/events/{question_id}",
            response_class=EventSourceResponse,
            dependencies=[Depends(hold_stream)],
        )(self.events)
        router.get("/conversation/{code}/answers/{question_id}")(self.answer)
        router.get("/conversation/{code}/plain/{question_id}")(self.plain)
        router.get("/conversation/{code}/erase")(self.preview_erasure)
        router.post("/conversation/{code}/erase")(self.erase)
        router.get("/erased")(self.erased)
        app.include_router(router)
        HandOffPages(self.pages, self.messages, self.question_characters).add_to(app)
        ResumePages(self.pages, self.messages).add_to(app)
        InformationPages(self.pages, self.facts).add_to(app)
        AnswerPages(self.pages, self.messages).add_to(app)
        add_preferences(app)
        self.pages.files.add_to(app)
        app.add_exception_handler(Exception, self.fail)
        app.exception_handler(RequestRefused)(self.refuse_whatever_it_asks)
        app.add_exception_handler(HTTPException, self.refuse_request)
        app.add_exception_handler(RequestValidationError, self.refuse_request)
        app.exception_handler(ConversationUnknown)(self.tell_unknown)

    async def home(self, language: TheLanguage) -> HTMLResponse:
        return HTMLResponse(
            await self.pages.render("home.html", language, code="", typed="", mistake="", is_held=False)
        )

    async def ask(
        self,
        services: TheServices,
        request: Request,
        text: Annotated[str, Form()] = "",
        code: Annotated[str, Form()] = "",
        language: Annotated[Language, Form()] = Language.FRENCH,
    ) -> Response:
        """Take a question and lead to its answer. A refused text is given back with what to mend."""
        wants_json = "application/json" in request.headers.get("accept", "")
        try:
            cleaned = await services.check_for(code, text) if code else services.check(text)
            count_question(request, services, cleaned, code)
            if not code:
                code = (await services.start(language, Channel.WEB)).code
            running = await services.take(code, text)
        except (QuestionRefused, RequestRefused, CaseRefused) as error:
            try:
                return await self._refuse(services, request, error, text, code, language, wants_json=wants_json)
            except ConversationUnknown:
                return await self._not_found(language)
        except ConversationUnknown:
            return await self._not_found(language)
        if wants_json:
            if isinstance(running, RunningTurn):
                return JSONResponse({"question_id": running.question_id}, 202)
            return JSONResponse({"message_id": running[0].id}, 202)
        return RedirectResponse(f"/conversation/{code}#last", 303)

    async def conversation(
        self, code: str, services: TheServices, request: Request, every: Annotated[int, Query(ge=0, le=60)] = 0
    ) -> Response:
        """Everything said so far, then the answer under way, piece by piece.

        ``every``: 60 for whoever chose to have the page reloaded each minute while an agent may write.
        """
        transcript = await services.transcript(code)
        chosen = read_preferences(request)
        plains = await self._say_plainly(services, transcript) if chosen.plain_first else None
        stream = self._stream_conversation(transcript, plains, chosen.rate, reloads=every > 0)
        return StreamingResponse(stream, media_type="text/html")

    async def events(
        self,
        code: str,
        turn: Annotated[RunningTurn, Depends(find_turn)],
        services: TheServices,
        request: Request,
        last_event_id: Annotated[int, Header()] = 0,
    ) -> AsyncGenerator[ServerSentEvent, None]:
        """The same pieces as fragments of HTML, for the page's script."""
        transcript = await services.transcript(code)
        chosen, language = read_preferences(request), transcript.conversation.language
        plainly = services.simplify_at_once if chosen.plain_first else None
        writer = FragmentWriter(self.pages, self.messages, language, code, plainly, chosen.rate)
        async with aclosing(turn.follow(last_event_id)) as events:
            async for number, event in events:
                async for sent in writer.write(number, event):
                    yield sent

    async def plain(self, code: str, question_id: str, services: TheServices, request: Request) -> Response:
        """What an answer quotes, in plainer words, or the sentence that says why not."""
        count(request, Counted.PLAIN, code)
        answer = await services.find_answer(code, question_id)
        simplified = await services.simplify(code, question_id)
        language = answer.question.language
        return HTMLResponse(await self.pages.render("plain.html", language, code=code, answer=answer, plain=simplified))

    async def answer(self, code: str, question_id: str, services: TheServices, request: Request) -> Response:
        """An answer as it stands, for a page that waits for an agent to check it; nothing while it waits."""
        transcript = await services.transcript(code)
        answer = await services.find_answer(code, question_id)
        if answer.status is AnswerStatus.AWAITS_REVIEW:
            return Response(status_code=204)
        is_last = transcript.answers[-1].question.id == question_id and transcript.running is None
        language = transcript.conversation.language
        chosen = read_preferences(request)
        plain = await services.simplify_at_once(answer) if chosen.plain_first else None
        html = await self.pages.render(
            "answer.html", language, code=code, answer=answer, is_last=is_last, plain=plain, rate=chosen.rate
        )
        return HTMLResponse(html)

    async def preview_erasure(self, code: str, services: TheServices) -> Response:
        """What erasing does, before it is done: it cannot be taken back."""
        transcript = await services.transcript(code)
        language, escalation = transcript.conversation.language, transcript.escalation
        return HTMLResponse(await self.pages.render("erase.html", language, code=code, escalation=escalation))

    async def erase(self, code: str, services: TheServices, request: Request) -> Response:
        count(request, Counted.OWN_DATA, code)
        language = (await services.transcript(code)).conversation.language
        await services.erase(code)
        return RedirectResponse(f"/erased?language={language.value}", 303)

    async def erased(self, language: TheLanguage) -> HTMLResponse:
        title, message = (self.messages.text(f"erase.{key}", language) for key in ("done_title", "done"))
        return HTMLResponse(await self.pages.render("message.html", language, title=title, message=message))

    async def fail(self, request: Request, _error: Exception) -> Response:
        """A page for a person, whatever broke; the API keeps its own shape."""
        if _is_for_programs(request):
            return say_failure(request, self.messages)
        page = await self._tell(request, "failed", 500)
        page.headers.update(headers_outside(request))
        return page

    async def refuse_whatever_it_asks(self, request: Request, error: RequestRefused) -> Response:
        """Another site's request, a host that is not ours, or one too many."""
        if _is_for_programs(request):
            return say_request_refused(request, error, self.messages)
        language = prefer_language(request)
        page = await self.pages.render(
            "message.html",
            language,
            title=self.messages.text(f"request.{error.reason.value}_title", language),
            message=say_request_refusal(self.messages, error, language),
        )
        return HTMLResponse(page, STATUS_OF_REQUEST[error.reason], headers=tell_wait(error.wait_seconds))

    async def refuse_request(self, request: Request, error: Exception) -> Response:
        """An address that leads nowhere, a form that is not ours, a body that is too large."""
        status = error.status_code if isinstance(error, HTTPException) else 422
        language = prefer_language(request)
        too_long = QuestionRefused(QuestionRefusal.TOO_LONG)
        mistake = say_refusal(self.messages, too_long, language, length=0, limit=self.question_characters)
        if _is_for_programs(request):
            if isinstance(error, RequestValidationError):
                return say_invalid(request, error, self.messages)
            if status == 413:
                notice = self.messages.text("notice.short", language)
                return JSONResponse({"reason": too_long.reason.value, "message": mistake, "notice": notice}, status)
            return JSONResponse({"detail": str(status)}, status)
        if status == 413:
            page = await self.pages.render("home.html", language, code="", typed="", mistake=mistake, is_held=False)
            return HTMLResponse(page, status)
        return await self._tell(request, "not_found" if status == 404 else "failed", status)

    async def _tell(self, request: Request, what: str, status: int) -> HTMLResponse:
        language = prefer_language(request)
        title, message = (self.messages.text(f"page.{key}", language) for key in (f"{what}_title", what))
        return HTMLResponse(await self.pages.render("message.html", language, title=title, message=message), status)

    async def tell_unknown(self, request: Request, _error: ConversationUnknown) -> Response:
        """No conversation has this code, or the answer is not in it."""
        if _is_for_programs(request):
            return say_unknown(request, self.messages)
        return await self._not_found(prefer_language(request))

    @staticmethod
    async def _say_plainly(services: Services, transcript: Transcript) -> Mapping[str, PlainAnswer]:
        """By question: the answers in plainer words."""
        pairs = [(kept.question.id, await services.simplify_at_once(kept)) for kept in transcript.answers]
        return {question_id: plain for question_id, plain in pairs if plain}

    async def _stream_conversation(
        self, transcript: Transcript, plains: Mapping[str, PlainAnswer] | None, rate: int, *, reloads: bool
    ) -> AsyncGenerator[str, None]:
        conversation = transcript.conversation
        pieces = self.pages.stream(
            "conversation.html",
            conversation.language,
            **self.values_of(transcript, rate),
            live=_live(transcript),
            plains=plains or {},
            plain_first=plains is not None,
            typed="",
            mistake="",
            reloads=reloads and transcript.request is not None,
        )
        async with aclosing(pieces):
            async for piece in pieces:
                yield piece

    async def _refuse(
        self,
        services: Services,
        request: Request,
        error: QuestionRefused | RequestRefused | CaseRefused,
        text: str,
        code: str,
        language: Language,
        *,
        wants_json: bool,
    ) -> Response:
        if code:
            transcript = await services.transcript(code)
            language = transcript.conversation.language
        if isinstance(error, QuestionRefused):
            status, wait = STATUS_OF_REFUSAL[error.reason], tell_wait(COME_BACK_SECONDS.get(error.reason))
            limit = self.question_characters
            mistake = say_refusal(self.messages, error, language, length=len(text), limit=limit)
        elif isinstance(error, CaseRefused):
            status, wait = STATUS_OF_CASE_REFUSAL[error.reason], {}
            mistake = say_person_refusal(error, self.messages, language)
        else:
            status, wait = STATUS_OF_REQUEST[error.reason], tell_wait(error.wait_seconds)
            mistake = say_request_refusal(self.messages, error, language)
        if wants_json:
            notice = self.messages.text("notice.short", language)
            return JSONResponse({"reason": error.reason.value, "message": mistake, "notice": notice}, status, wait)
        if code:
            page = await self.pages.render(
                "conversation.html",
                language,
                **self.values_of(transcript, read_preferences(request).rate),
                live=None,
                typed=text,
                mistake=mistake,
                reloads=False,
            )
        else:
            page = await self.pages.render("home.html", language, code="", typed=text, mistake=mistake, is_held=False)
        return HTMLResponse(page, status, wait)

    @staticmethod
    def values_of(transcript: Transcript, rate: int) -> dict[str, Any]:
        """What the page of a conversation shows of it. ``rate``: how fast its answers are read aloud to this reader."""
        return {
            "code": transcript.conversation.code,
            "entries": order_entries(transcript),
            "request": transcript.request,
            "is_held": transcript.is_held,
            "cursor": str(transcript.exchange.cursor),
            "rate": rate,
        }

    async def _not_found(self, language: Language) -> HTMLResponse:
        title, message = (self.messages.text(f"page.{key}", language) for key in ("not_found_title", "not_found"))
        return HTMLResponse(await self.pages.render("message.html", language, title=title, message=message), 404)


def _is_for_programs(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _live(transcript: Transcript) -> AsyncGenerator[LivePiece, None] | None:
    """The pieces of the answer under way, or None when nothing is."""
    running = transcript.running
    if running is None or any(answer.question.id == running.question_id for answer in transcript.answers):
        return None

    async def follow() -> AsyncGenerator[LivePiece, None]:
        async with aclosing(running.follow()) as events:
            async for piece in follow_pieces(events):
                yield piece

    return follow()
