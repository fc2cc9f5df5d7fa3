"""What an agent is told when a decision on a draft, or an answer to the course, is not taken."""

from fastapi.responses import JSONResponse

from assistant.api.case_refusals import STATUS_OF_CASE_REFUSAL
from assistant.api.desk_schemas import CaseRefused
from assistant.errors import DraftRefused
from assistant.governance.reading import LINK
from assistant.messages.catalogue import Messages
from assistant.vocabulary import CaseRefusal, Language


def tell_draft_refusal(
    refusal: DraftRefused, messages: Messages, language: Language, *, holder_name: str = ""
) -> JSONResponse:
    """The whole reply. A text that would be masked may be doubtful too: both are told, one confirmation takes both."""
    said = [_say(refusal.reason, refusal, messages, language)]
    if refusal.reason is CaseRefusal.MASKED and refusal.doubts:
        said.append(_say(CaseRefusal.DOUBTFUL, refusal, messages, language))
    body = CaseRefused(
        reason=refusal.reason,
        message=" ".join(said),
        masked_text=refusal.masked_text,
        entity_types=refusal.entity_types,
        holder_name=holder_name,
    )
    return JSONResponse(body.model_dump(mode="json"), STATUS_OF_CASE_REFUSAL[refusal.reason])


def tell_course_changed(messages: Messages, language: Language) -> JSONResponse:
    body = CaseRefused(reason=CaseRefusal.CHANGED, message=messages.text("course.changed", language))
    return JSONResponse(body.model_dump(mode="json"), STATUS_OF_CASE_REFUSAL[CaseRefusal.CHANGED])


def _say(reason: CaseRefusal, refusal: DraftRefused, messages: Messages, language: Language) -> str:
    link = messages.text("review.refusal.link", language)
    doubts = ", ".join(link if doubt == LINK else doubt for doubt in refusal.doubts)
    return messages.text(f"review.refusal.{reason.value}", language, doubts=doubts)
