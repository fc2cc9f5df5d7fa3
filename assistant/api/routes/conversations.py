"""Conversations over HTTP: start one, ask, follow the answer, ask for a human."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, assert_never

from fastapi import APIRouter, Depends, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from assistant.api.access import TheServices, count, count_question, find_turn, hold_stream
from assistant.api.schemas import (
    AskQuestion,
    ConversationStarted,
    EscalationWire,
    HandoverWire,
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
    transcript_to_wire,
)
from assistant.pipeline.events import Event, PartReleased, QuestionRedacted, SourcesFound, StepStarted, TurnEnded
from assistant.pipeline.running import RunningTurn
from assistant.vocabulary import Channel

router = APIRouter(prefix="/api/conversations", tags=["conversations"])


@router.post("", status_code=201)
async def start(body: StartConversation, services: TheServices, request: Request) -> ConversationStarted:
    count(request, Counted.CONVERSATION)
    conversation = await services.start(body.language, Channel.API)
    return ConversationStarted(code=conversation.code)


@router.get("/{code}")
async def read(code: str, services: TheServices) -> TranscriptWire:
    return transcript_to_wire(await services.transcript(code))


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
async def ask_for_person(code: str, services: TheServices, request: Request) -> EscalationWire:
    count(request, Counted.PERSON, code)
    return escalation_to_wire(await services.ask_for_person(code))


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
