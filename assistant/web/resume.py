"""The pages of coming back: a short code that opens a conversation whose page was closed."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from assistant.api.access import PUBLIC, TheServices, count
from assistant.api.app import say_request_refusal, tell_wait
from assistant.api.throttle import Counted
from assistant.errors import ConversationUnknown, RequestRefused
from assistant.messages.catalogue import Messages
from assistant.vocabulary import Language
from assistant.web.pages import Pages
from assistant.web.preferences import TheLanguage

_LONGEST_TYPED = 100
"""Characters: a code with whatever was typed around it."""


@dataclass(frozen=True, slots=True)
class ResumePages:
    """Adds them to the application."""

    pages: Pages
    messages: Messages

    def add_to(self, app: FastAPI) -> None:
        router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])
        router.post("/conversation/{code}/resume-code")(self.make_resume_code)
        router.get("/resume")(self.ask_resume_code)
        router.post("/resume")(self.resume)
        app.include_router(router)

    async def make_resume_code(self, code: str, services: TheServices, request: Request) -> Response:
        """The code, on a page of its own, once. Raises :class:`ConversationUnknown`."""
        count(request, Counted.OWN_DATA, code)
        conversation = await services.find_conversation(code)
        made = await services.make_resume_code(code)
        return HTMLResponse(await self.pages.render("resume_code.html", conversation.language, code=code, made=made))

    async def ask_resume_code(self, language: TheLanguage) -> HTMLResponse:
        return HTMLResponse(await self.pages.render("resume.html", language, typed="", mistake=""))

    async def resume(
        self,
        services: TheServices,
        request: Request,
        code: Annotated[str, Form()] = "",
        language: Annotated[Language, Form()] = Language.FRENCH,
    ) -> Response:
        """Lead to the conversation of a code."""
        typed = code[:_LONGEST_TYPED]
        try:
            count(request, Counted.RESUME)
            address = await services.resume(typed)
        except RequestRefused as error:
            mistake = say_request_refusal(self.messages, error, language)
            page = await self.pages.render("resume.html", language, typed=typed, mistake=mistake)
            return HTMLResponse(page, 429, tell_wait(error.wait_seconds))
        except ConversationUnknown:
            mistake = self.messages.text("resume.unknown", language)
            return HTMLResponse(await self.pages.render("resume.html", language, typed=typed, mistake=mistake), 404)
        return RedirectResponse(f"/conversation/{address}#last", 303)
