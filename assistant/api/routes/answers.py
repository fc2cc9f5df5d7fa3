"""Agents, admins and referents write answers that are served before the assistant's own choice of words."""

import asyncio
from typing import Annotated

from fastapi import APIRouter

from assistant.api.access import Staff, TheServices, needs
from assistant.api.keeper_schemas import (
    ConfirmAnswer,
    CorrectAnswer,
    KeeperRefusedWire,
    ValidatedAnswersWire,
    ValidatedAnswerWire,
    ValidatedAnswerWithChangesWire,
    WithdrawAnswer,
    WriteAnswer,
)
from assistant.api.keeper_wire import answer_with_changes_to_wire, validated_to_wire, written_from_wire
from assistant.api.schemas import Invalid
from assistant.services import Services
from assistant.validated.types import ValidatedAnswer
from assistant.vocabulary import Role

router = APIRouter(
    prefix="/api/answers",
    tags=["answers"],
    responses={422: {"model": Invalid}, 404: {"model": KeeperRefusedWire}, 409: {"model": KeeperRefusedWire}},
)

Author = Annotated[Staff, needs(Role.AGENT, Role.ADMIN, Role.REFERENT)]


@router.get("")
async def read_answers(_author: Author, services: TheServices) -> ValidatedAnswersWire:
    """Every answer that a person wrote, withdrawn ones too, the one checked last first."""
    keepers = services.keepers

    def read() -> tuple[ValidatedAnswerWire, ...]:
        return tuple(validated_to_wire(keepers, answer) for answer in keepers.store.all())

    return ValidatedAnswersWire(answers=await asyncio.to_thread(read))


@router.get("/{answer_id}")
async def read_answer(answer_id: str, _author: Author, services: TheServices) -> ValidatedAnswerWithChangesWire:
    """One answer, and each text that it had."""
    keepers = services.keepers

    def read() -> ValidatedAnswerWithChangesWire:
        answer = keepers.store.find(answer_id)
        return answer_with_changes_to_wire(keepers, answer, keepers.store.changes(answer_id))

    return await asyncio.to_thread(read)


@router.post("", status_code=201)
async def add_answer(body: WriteAnswer, author: Author, services: TheServices) -> ValidatedAnswerWire:
    """422 says what is to mend: personal data, a figure or an address that stands in none of its pages."""
    written = written_from_wire(body)
    answer = await asyncio.to_thread(services.keepers.answers.add, written, author.actor)
    return await _to_wire(services, answer)


@router.put("/{answer_id}")
async def correct_answer(
    answer_id: str, body: CorrectAnswer, author: Author, services: TheServices
) -> ValidatedAnswerWire:
    """Another text in its place, checked against what its pages say at the moment."""
    written = written_from_wire(body)
    answer = await asyncio.to_thread(
        services.keepers.answers.correct, answer_id, body.version, written, author.actor, body.why
    )
    return await _to_wire(services, answer)


@router.post("/{answer_id}/confirm")
async def confirm_answer(
    answer_id: str, body: ConfirmAnswer, author: Author, services: TheServices
) -> ValidatedAnswerWire:
    """A page changed and the answer still holds: it is served again."""
    answer = await asyncio.to_thread(services.keepers.answers.confirm, answer_id, body.version, author.actor, body.why)
    return await _to_wire(services, answer)


@router.post("/{answer_id}/withdraw")
async def withdraw_answer(
    answer_id: str, body: WithdrawAnswer, author: Author, services: TheServices
) -> ValidatedAnswerWire:
    """It is served to nobody any more."""
    answer = await asyncio.to_thread(services.keepers.answers.withdraw, answer_id, body.version, author.actor, body.why)
    return await _to_wire(services, answer)


async def _to_wire(services: Services, answer: ValidatedAnswer) -> ValidatedAnswerWire:
    return await asyncio.to_thread(validated_to_wire, services.keepers, answer)
