"""Agents check answers: those that wait for them, and those that were drawn by chance after they were given."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.access import Staff, TheServices, needs
from assistant.api.desk_schemas import CaseRefused, DecideDraft, DraftsWire, DraftWire
from assistant.api.review_wire import draft_to_line, draft_to_wire
from assistant.api.schemas import Invalid
from assistant.governance.review import TypedDecision
from assistant.vocabulary import Role

_PAGE = 50

router = APIRouter(
    prefix="/api/desk/drafts",
    tags=["desk"],
    responses={404: {"model": CaseRefused}, 409: {"model": CaseRefused}, 422: {"model": CaseRefused | Invalid}},
)

Reviewer = Annotated[Staff, needs(Role.AGENT, Role.REFERENT)]


@router.get("")
async def read_drafts(
    _reviewer: Reviewer, services: TheServices, after: Annotated[str, Query(max_length=32)] = ""
) -> DraftsWire:
    """Undecided ones: those that somebody waits for first, the oldest first."""
    page = await services.review.page(after=after, limit=_PAGE + 1)
    shown = page[:_PAGE]
    return DraftsWire(drafts=tuple(map(draft_to_line, shown)), more=shown[-1].id if len(page) > _PAGE else "")


@router.get("/{draft_id}")
async def read_draft(draft_id: str, _reviewer: Reviewer, services: TheServices) -> DraftWire:
    return draft_to_wire(await services.review.find(draft_id))


@router.post("/{draft_id}/decide")
async def decide(draft_id: str, body: DecideDraft, reviewer: Reviewer, services: TheServices) -> DraftWire:
    """Approve, edit or reject, once. What a text would have masked, or holds that no page does, is asked back first."""
    typed = TypedDecision(body.verdict, body.text, body.why, is_confirmed=body.confirm_masked)
    return draft_to_wire(await services.review.decide(draft_id, body.version, typed, reviewer.actor))
