"""The agents' desk: queues, cases and what is done with them, who is there, and events."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from assistant.api.access import Staff, TheServices, needs
from assistant.api.desk_schemas import (
    AddNote,
    CallBackTried,
    CannedTextsWire,
    CaseRefused,
    CasesWire,
    CaseWire,
    ClaimCase,
    CloseCase,
    ColleaguesWire,
    ColleagueWire,
    ContactWire,
    ForwardCase,
    FoundPassagesWire,
    PlanCallBack,
    QueuesWire,
    ReleaseCase,
    ReplyTaken,
    ReplyToPerson,
    SetPresence,
)
from assistant.api.desk_wire import (
    canned_texts_to_wire,
    case_to_wire,
    colleagues_to_wire,
    contact_to_wire,
    message_to_wire,
    news_to_wire,
    page_to_wire,
    passages_to_wire,
)
from assistant.api.schemas import Invalid
from assistant.errors import CaseRefused as CaseIsRefused
from assistant.errors import SecretUnusable
from assistant.escalation.case_lists import AFTER_PATTERN
from assistant.escalation.desk import Agent
from assistant.pipeline.pipeline import log_place
from assistant.services import Services
from assistant.vocabulary import CaseRefusal, Queue, Role
from knowledge.types import KnowledgeError

router = APIRouter(
    prefix="/api/desk",
    tags=["desk"],
    responses={404: {"model": CaseRefused}, 409: {"model": CaseRefused}, 422: {"model": Invalid | CaseRefused}},
)

TheAgent = Annotated[Staff, needs(Role.AGENT)]
Reader = Annotated[Staff, needs(Role.AGENT, Role.REFERENT)]

_MOST_PASSAGES = 12
_PAGES_SEARCHED = 6


@router.get("/queues")
async def read_queues(staff: Reader, services: TheServices) -> QueuesWire:
    agent = _enter(staff, services)
    return QueuesWire(
        counts=dict(await services.desk.count(agent)),
        urgent=await asyncio.to_thread(services.desk.lists.count_urgent),
        opening=services.requests.times().opening,
        me=services.desk.presence.of(agent.name).presence,
        is_trained=await asyncio.to_thread(services.desk.is_trained, agent.name),
    )


@router.get("/cases")
async def read_cases(
    staff: Reader,
    services: TheServices,
    queue: Queue = Queue.WAITING,
    search: Annotated[str, Query(max_length=200)] = "",
    after: Annotated[str, Query(pattern=AFTER_PATTERN)] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CasesWire:
    """A list of the desk or, with ``search``, every case that holds the words: redacted text, any case and accents."""
    agent = _enter(staff, services)
    lists = services.desk.lists
    if search.strip():
        page = await asyncio.to_thread(lists.search, search, after=after, limit=limit)
    else:
        page = await asyncio.to_thread(lists.page, queue, agent.name, after=after, limit=limit)
    return page_to_wire(page, await _names(services))


@router.get("/cases/{case_id}")
async def read_case(case_id: str, staff: Reader, services: TheServices) -> CaseWire:
    _enter(staff, services)
    return await _show(services, case_id)


@router.post("/cases/{case_id}/claim")
async def claim(case_id: str, body: ClaimCase, staff: TheAgent, services: TheServices) -> CaseWire:
    """Take a case. Of two agents who try at once, one is refused with 409."""
    await services.desk.claim(_enter(staff, services), case_id, body.version)
    return await _show(services, case_id)


@router.post("/cases/{case_id}/release")
async def release(case_id: str, body: ReleaseCase, staff: TheAgent, services: TheServices) -> CaseWire:
    await services.desk.release(_enter(staff, services), case_id, body.version, body.why)
    return await _show(services, case_id)


@router.post("/cases/{case_id}/forward")
async def forward(case_id: str, body: ForwardCase, staff: TheAgent, services: TheServices) -> CaseWire:
    await services.desk.forward(_enter(staff, services), case_id, body.version, body.to, body.why)
    return await _show(services, case_id)


@router.post("/cases/{case_id}/reply", status_code=201)
async def reply(case_id: str, body: ReplyToPerson, staff: TheAgent, services: TheServices) -> ReplyTaken:
    """Write to the person. The same text once more, before the person has written again, is not sent twice."""
    agent = _enter(staff, services)
    message, case = await services.desk.reply(agent, case_id, body.text, confirm_masked=body.confirm_masked)
    return ReplyTaken(message=message_to_wire(message), version=case.version)


@router.post("/cases/{case_id}/notes", status_code=201)
async def add_note(case_id: str, body: AddNote, staff: TheAgent, services: TheServices) -> CaseWire:
    """A private note. What is personal in it is masked."""
    await services.desk.note(_enter(staff, services), case_id, body.text)
    return await _show(services, case_id)


@router.post("/cases/{case_id}/call-back")
async def plan_call_back(case_id: str, body: PlanCallBack, staff: TheAgent, services: TheServices) -> CaseWire:
    await services.desk.plan_call_back(_enter(staff, services), case_id, body.version, body.why)
    return await _show(services, case_id)


@router.post("/cases/{case_id}/call-back/tried")
async def tell_call_back(case_id: str, body: CallBackTried, staff: TheAgent, services: TheServices) -> CaseWire:
    """What came of calling, by the agent who holds the case."""
    await services.desk.tell_call_back(_enter(staff, services), case_id, body.version, body.outcome)
    return await _show(services, case_id)


@router.get("/cases/{case_id}/contact")
async def read_contact(case_id: str, staff: TheAgent, services: TheServices) -> ContactWire:
    """How to reach the person, for the agent who holds the case. Each reading is written down."""
    try:
        return contact_to_wire(await services.desk.read_contact(_enter(staff, services), case_id))
    except SecretUnusable as error:
        log_place(error, "contact")
        raise CaseIsRefused(CaseRefusal.NO_CONTACT) from None


@router.post("/cases/{case_id}/close")
async def close(case_id: str, body: CloseCase, staff: TheAgent, services: TheServices) -> CaseWire:
    await services.desk.close(_enter(staff, services), case_id, body.version, body.reason, body.labels)
    return await _show(services, case_id)


@router.get("/events", response_class=EventSourceResponse)
async def follow(
    staff: Reader, services: TheServices, last_event_id: Annotated[str, Header()] = ""
) -> AsyncGenerator[ServerSentEvent, None]:
    """Whatever happens to any case, live, after ``Last-Event-ID``; a comment each 15 seconds when nothing does."""
    agent = _enter(staff, services)
    is_counted = Role.AGENT in staff.account.roles
    if is_counted:
        services.desk.presence.arrive(agent.name)
    try:
        async with aclosing(services.desk.feed.follow(last_event_id)) as news:
            async for one in news:
                yield ServerSentEvent(event=one.name, id=str(one.cursor), data=news_to_wire(one))
    finally:
        if is_counted:
            services.desk.presence.leave(agent.name)


@router.get("/presence")
async def read_presence(staff: TheAgent, services: TheServices) -> ColleagueWire:
    agent = _enter(staff, services)
    return await _show_presence(services, agent)


@router.put("/presence")
async def set_presence(body: SetPresence, staff: TheAgent, services: TheServices) -> ColleagueWire:
    agent = _enter(staff, services)
    services.desk.say_presence(agent, body.presence, body.comment)
    return await _show_presence(services, agent)


@router.get("/colleagues")
async def read_colleagues(staff: Reader, services: TheServices) -> ColleaguesWire:
    """Every agent and whether they are there, and the services that a case may be forwarded to."""
    _enter(staff, services)
    return colleagues_to_wire(await services.desk.colleagues(), tuple(services.desk.services))


@router.get("/canned-texts")
async def read_canned_texts(staff: Reader, services: TheServices) -> CannedTextsWire:
    _enter(staff, services)
    return canned_texts_to_wire(tuple(services.desk.canned_texts))


@router.get("/passages")
async def find_passages(
    staff: Reader, services: TheServices, query: Annotated[str, Query(max_length=400)] = ""
) -> FoundPassagesWire:
    """Passages of the open bases. None when nothing is asked, or while a base cannot be read."""
    _enter(staff, services)
    if not query.strip():
        return FoundPassagesWire(passages=())
    try:
        report = await asyncio.to_thread(services.retriever.search, query, pages=_PAGES_SEARCHED)
    except KnowledgeError as error:
        log_place(error, "passages")
        return FoundPassagesWire(passages=())
    return passages_to_wire(report, most=_MOST_PASSAGES)


def _enter(staff: Staff, services: Services) -> Agent:
    """Who asks; an agent who asks is there."""
    agent = Agent(staff.account, staff.actor)
    if Role.AGENT in staff.account.roles:
        services.desk.see(agent)
    return agent


async def _show(services: Services, case_id: str) -> CaseWire:
    return case_to_wire(await services.desk.read(case_id), await _names(services))


async def _show_presence(services: Services, agent: Agent) -> ColleagueWire:
    (mine,) = (one for one in await services.desk.colleagues() if one.account.name == agent.name)
    return colleagues_to_wire((mine,), ()).colleagues[0]


async def _names(services: Services) -> dict[str, str]:
    accounts = await asyncio.to_thread(services.desk.list_accounts)
    return {account.name: account.display_name for account in accounts}
