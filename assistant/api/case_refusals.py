"""What agents and people are told when something asked of a case is not done: a status and a sentence."""

from fastapi.responses import JSONResponse

from assistant.api.desk_schemas import CaseRefused as CaseRefusedWire
from assistant.api.schemas import Refused
from assistant.errors import CaseRefused
from assistant.escalation.states import SERVICE
from assistant.messages.catalogue import Messages
from assistant.vocabulary import CaseRefusal, Language

STATUS_OF_CASE_REFUSAL = {
    CaseRefusal.UNKNOWN: 404,
    CaseRefusal.NO_CONTACT: 404,
    CaseRefusal.CHANGED: 409,
    CaseRefusal.HELD: 409,
    CaseRefusal.NOT_HELD: 409,
    CaseRefusal.NOT_POSSIBLE: 409,
    CaseRefusal.NOBODY_THERE: 409,
    CaseRefusal.TRAINING_FIRST: 409,
    CaseRefusal.MASKED: 409,
    CaseRefusal.DOUBTFUL: 409,
    CaseRefusal.EMPTY: 422,
    CaseRefusal.TOO_LONG: 422,
    CaseRefusal.UNGUARDED: 422,
}
"""HTTP status of each reason for which something asked of a case or of a draft is not done."""


def tell_agent_refusal(
    refusal: CaseRefused, messages: Messages, language: Language, *, holder_name: str
) -> JSONResponse:
    """The whole reply to an agent."""
    body = CaseRefusedWire(
        reason=refusal.reason,
        message=messages.text(f"case.refusal.{refusal.reason.value}", language, holder=holder_name or "?"),
        masked_text=refusal.masked_text,
        entity_types=refusal.entity_types,
        holder_name=holder_name,
    )
    return JSONResponse(body.model_dump(mode="json"), STATUS_OF_CASE_REFUSAL[refusal.reason])


def tell_person_refusal(refusal: CaseRefused, messages: Messages, language: Language) -> JSONResponse:
    """The whole reply to a person's program."""
    body = Refused(
        reason=refusal.reason.value,
        message=say_person_refusal(refusal, messages, language),
        notice=messages.text("notice.short", language),
    )
    return JSONResponse(body.model_dump(), STATUS_OF_CASE_REFUSAL[refusal.reason])


def say_person_refusal(refusal: CaseRefused, messages: Messages, language: Language) -> str:
    """The sentence for a person. Whoever may be in danger is told the emergency numbers with it."""
    key = f"handoff.refusal.{refusal.reason.value}"
    said = messages.text(key if messages.has(key, language) else "handoff.refusal.not_possible", language)
    return f"{messages.text('danger.emergency', language)}\n{said}" if refusal.in_danger else said


def name_holder(holder: str, display_names: dict[str, str]) -> str:
    """How the holder is shown to colleagues."""
    return holder.removeprefix(SERVICE) if holder.startswith(SERVICE) else display_names.get(holder, holder)
