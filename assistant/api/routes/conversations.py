"""Conversations over HTTP: start one, ask, follow the answer, ask for a human, take all of it away or erase it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, assert_never

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from assistant.api.access import PUBLIC, TheMessages, TheServices, count, count_question, find_turn, hold_stream
from assistant.api.schemas import (
    AskForPerson,
    AskQuestion,
    ConversationStarted,
    EscalationWire,
    ExportWire,
    HandoverWire,
    Invalid,
    PlainWire,
    QuestionTaken,
    StartConversation,
    TranscriptWire,
)
from assistant.api.throttle import Counted
from assistant.api.wire import (
    answer_to_wire,
    escalation_to_wire,
    handover_to_wire,
    part_to_wire,
    plain_to_wire,
    source_to_wire,
    transcript_to_export,
    transcript_to_wire,
)
from assistant.escalation.contact import read_contact
from assistant.pipeline.events import Event, PartReleased, QuestionRedacted, SourcesFound, StepStarted, TurnEnded
from assistant.pipeline.running import RunningTurn
from assistant.vocabulary import Channel

router = APIRouter(
    prefix="/api/conversations", tags=["conversations"], dependencies=[PUBLIC], responses={422: {"model": Invalid}}
)


@router.post("", status_code=201)
async def start(body: StartConversation, services: TheServices, request: Request) -> ConversationStarted:
    count(request, Counted.CONVERSATION)
    conversation = await services.start(body.language, Channel.API)
    return ConversationStarted(code=conversation.code)


@router.get("/{code}")
async def read(code: str, services: TheServices) -> TranscriptWire:
    return transcript_to_wire(await services.transcript(code))


@router.delete("/{code}", status_code=204)
async def erase(code: str, services: TheServices, request: Request) -> None:
    """Erase the conversation for good: its words, its request for a human, and what was left to be called back."""
    count(request, Counted.OWN_DATA, code)
    await services.erase(code)


@router.get("/{code}/export")
async def export(
    code: str, services: TheServices, messages: TheMessages, request: Request, response: Response
) -> ExportWire:
    """Everything that is kept of the conversation, as a file."""
    count(request, Counted.OWN_DATA, code)
    transcript = await services.transcript(code)
    response.headers["Content-Disposition"] = 'attachment; filename="conversation.json"'
    return transcript_to_export(transcript, messages, kept_days=services.keeping.rules.conversation_days)


@router.post("/{code}/questions", status_code=202)
async def ask(code: str, body: AskQuestion, services: TheServices, request: Request) -> QuestionTaken:
    count_question(request, services, services.check(body.text), code)
    running = await services.ask(code, body.text)
    path = f"/api/conversations/{code}/questions/{running.question_id}/events"
    return QuestionTaken(question_id=running.question_id, events=path)


@router.get(
    "/{code}/questions/{question_id}/events", response_class=EventSourceResponse, dependencies=[Depends(hold_stream)]
)
async def follow(
    turn: Annotated[RunningTurn, Depends(find_turn)], last_event_id: Annotated[int, Header()] = 0
) -> AsyncGenerator[ServerSentEvent, None]:
    """The events of one answer. Resumes after ``Last-Event-ID``. The last event is always ``ended``."""
    async with aclosing(turn.follow(last_event_id)) as events:
        async for number, event in events:
            yield to_server_sent(number, event)


@router.get("/{code}/questions/{question_id}/plain")
async def read_plainly(code: str, question_id: str, services: TheServices, request: Request) -> PlainWire:
    """What the answer quotes, in plainer words, once the answer has ended."""
    count(request, Counted.PLAIN, code)
    answer = await services.find_answer(code, question_id)
    return plain_to_wire(answer, await services.simplify(code, question_id))


@router.get("/{code}/person")
async def preview_handover(code: str, services: TheServices) -> HandoverWire:
    _, note = await services.preview_handover(code)
    return handover_to_wire(note)


@router.post("/{code}/person", status_code=201)
async def ask_for_person(
    code: str, services: TheServices, request: Request, body: AskForPerson | None = None
) -> EscalationWire:
    """Put the conversation in the agents' queue, once. Call-back details that are sent again replace the earlier."""
    contact = read_contact(body.contact, body.moment) if body else None
    count(request, Counted.PERSON, code)
    return escalation_to_wire(await services.ask_for_person(code, contact))


@router.delete("/{code}/contact", status_code=204)
async def erase_contact(code: str, services: TheServices, request: Request) -> None:
    """Forget the call-back details; the request for a human stays."""
    count(request, Counted.OWN_DATA, code)
    await services.erase_contact(code)


def to_server_sent(number: int, event: Event) -> ServerSentEvent:
    """One event of the pipeline as one event of the stream."""
    match event:
        case QuestionRedacted(text, entity_types):
            return ServerSentEvent(
                event="question", id=str(number), data={"text": text, "entity_types": list(entity_types)}
            )
        case StepStarted(step):
            return ServerSentEvent(event="step", id=str(number), data={"step": step})
        case SourcesFound(sources):
            wire = [source_to_wire(source).model_dump(mode="json") for source in sources]
            return ServerSentEvent(event="sources", id=str(number), data=wire)
        case PartReleased(part):
            return ServerSentEvent(event="part", id=str(number), data=part_to_wire(part))
        case TurnEnded(answer):
            return ServerSentEvent(event="ended", id=str(number), data=answer_to_wire(answer))
        case _:
            assert_never(event)
