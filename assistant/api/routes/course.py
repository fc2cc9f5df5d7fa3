"""Staff take the course before they answer people; admins have it taken again."""

from typing import Annotated

from fastapi import APIRouter

from assistant.api.access import Staff, TheServices, needs
from assistant.api.desk_schemas import (
    CaseRefused,
    CourseAnswers,
    CourseRequired,
    CourseResult,
    CourseWire,
    RequireCourse,
)
from assistant.api.review_wire import course_to_wire, result_to_wire
from assistant.api.schemas import Invalid
from assistant.vocabulary import Language, Role

router = APIRouter(
    prefix="/api/desk/course", tags=["desk"], responses={409: {"model": CaseRefused}, 422: {"model": Invalid}}
)

Anybody = Annotated[Staff, needs(*Role)]


@router.get("")
async def read_course(staff: Anybody, services: TheServices, language: Language = Language.FRENCH) -> CourseWire:
    """Without the right answers."""
    return course_to_wire(*await services.course.read(staff.account.name, language))


@router.post("")
async def answer_course(
    body: CourseAnswers, staff: Anybody, services: TheServices, language: Language = Language.FRENCH
) -> CourseResult:
    """Passed when every answer is right; as often as needed. What is wrong, or left out, is explained."""
    course, _ = await services.course.read(staff.account.name, language)
    wrong = await services.course.answer(staff.actor, body.version, body.answers, language)
    return result_to_wire(len(course.questions), wrong)


@router.post("/require")
async def require_course(
    body: RequireCourse, admin: Annotated[Staff, needs(Role.ADMIN)], services: TheServices
) -> CourseRequired:
    """Have one account, or everybody, pass it again: after a change of model, of bases or of the course."""
    count = await services.course.require(body.account, admin.actor)
    services.desk.bell.tell("training", body.account)
    return CourseRequired(accounts=count)
