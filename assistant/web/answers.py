"""What stands behind one answer: how it was made, its text to keep, and the way to say that it is not right."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from assistant.api.access import PUBLIC, TheServices, count
from assistant.api.app import STATUS_OF_REQUEST, say_request_refusal, tell_wait
from assistant.api.throttle import Counted
from assistant.contests.taking import MOST_CHARACTERS
from assistant.contests.types import Contest
from assistant.conversation.types import Answer
from assistant.energy import estimate_watt_hours
from assistant.errors import ContestRefused, ConversationUnknown, RequestRefused
from assistant.messages.catalogue import Messages
from assistant.services import Services
from assistant.vocabulary import ContestRefusal, ContestSubject, Language
from assistant.web.account import write_account
from assistant.web.answer_text import write_text
from assistant.web.pages import Pages

_FIELD: Final = {ContestRefusal.NOTHING_CHOSEN: "subject"}
"""The field to mend, where it is not the words."""


@dataclass(frozen=True, slots=True)
class AnswerPages:
    """Adds the pages of one answer to the application."""

    pages: Pages
    messages: Messages

    def add_to(self, app: FastAPI) -> None:
        router = APIRouter(
            prefix="/conversation/{code}/answers/{question_id}", include_in_schema=False, dependencies=[PUBLIC]
        )
        router.get("/how")(self.how)
        router.get("/text")(self.text)
        router.get("/contest")(self.preview_contest)
        router.post("/contest")(self.contest)
        app.include_router(router)

    async def how(self, code: str, question_id: str, services: TheServices) -> HTMLResponse:
        """The steps of an answer, in plain words. Raises :class:`ConversationUnknown`."""
        answer, language, _ = await self._find(services, code, question_id)
        account = write_account(answer, self.messages, language, estimate_watt_hours(answer.effort.cpu_seconds))
        return HTMLResponse(await self.pages.render("how.html", language, code=code, answer=answer, account=account))

    async def text(self, code: str, question_id: str, services: TheServices) -> PlainTextResponse:
        """The answer to keep. Raises :class:`ConversationUnknown`."""
        answer, _, _ = await self._find(services, code, question_id)
        text = write_text(answer, self.pages.administration, self.pages.name, self.messages)
        name = self.messages.text("deeds.file_name", answer.question.language)
        return PlainTextResponse(text, headers={"Content-Disposition": f'inline; filename="{name}"'})

    async def preview_contest(self, code: str, question_id: str, services: TheServices) -> HTMLResponse:
        answer, language, contests = await self._find(services, code, question_id)
        return await self._show(answer, code, language, contests)

    async def contest(
        self,
        code: str,
        question_id: str,
        services: TheServices,
        request: Request,
        subject: Annotated[str, Form()] = "",
        words: Annotated[str, Form()] = "",
    ) -> Response:
        """Take what a person says is wrong. What is refused is given back. Raises :class:`ConversationUnknown`."""
        answer, language, contests = await self._find(services, code, question_id)
        try:
            count(request, Counted.CONTEST, code)
            await services.contests.take(answer, subject, words)
        except (ContestRefused, RequestRefused) as error:
            return await self._show(answer, code, language, contests, subject, words, error)
        return RedirectResponse(f"/conversation/{code}/answers/{question_id}/contest", 303)

    async def _show(
        self,
        answer: Answer,
        code: str,
        language: Language,
        contests: tuple[Contest, ...],
        chosen: str = "",
        typed: str = "",
        error: ContestRefused | RequestRefused | None = None,
    ) -> HTMLResponse:
        status, wait, mistake, field = 200, 0, "", ""
        if isinstance(error, ContestRefused):
            status, field = 422, _FIELD.get(error.reason, "words")
            mistake = self.messages.text(f"contest.refusal.{error.reason.value}", language, limit=MOST_CHARACTERS)
        elif error is not None:
            status, wait, field = STATUS_OF_REQUEST[error.reason], error.wait_seconds, "words"
            mistake = say_request_refusal(self.messages, error, language, under="contest")
        page = await self.pages.render(
            "contest.html",
            language,
            code=code,
            answer=answer,
            contests=contests,
            subjects=tuple(ContestSubject),
            chosen=chosen,
            typed=typed,
            mistake=mistake,
            field=field,
            limit=MOST_CHARACTERS,
        )
        return HTMLResponse(page, status, tell_wait(wait))

    async def _find(
        self, services: Services, code: str, question_id: str
    ) -> tuple[Answer, Language, tuple[Contest, ...]]:
        """The answer, the language of its conversation, and its contests. Raises :class:`ConversationUnknown`."""
        transcript = await services.transcript(code)
        answer = next((kept for kept in transcript.answers if kept.question.id == question_id), None)
        if answer is None:
            raise ConversationUnknown
        contests = tuple(contest for contest in transcript.contests if contest.question_id == question_id)
        return answer, transcript.conversation.language, contests
