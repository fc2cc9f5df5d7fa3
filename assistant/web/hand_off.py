"""The pages of the way to a human: what is sent, where it stands, what is written meanwhile, coming back."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Form, Header, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from assistant.api.access import (
    PUBLIC,
    TheServices,
    count,
    count_message,
    find_conversation,
    hold_stream,
)
from assistant.api.app import (
    STATUS_OF_REFUSAL,
    STATUS_OF_REQUEST,
    say_refusal,
    say_request_refusal,
    tell_wait,
)
from assistant.api.case_refusals import STATUS_OF_CASE_REFUSAL, say_person_refusal
from assistant.api.throttle import Counted
from assistant.conversation.types import Conversation
from assistant.errors import CaseRefused, ContactRefused, QuestionRefused, RequestRefused
from assistant.escalation.contact import read_contact
from assistant.escalation.feed import Cursor, read_cursor
from assistant.escalation.handover import write_note
from assistant.messages.catalogue import Messages
from assistant.services import Services
from assistant.vocabulary import CaseRefusal, Channel, ContactRefusal, EscalationState, Language
from assistant.web.entries import order_exchange
from assistant.web.pages import Pages
from assistant.web.preferences import TheLanguage

Refusal = ContactRefused | RequestRefused | CaseRefused | QuestionRefused


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person typed on these pages, given back to them alone so that nothing is lost on a mistake."""

    contact: str = field(default="", repr=False)
    moment: str = field(default="", repr=False)
    added: str = field(default="", repr=False)
    message: str = field(default="", repr=False)
    left_out: tuple[str, ...] = ()
    """Ids of the questions that were unticked."""
    refusal: Refusal | None = None
    """Why it is given back; None when it was not refused."""

    @property
    def field_to_mend(self) -> str:
        """Empty when what was typed is not at fault."""
        if isinstance(self.refusal, ContactRefused):
            return "moment" if self.refusal.reason is ContactRefusal.MOMENT_TOO_LONG else "contact"
        if isinstance(self.refusal, CaseRefused | QuestionRefused):
            return "message" if self.message else "added"
        return ""


NOTHING_TYPED = Typed()


@dataclass(frozen=True, slots=True)
class HandOffPages:
    """Adds them to the application. Complete without JavaScript.

    Each raises :class:`ConversationUnknown`, which has a page of its own.
    """

    pages: Pages
    messages: Messages
    message_characters: int
    """Longest message."""

    def add_to(self, app: FastAPI) -> None:
        router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])
        router.get("/conversation/{code}/person")(self.show)
        router.post("/conversation/{code}/person")(self.send)
        router.post("/conversation/{code}/person/decline")(self.decline)
        router.post("/conversation/{code}/person/withdraw")(self.withdraw)
        router.post("/conversation/{code}/contact/erase")(self.erase_contact)
        router.post("/conversation/{code}/messages")(self.write)
        router.get(
            "/conversation/{code}/messages", response_class=EventSourceResponse, dependencies=[Depends(hold_stream)]
        )(self.follow)
        router.get("/person")(self.show_first)
        router.post("/person")(self.send_first)
        app.include_router(router)

    async def show(self, code: str, services: TheServices) -> Response:
        """What would be sent; once it is, where it stands."""
        return await self._show(services, code)

    async def send(
        self,
        code: str,
        services: TheServices,
        request: Request,
        contact: Annotated[str, Form()] = "",
        moment: Annotated[str, Form()] = "",
        added: Annotated[str, Form()] = "",
        offered: Annotated[list[str] | None, Form()] = None,
        shared: Annotated[list[str] | None, Form()] = None,
    ) -> Response:
        """Take the request: of the questions ``offered``, those ``shared``, what was added, and a way to be called
        back if the person leaves one. What is refused is given back."""
        left_out = tuple(set(offered or ()) - set(shared or ()))
        typed = Typed(contact, moment, added, left_out=left_out)
        try:
            read_contact(contact, moment)
            count(request, Counted.PERSON, code)
        except (ContactRefused, RequestRefused) as error:
            return await self._show(services, code, replace(typed, refusal=error))
        return await self._send(services, code, typed)

    async def decline(self, code: str, services: TheServices, request: Request) -> Response:
        count(request, Counted.PERSON, code)
        await services.decline_person(code)
        return RedirectResponse(f"/conversation/{code}", 303)

    async def withdraw(self, code: str, services: TheServices, request: Request) -> Response:
        count(request, Counted.OWN_DATA, code)
        await services.withdraw(code)
        return RedirectResponse(f"/conversation/{code}#last", 303)

    async def erase_contact(self, code: str, services: TheServices, request: Request) -> Response:
        count(request, Counted.OWN_DATA, code)
        await services.erase_contact(code)
        return RedirectResponse(f"/conversation/{code}/person", 303)

    async def write(
        self, code: str, services: TheServices, request: Request, text: Annotated[str, Form()] = ""
    ) -> Response:
        """A message for the agent. What is refused is given back."""
        typed = Typed(message=text)
        try:
            count_message(request, services, text, code)
            sent = await services.write_to_agent(code, text)
            if sent is None:
                raise CaseRefused(CaseRefusal.NOT_POSSIBLE)
        except (RequestRefused, CaseRefused, QuestionRefused) as error:
            return await self._show(services, code, replace(typed, refusal=error))
        return RedirectResponse(f"/conversation/{code}#last", 303)

    async def follow(
        self,
        code: str,
        conversation: Annotated[Conversation, Depends(find_conversation)],
        services: TheServices,
        after: Annotated[str, Query(max_length=40)] = "",
        last_event_id: Annotated[str, Header()] = "",
    ) -> AsyncGenerator[ServerSentEvent, None]:
        """Messages and what is done to the request, as fragments of HTML, for the page's script."""
        language = conversation.language
        cursor = read_cursor(last_event_id) or read_cursor(after) or Cursor()
        async with aclosing(services.requests.follow(conversation.id, cursor)) as exchanges:
            async for exchange in exchanges:
                entries = order_exchange(exchange)
                html = await self.pages.render("entries.html", language, entries=entries)
                request = await services.requests.view(conversation.id)
                banner = await self.pages.render("banner.html", language, request=request, code=code)
                yield ServerSentEvent(event="banner", raw_data=banner)
                is_held = request is not None and request.case.state is EscalationState.CLAIMED
                yield ServerSentEvent(event="form", data=self._name_form(language, is_held=is_held))
                yield ServerSentEvent(event="entries", id=str(exchange.cursor), raw_data=html)
                if any(entry.message and entry.message.agent_name for entry in entries):
                    said = self.messages.text("handoff.new_message", language)
                    yield ServerSentEvent(event="say", raw_data=said)
                for change in exchange.changes:
                    said = self.messages.text(f"handoff.change.{change.what.value}", language)
                    yield ServerSentEvent(event="say", raw_data=said)
        yield ServerSentEvent(event="over", raw_data="")

    def _name_form(self, language: Language, *, is_held: bool) -> dict[str, str]:
        """What the form of the page is called while an agent holds the conversation, and while none does."""
        keys = (
            {"label": "handoff.ask_label_held", "hint": "handoff.ask_hint_held", "button": "handoff.ask_button_held"}
            if is_held
            else {"label": "page.ask_again_label", "hint": "page.ask_hint", "button": "page.ask_button"}
        )
        return {name: self.messages.text(key, language) for name, key in keys.items()}

    async def show_first(self, services: TheServices, language: TheLanguage) -> Response:
        """The way to a human for somebody who has asked nothing."""
        return await self._show_first(services, language)

    async def send_first(
        self,
        services: TheServices,
        request: Request,
        language: Annotated[Language, Form()] = Language.FRENCH,
        contact: Annotated[str, Form()] = "",
        moment: Annotated[str, Form()] = "",
        added: Annotated[str, Form()] = "",
    ) -> Response:
        typed = Typed(contact, moment, added)
        try:
            read_contact(contact, moment)
            count(request, Counted.PERSON)
            count(request, Counted.CONVERSATION)
        except (ContactRefused, RequestRefused) as error:
            return await self._show_first(services, language, replace(typed, refusal=error))
        conversation = await services.start(language, Channel.WEB)
        return await self._send(services, conversation.code, typed)

    async def _send(self, services: Services, code: str, typed: Typed) -> Response:
        try:
            details = read_contact(typed.contact, typed.moment)
            await services.ask_for_person(code, details, left_out=typed.left_out, added=typed.added)
        except (ContactRefused, CaseRefused) as error:
            return await self._show(services, code, replace(typed, refusal=error))
        return RedirectResponse(f"/conversation/{code}/person", 303)

    async def _show(self, services: Services, code: str, typed: Typed = NOTHING_TYPED) -> Response:
        transcript, note = await services.preview_handover(code)
        has_code = await services.is_resume_code_kept(code)
        request = transcript.request
        return await self._render(
            transcript.conversation.language,
            typed,
            code=code,
            note=request.case.note if request else note,
            answers=transcript.answers,
            request=request,
            times=request.times if request else services.requests.times(),
            is_contact_kept=transcript.is_contact_kept,
            has_resume_code=has_code,
        )

    async def _show_first(self, services: Services, language: Language, typed: Typed = NOTHING_TYPED) -> Response:
        return await self._render(
            language,
            typed,
            code="",
            note=write_note((), language),
            answers=(),
            request=None,
            times=services.requests.times(),
            is_contact_kept=False,
            has_resume_code=False,
        )

    async def _render(self, language: Language, typed: Typed, **values: object) -> HTMLResponse:
        """The page of the request, with what was refused in its boxes and why."""
        mistake, status, wait = self._tell(typed, language)
        page = await self.pages.render("person.html", language, typed=typed, mistake=mistake, **values)
        return HTMLResponse(page, status, tell_wait(wait))

    def _tell(self, typed: Typed, language: Language) -> tuple[str, int, int]:
        """The sentence of a refusal, its status, and the seconds to wait."""
        match typed.refusal:
            case None:
                return "", 200, 0
            case ContactRefused(reason=reason):
                return self.messages.text(f"contact.refusal.{reason.value}", language), 422, 0
            case CaseRefused() as refusal:
                said = say_person_refusal(refusal, self.messages, language)
                return said, STATUS_OF_CASE_REFUSAL[refusal.reason], 0
            case QuestionRefused() as refusal:
                length, limit = len(typed.message), self.message_characters
                said = say_refusal(self.messages, refusal, language, length=length, limit=limit)
                return said, STATUS_OF_REFUSAL[refusal.reason], 0
            case RequestRefused() as refusal:
                said = say_request_refusal(self.messages, refusal, language, under="contact")
                return said, STATUS_OF_REQUEST[refusal.reason], refusal.wait_seconds
