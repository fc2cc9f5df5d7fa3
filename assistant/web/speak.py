"""The page's way to speak: a form with a recording, complete without a script, and the same for the script."""

from dataclasses import dataclass

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from assistant.api.access import PUBLIC, TheServices, count
from assistant.api.app import STATUS_OF_REQUEST, say_request_refusal, tell_wait
from assistant.api.preferences import read_preferences
from assistant.api.schemas import HeardWire
from assistant.api.throttle import Counted
from assistant.errors import ConversationUnknown, RequestRefused, SpeechRefused
from assistant.messages.catalogue import Messages
from assistant.services import Services
from assistant.vocabulary import Language
from assistant.voice.recording_form import read_recording
from assistant.voice.routes import Speech, status_of, wait_of
from assistant.web.pages import Pages
from assistant.web.views import Web


@dataclass(frozen=True, slots=True)
class Speak:
    """Adds the route of the form."""

    pages: Pages
    messages: Messages
    speech: Speech

    def add_to(self, app: FastAPI) -> None:
        router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])
        router.post("/speech")(self.write)
        app.include_router(router)

    async def write(self, services: TheServices, request: Request) -> Response:
        """What was said, in the box of the question, for the person to check and send."""
        form = await read_recording(request)
        language, wants_json = form.language, "application/json" in request.headers.get("accept", "")
        try:
            if form.code:
                language = (await services.transcript(form.code)).conversation.language
            count(request, Counted.SPEECH, form.code)
            heard = await self.speech.hear(form.data, language)
        except ConversationUnknown:
            return await self._tell_unknown(form.language)
        except SpeechRefused as error:
            mistake, status, wait = self.speech.say_refusal(error, language), status_of(error), wait_of(error)
        except RequestRefused as error:
            mistake = say_request_refusal(self.messages, error, language)
            status, wait = STATUS_OF_REQUEST[error.reason], error.wait_seconds
        else:
            wire = self.speech.to_wire(heard, language)
            if wants_json:
                return JSONResponse(wire.model_dump())
            page = await self._show(services, request, form.code, language, typed=wire.text, heard=wire)
            return HTMLResponse(page)
        if wants_json:
            notice = self.messages.text("notice.short", language)
            return JSONResponse({"message": mistake, "notice": notice}, status, tell_wait(wait))
        page = await self._show(services, request, form.code, language, mistake=mistake)
        return HTMLResponse(page, status, tell_wait(wait))

    async def _show(
        self,
        services: Services,
        request: Request,
        code: str,
        language: Language,
        *,
        typed: str = "",
        mistake: str = "",
        heard: HeardWire | None = None,
    ) -> str:
        values = {"typed": typed, "mistake": mistake, "heard": heard}
        if not code:
            return await self.pages.render("home.html", language, code="", is_held=False, **values)
        known = Web.values_of(await services.transcript(code), read_preferences(request).rate)
        return await self.pages.render("conversation.html", language, **known, live=None, reloads=False, **values)

    async def _tell_unknown(self, language: Language) -> HTMLResponse:
        title, message = (self.messages.text(f"page.{key}", language) for key in ("not_found_title", "not_found"))
        return HTMLResponse(await self.pages.render("message.html", language, title=title, message=message), 404)
