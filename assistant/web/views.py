"""The pages: a question, a conversation, the way to a human. Complete without JavaScript."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Form, Header, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from assistant.api.access import PUBLIC, TheServices, declare_public, find_turn
from assistant.api.app import STATUS_OF_REFUSAL, prefer_language, say_failure, say_invalid, say_refusal
from assistant.api.headers import SECURITY_HEADERS
from assistant.errors import ContactRefused, ConversationUnknown, QuestionRefused
from assistant.escalation.contact import read_contact
from assistant.escalation.handover import write_note
from assistant.messages.catalogue import Messages
from assistant.pipeline.running import RunningTurn
from assistant.services import Services, Transcript
from assistant.vocabulary import Channel, ContactRefusal, Language, QuestionRefusal
from assistant.web.live import FragmentWriter, LivePiece, follow_pieces
from assistant.web.pages import Pages


@dataclass(frozen=True, slots=True)
class ContactTyped:
    """What a person typed to be called back, given back to them alone so that nothing is lost on a mistake."""

    contact: str = field(default="", repr=False)
    moment: str = field(default="", repr=False)
    mistake: ContactRefusal | None = None


NOTHING_TYPED = ContactTyped()


@dataclass(frozen=True, slots=True)
class Web:
    """Adds the pages to the application."""

    pages: Pages
    messages: Messages
    question_characters: int

    def add_to(self, app: FastAPI) -> None:
        router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])
        router.get("/")(self.home)
        router.post("/questions")(self.ask)
        router.get("/conversation/{code}")(self.conversation)
        router.get("/conversation/{code}/events/{question_id}", response_class=EventSourceResponse)(self.events)
        router.get("/conversation/{code}/plain/{question_id}")(self.plain)
        router.get("/conversation/{code}/person")(self.preview_person)
        router.post("/conversation/{code}/person")(self.ask_for_person)
        router.post("/conversation/{code}/contact/erase")(self.erase_contact)
        router.get("/conversation/{code}/erase")(self.preview_erasure)
        router.post("/conversation/{code}/erase")(self.erase)
        router.get("/erased")(self.erased)
        router.get("/person")(self.preview_person_first)
        router.post("/person")(self.ask_for_person_first)
        app.include_router(router)
        app.add_exception_handler(Exception, self.fail)
        app.add_exception_handler(HTTPException, self.refuse_request)
        app.add_exception_handler(RequestValidationError, self.refuse_request)
        declare_public(app, "/static")
        app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")

    async def home(self, language: Language = Language.FRENCH) -> HTMLResponse:
        return HTMLResponse(await self.pages.render("home.html", language, code="", typed="", mistake=""))

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
            services.check(text)
            if not code:
                code = (await services.start(language, Channel.WEB)).code
            running = await services.ask(code, text)
        except QuestionRefused as error:
            try:
                return await self._refuse(services, error, text, code, language, wants_json=wants_json)
            except ConversationUnknown:
                return await self._not_found(language)
        except ConversationUnknown:
            return await self._not_found(language)
        if wants_json:
            return JSONResponse({"question_id": running.question_id}, 202)
        return RedirectResponse(f"/conversation/{code}#last", 303)

    async def conversation(self, code: str, services: TheServices) -> Response:
        """Everything said so far, then the answer under way, piece by piece."""
        try:
            transcript = await services.transcript(code)
        except ConversationUnknown:
            return await self._not_found(Language.FRENCH)
        return StreamingResponse(self._stream_conversation(transcript), media_type="text/html")

    async def events(
        self,
        code: str,
        turn: Annotated[RunningTurn, Depends(find_turn)],
        services: TheServices,
        last_event_id: Annotated[int, Header()] = 0,
    ) -> AsyncGenerator[ServerSentEvent, None]:
        """The same pieces as fragments of HTML, for the page's script."""
        transcript = await services.transcript(code)
        writer = FragmentWriter(self.pages, self.messages, transcript.conversation.language, code)
        async with aclosing(turn.follow(last_event_id)) as events:
            async for number, event in events:
                async for sent in writer.write(number, event):
                    yield sent

    async def plain(self, code: str, question_id: str, services: TheServices) -> Response:
        """What an answer quotes, in plainer words, or the sentence that says why not."""
        try:
            answer = await services.find_answer(code, question_id)
            simplified = await services.simplify(code, question_id)
        except ConversationUnknown:
            return await self._not_found(Language.FRENCH)
        language = answer.question.language
        return HTMLResponse(await self.pages.render("plain.html", language, code=code, answer=answer, plain=simplified))

    async def preview_person(self, code: str, services: TheServices) -> Response:
        return await self._show_person(services, code)

    async def ask_for_person(
        self,
        code: str,
        services: TheServices,
        contact: Annotated[str, Form()] = "",
        moment: Annotated[str, Form()] = "",
    ) -> Response:
        """Take the request, and a way to be called back if the person leaves one. A mistake is given back to mend."""
        try:
            await services.ask_for_person(code, read_contact(contact, moment))
        except ContactRefused as error:
            return await self._show_person(services, code, ContactTyped(contact, moment, error.reason))
        except ConversationUnknown:
            return await self._not_found(Language.FRENCH)
        return RedirectResponse(f"/conversation/{code}/person", 303)

    async def _show_person(self, services: Services, code: str, typed: ContactTyped = NOTHING_TYPED) -> Response:
        try:
            transcript, note = await services.preview_handover(code)
        except ConversationUnknown:
            return await self._not_found(Language.FRENCH)
        escalation = transcript.escalation
        page = await self.pages.render(
            "person.html",
            transcript.conversation.language,
            code=code,
            note=escalation.note if escalation else note,
            escalation=escalation,
            is_contact_kept=transcript.is_contact_kept,
            typed=typed,
        )
        return HTMLResponse(page, 422 if typed.mistake else 200)

    async def preview_person_first(self, language: Language = Language.FRENCH) -> HTMLResponse:
        """The way to a human for somebody who has asked nothing."""
        return await self._show_person_first(language)

    async def ask_for_person_first(
        self,
        services: TheServices,
        language: Annotated[Language, Form()] = Language.FRENCH,
        contact: Annotated[str, Form()] = "",
        moment: Annotated[str, Form()] = "",
    ) -> Response:
        try:
            read_contact(contact, moment)
        except ContactRefused as error:
            return await self._show_person_first(language, ContactTyped(contact, moment, error.reason))
        conversation = await services.start(language, Channel.WEB)
        return await self.ask_for_person(conversation.code, services, contact, moment)

    async def _show_person_first(self, language: Language, typed: ContactTyped = NOTHING_TYPED) -> HTMLResponse:
        page = await self.pages.render(
            "person.html",
            language,
            code="",
            note=write_note((), language),
            escalation=None,
            is_contact_kept=False,
            typed=typed,
        )
        return HTMLResponse(page, 422 if typed.mistake else 200)

    async def erase_contact(self, code: str, services: TheServices) -> Response:
        try:
            await services.erase_contact(code)
        except ConversationUnknown:
            return await self._not_found(Language.FRENCH)
        return RedirectResponse(f"/conversation/{code}/person", 303)

    async def preview_erasure(self, code: str, services: TheServices) -> Response:
        """What erasing does, before it is done: it cannot be taken back."""
        try:
            transcript = await services.transcript(code)
        except ConversationUnknown:
            return await self._not_found(Language.FRENCH)
        language, escalation = transcript.conversation.language, transcript.escalation
        return HTMLResponse(await self.pages.render("erase.html", language, code=code, escalation=escalation))

    async def erase(self, code: str, services: TheServices) -> Response:
        try:
            language = (await services.transcript(code)).conversation.language
            await services.erase(code)
        except ConversationUnknown:
            return await self._not_found(Language.FRENCH)
        return RedirectResponse(f"/erased?language={language.value}", 303)

    async def erased(self, language: Language = Language.FRENCH) -> HTMLResponse:
        title, message = (self.messages.text(f"erase.{key}", language) for key in ("done_title", "done"))
        return HTMLResponse(await self.pages.render("message.html", language, title=title, message=message))

    async def fail(self, request: Request, _error: Exception) -> Response:
        """A page for a person, whatever broke; the API keeps its own shape."""
        if _is_for_programs(request):
            return say_failure(request, self.messages)
        page = await self._tell(request, "failed", 500)
        page.headers.update(SECURITY_HEADERS)  # the outermost handler answers outside the middleware that adds them
        return page

    async def refuse_request(self, request: Request, error: Exception) -> Response:
        """An address that leads nowhere, a form that is not ours, a body that is too large."""
        status = error.status_code if isinstance(error, HTTPException) else 422
        if _is_for_programs(request):
            if isinstance(error, RequestValidationError):
                return say_invalid(request, error, self.messages)
            return JSONResponse({"detail": str(status)}, status)
        if status == 413:
            language = prefer_language(request)
            limit = self.question_characters
            mistake = say_refusal(self.messages, QuestionRefusal.TOO_LONG, language, length=0, limit=limit)
            page = await self.pages.render("home.html", language, code="", typed="", mistake=mistake)
            return HTMLResponse(page, status)
        return await self._tell(request, "not_found" if status == 404 else "failed", status)

    async def _tell(self, request: Request, what: str, status: int) -> HTMLResponse:
        language = prefer_language(request)
        title, message = (self.messages.text(f"page.{key}", language) for key in (f"{what}_title", what))
        return HTMLResponse(await self.pages.render("message.html", language, title=title, message=message), status)

    async def _stream_conversation(self, transcript: Transcript) -> AsyncGenerator[str, None]:
        conversation = transcript.conversation
        pieces = self.pages.stream(
            "conversation.html",
            conversation.language,
            **self._of(transcript),
            live=_live(transcript),
            typed="",
            mistake="",
        )
        async with aclosing(pieces):
            async for piece in pieces:
                yield piece

    async def _refuse(
        self,
        services: Services,
        error: QuestionRefused,
        text: str,
        code: str,
        language: Language,
        *,
        wants_json: bool,
    ) -> Response:
        status = STATUS_OF_REFUSAL[error.reason]
        if code:
            transcript = await services.transcript(code)
            language = transcript.conversation.language
        mistake = say_refusal(self.messages, error.reason, language, length=len(text), limit=self.question_characters)
        if wants_json:
            notice = self.messages.text("notice.short", language)
            return JSONResponse({"reason": error.reason.value, "message": mistake, "notice": notice}, status)
        if code:
            page = await self.pages.render(
                "conversation.html", language, **self._of(transcript), live=None, typed=text, mistake=mistake
            )
        else:
            page = await self.pages.render("home.html", language, code="", typed=text, mistake=mistake)
        return HTMLResponse(page, status)

    @staticmethod
    def _of(transcript: Transcript) -> dict[str, Any]:
        return {
            "code": transcript.conversation.code,
            "answers": transcript.answers,
            "escalation": transcript.escalation,
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
