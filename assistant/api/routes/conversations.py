"""Conversations over HTTP: start one, ask, follow the answer, ask for a human, take all of it away or erase it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, assert_never

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from assistant.api.access import (
    PUBLIC,
    TheMessages,
    TheServices,
    count,
    count_message,
    count_question,
    find_conversation,
    find_turn,
    hold_stream,
)
from assistant.api.schemas import (
    AskForPerson,
    AskQuestion,
    ConversationStarted,
    EscalationWire,
    ExportWire,
    HandoverWire,
    Invalid,
    MessagesWire,
    PlainWire,
    QuestionTaken,
    Refused,
    ResumeCode,
    Resumed,
    ResumeWith,
    StartConversation,
    TranscriptWire,
    WriteToAgent,
)
from assistant.api.throttle import Counted
from assistant.api.wire import (
    answer_to_wire,
    exchange_to_wire,
    handover_to_wire,
    part_to_wire,
    plain_to_wire,
    request_to_wire,
    source_to_wire,
    transcript_to_export,
    transcript_to_wire,
)
from assistant.conversation.types import Conversation
from assistant.errors import CaseRefused, ConversationUnknown
from assistant.escalation.contact import read_contact
from assistant.escalation.feed import Cursor, read_cursor
from assistant.escalation.requests import Exchange
from assistant.pipeline.events import Event, PartReleased, QuestionRedacted, SourcesFound, StepStarted, TurnEnded
from assistant.pipeline.running import RunningTurn
from assistant.vocabulary import CaseRefusal, Channel

router = APIRouter(
    prefix="/api/conversations", tags=["conversations"], dependencies=[PUBLIC], responses={422: {"model": Invalid}}
)

resume_router = APIRouter(
    prefix="/api/resume", tags=["conversations"], dependencies=[PUBLIC], responses={422: {"model": Invalid}}
)


@router.post("", status_code=201)
async def start(body: StartConversation, services: TheServices, request: Request) -> ConversationStarted:
    count(request, Counted.CONVERSATION)
    conversation = await services.start(body.language, Channel.API)
    return ConversationStarted(code=conversation.code)


@router.get("/{code}")
async def read(code: str, services: TheServices, messages: TheMessages) -> TranscriptWire:
    return transcript_to_wire(await services.transcript(code), messages)


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
    is_code_kept = await services.is_resume_code_kept(code)
    days = services.keeping.rules.conversation_days
    return transcript_to_export(transcript, messages, kept_days=days, is_resume_code_kept=is_code_kept)


@router.post("/{code}/questions", status_code=202)
async def ask(code: str, body: AskQuestion, services: TheServices, request: Request) -> QuestionTaken:
    """While an agent holds the conversation the text goes to them, and the assistant keeps quiet."""
    count_question(request, services, await services.check_for(code, body.text), code)
    running = await services.take(code, body.text)
    if not isinstance(running, RunningTurn):
        messages_path = f"/api/conversations/{code}/messages/events"
        return QuestionTaken(question_id="", events=messages_path, message_id=running[0].id)
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
    body = body or AskForPerson()
    contact = read_contact(body.contact, body.moment)
    count(request, Counted.PERSON, code)
    await services.ask_for_person(code, contact, left_out=body.left_out, added=body.added)
    transcript = await services.transcript(code)
    if transcript.request is None:  # it has ended in this very moment
        raise ConversationUnknown
    return request_to_wire(transcript.request)


@router.delete("/{code}/person", status_code=204)
async def withdraw(code: str, services: TheServices, request: Request) -> None:
    """Take the request back; what was left to be called back goes with it."""
    count(request, Counted.OWN_DATA, code)
    await services.withdraw(code)


@router.post("/{code}/person/declined", status_code=204)
async def decline(code: str, services: TheServices, request: Request) -> None:
    """The person has read what would be sent, and sends nothing."""
    count(request, Counted.PERSON, code)
    await services.decline_person(code)


@router.post("/{code}/messages", status_code=201, responses={409: {"model": Refused}})
async def write_to_agent(
    code: str, body: WriteToAgent, services: TheServices, messages: TheMessages, request: Request
) -> MessagesWire:
    """A message for the agent, and the emergency numbers that follow it where it speaks of danger."""
    count_message(request, services, body.text, code)
    sent = await services.write_to_agent(code, body.text)
    if sent is None:
        raise CaseRefused(CaseRefusal.NOT_POSSIBLE)
    language = (await services.transcript(code)).conversation.language
    return exchange_to_wire(Exchange(sent, (), Cursor(0, sent[-1].id)), messages, language)


@router.get("/{code}/messages")
async def read_messages(
    code: str,
    services: TheServices,
    messages: TheMessages,
    after: Annotated[str, Query(pattern=r"^(\d{1,18}\.\d{1,18})?$")] = "",
) -> MessagesWire:
    """What agents and the person wrote, and what was done to the request, past ``after``."""
    conversation = (await services.transcript(code)).conversation
    exchange = await services.requests.read(conversation.id, read_cursor(after) or Cursor())
    return exchange_to_wire(exchange, messages, conversation.language)


@router.get("/{code}/messages/events", response_class=EventSourceResponse, dependencies=[Depends(hold_stream)])
async def follow_messages(
    conversation: Annotated[Conversation, Depends(find_conversation)],
    services: TheServices,
    messages: TheMessages,
    last_event_id: Annotated[str, Header()] = "",
) -> AsyncGenerator[ServerSentEvent, None]:
    """``message`` and ``change`` events, live, after ``Last-Event-ID``; ``over`` once no request is open."""
    language, after = conversation.language, read_cursor(last_event_id) or Cursor()
    async with aclosing(services.requests.follow(conversation.id, after)) as exchanges:
        async for exchange in exchanges:
            wire = exchange_to_wire(exchange, messages, language)
            for change in wire.changes:
                yield ServerSentEvent(event="change", data=change)
            for message in wire.messages:
                yield ServerSentEvent(event="message", data=message)
            # after the last of them: what is read twice after a break is better than what is lost
            yield ServerSentEvent(event="read", id=wire.after, data={"after": wire.after})
    yield ServerSentEvent(event="over", data={})


@router.post("/{code}/resume-code", status_code=201)
async def make_resume_code(code: str, services: TheServices, request: Request) -> ResumeCode:
    """A short code to come back with, told once; an earlier one opens nothing any more."""
    count(request, Counted.OWN_DATA, code)
    return ResumeCode(code=await services.make_resume_code(code))


@resume_router.post("")
async def resume(body: ResumeWith, services: TheServices, request: Request) -> Resumed:
    """The conversation of a short code."""
    count(request, Counted.RESUME)
    return Resumed(code=await services.resume(body.code))


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
