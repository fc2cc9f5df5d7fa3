"""The desk's way to its server: one method for each request, typed by the wire shapes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar
from urllib.parse import quote

import httpx
from httpx_sse import EventSource, ServerSentEvent, SSEError
from pydantic import BaseModel

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
    CourseAnswers,
    CourseResult,
    CourseWire,
    DecideDraft,
    DraftsWire,
    DraftWire,
    ForwardCase,
    FoundPassagesWire,
    PlanCallBack,
    QueuesWire,
    ReleaseCase,
    ReplyTaken,
    ReplyToPerson,
    SetPresence,
)
from assistant.api.keeper_schemas import KeeperRefusedWire
from assistant.api.schemas import (
    AccountWire,
    ChangeOwnPassword,
    Invalid,
    Refused,
    SignedInWire,
    SignIn,
    StaffRefused,
)
from assistant.vocabulary import AccountRefusal, Language, Queue
from tui.asking import may_ask_agent
from tui.clean import read_wire
from tui.errors import (
    CaseNotChanged,
    DeskError,
    KeeperNotDone,
    NotUnderstood,
    RequestNotTaken,
    StaffNotAllowed,
    Unreachable,
)

Shape = TypeVar("Shape", bound=BaseModel)

PATIENCE_SECONDS = 20.0
"""How long a reply is waited for, where a request does not say otherwise."""
PAGE = 50
"""Cases asked for at a time."""
QUIET_SECONDS = 60.0
"""A stream of events that says nothing for this time is opened again."""
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MENDED_BY_SIGNING_IN = frozenset(
    {AccountRefusal.NOT_SIGNED_IN, AccountRefusal.SESSION_ENDED, AccountRefusal.PASSWORD_TO_CHANGE}
)


class DeskClient:
    """Speaks for one agent. Every method raises a :class:`~tui.errors.DeskError`.

    ``renew`` is called when the session is over: it signs in again and says whether it did, and the request, which the
    server has not carried out, is sent once more. Requests that meet the end of a session together wait for one
    sign-in. What the agent did not begin (:mod:`tui.asking`) never asks for it.
    """

    def __init__(self, http: httpx.AsyncClient, language: Language) -> None:
        self._http = http
        self._language = language
        self._token = ""
        self._renewing = asyncio.Lock()
        self._entered = asyncio.Event()
        self.renew: Callable[[], Awaitable[bool]] | None = None

    @property
    def is_signed_in(self) -> bool:
        return bool(self._token)

    # Signing in

    async def sign_in(self, name: str, password: str) -> AccountWire:
        return self._enter(await self._once("POST", "/api/sign-in", SignedInWire, SignIn(name=name, password=password)))

    async def sign_out(self) -> None:
        """Ends the session; one that cannot be ended over the network ends by its age."""
        try:
            await self._exchange("POST", "/api/sign-out")
        except DeskError:
            pass
        finally:
            self._token = ""

    async def change_password(self, current: str, new: str) -> AccountWire:
        body = ChangeOwnPassword(current=current, new=new)
        return self._enter(await self._once("POST", "/api/me/password", SignedInWire, body))

    def _enter(self, signed_in: SignedInWire) -> AccountWire:
        self._token = signed_in.token
        self._entered.set()
        self._entered = asyncio.Event()
        return signed_in.account

    async def wait_for_sign_in(self) -> None:
        """Returns at the next sign-in."""
        await self._entered.wait()

    # Lists

    async def queues(self) -> QueuesWire:
        return await self.send("GET", "/api/desk/queues", QueuesWire)

    async def cases(self, queue: Queue, *, after: str = "") -> CasesWire:
        return await self.send("GET", "/api/desk/cases", CasesWire, queue=queue.value, after=after, limit=str(PAGE))

    async def search(self, words: str, *, after: str = "") -> CasesWire:
        return await self.send("GET", "/api/desk/cases", CasesWire, search=words, after=after, limit=str(PAGE))

    async def colleagues(self) -> ColleaguesWire:
        return await self.send("GET", "/api/desk/colleagues", ColleaguesWire)

    async def canned_texts(self) -> CannedTextsWire:
        return await self.send("GET", "/api/desk/canned-texts", CannedTextsWire)

    async def passages(self, query: str) -> FoundPassagesWire:
        return await self.send("GET", "/api/desk/passages", FoundPassagesWire, query=query)

    # One case

    async def case(self, case_id: str) -> CaseWire:
        return await self.send("GET", _case(case_id), CaseWire)

    async def claim(self, case_id: str, version: int) -> CaseWire:
        return await self.send("POST", _case(case_id, "claim"), CaseWire, ClaimCase(version=version))

    async def release(self, case_id: str, version: int, why: str) -> CaseWire:
        return await self.send("POST", _case(case_id, "release"), CaseWire, ReleaseCase(version=version, why=why))

    async def forward(self, case_id: str, version: int, to: str, why: str) -> CaseWire:
        body = ForwardCase(version=version, to=to, why=why)
        return await self.send("POST", _case(case_id, "forward"), CaseWire, body)

    async def reply(self, case_id: str, text: str, *, confirm_masked: bool) -> ReplyTaken:
        body = ReplyToPerson(text=text, confirm_masked=confirm_masked)
        return await self.send("POST", _case(case_id, "reply"), ReplyTaken, body)

    async def add_note(self, case_id: str, text: str) -> CaseWire:
        return await self.send("POST", _case(case_id, "notes"), CaseWire, AddNote(text=text))

    async def plan_call_back(self, case_id: str, version: int, why: str) -> CaseWire:
        return await self.send("POST", _case(case_id, "call-back"), CaseWire, PlanCallBack(version=version, why=why))

    async def tell_call_back(self, case_id: str, body: CallBackTried) -> CaseWire:
        return await self.send("POST", _case(case_id, "call-back/tried"), CaseWire, body)

    async def close_case(self, case_id: str, body: CloseCase) -> CaseWire:
        return await self.send("POST", _case(case_id, "close"), CaseWire, body)

    async def contact(self, case_id: str) -> ContactWire:
        return await self.send("GET", _case(case_id, "contact"), ContactWire)

    # The agent, drafts, the course

    async def set_presence(self, presence: SetPresence) -> ColleagueWire:
        return await self.send("PUT", "/api/desk/presence", ColleagueWire, presence)

    async def drafts(self, *, after: str = "") -> DraftsWire:
        return await self.send("GET", "/api/desk/drafts", DraftsWire, after=after)

    async def draft(self, draft_id: str) -> DraftWire:
        return await self.send("GET", _draft(draft_id), DraftWire)

    async def decide(self, draft_id: str, decision: DecideDraft) -> DraftWire:
        return await self.send("POST", _draft(draft_id, "decide"), DraftWire, decision)

    async def course(self) -> CourseWire:
        return await self.send("GET", "/api/desk/course", CourseWire, language=self._language.value)

    async def answer_course(self, answers: CourseAnswers) -> CourseResult:
        return await self.send("POST", "/api/desk/course", CourseResult, answers, language=self._language.value)

    # Events

    @asynccontextmanager
    async def open_events(self, last_id: str) -> AsyncIterator[AsyncIterator[ServerSentEvent]]:
        """The server's events, from the one after ``last_id``."""
        headers = {**self._headers(), "Accept": "text/event-stream", "Cache-Control": "no-store"}
        if last_id:
            headers["Last-Event-ID"] = last_id
        timeout = httpx.Timeout(10.0, read=QUIET_SECONDS)
        try:
            async with self._http.stream("GET", "/api/desk/events", headers=headers, timeout=timeout) as reply:
                if reply.is_error:
                    await reply.aread()
                    raise _to_error(reply)
                yield EventSource(reply).aiter_sse()
        except httpx.TransportError as error:
            raise Unreachable(may_be_done=False) from error
        except SSEError:
            raise NotUnderstood(200) from None

    # Requests

    async def send(
        self,
        method: str,
        path: str,
        shape: type[Shape],
        body: BaseModel | None = None,
        *,
        seconds: float = PATIENCE_SECONDS,
        **parameters: str,
    ) -> Shape:
        """One request; once more after signing in again where the session was over. A reply without words is read as
        ``{}``."""
        used = self._token
        try:
            return await self._once(method, path, shape, body, seconds=seconds, **parameters)
        except StaffNotAllowed as error:
            if not is_mended_by_signing_in(error) or not await self._renewed(used):
                raise
        return await self._once(method, path, shape, body, seconds=seconds, **parameters)

    async def _once(
        self,
        method: str,
        path: str,
        shape: type[Shape],
        body: BaseModel | None = None,
        *,
        seconds: float = PATIENCE_SECONDS,
        **parameters: str,
    ) -> Shape:
        reply = await self._exchange(method, path, body, seconds=seconds, **parameters)
        if reply.is_error:
            raise _to_error(reply)
        try:
            return shape.model_validate(read_wire(reply.content or b"{}"))
        except ValueError:
            raise NotUnderstood(reply.status_code) from None  # the fault would quote what was read

    async def _exchange(
        self,
        method: str,
        path: str,
        body: BaseModel | None = None,
        *,
        seconds: float = PATIENCE_SECONDS,
        **parameters: str,
    ) -> httpx.Response:
        content = body.model_dump_json() if body else None
        kept = {name: value for name, value in parameters.items() if value}
        headers = {**self._headers(), "Content-Type": "application/json"} if body else self._headers()
        try:
            return await self._http.request(
                method, path, content=content, params=kept, headers=headers, timeout=httpx.Timeout(seconds, connect=5.0)
            )
        except _NEVER_LEFT:
            raise Unreachable(may_be_done=False) from None
        except httpx.TransportError:
            raise Unreachable(may_be_done=method != "GET") from None

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Language": self._language.value}
        return {**headers, "Authorization": f"Bearer {self._token}"} if self._token else headers

    async def _renewed(self, used: str) -> bool:
        """Whether the session is a fresh one: another request may have signed in meanwhile."""
        async with self._renewing:
            if self._token != used:
                return True
            return self.renew is not None and may_ask_agent() and await self.renew()


def _case(case_id: str, deed: str = "") -> str:
    return "/".join(filter(None, ("/api/desk/cases", quote(case_id, safe=""), deed)))


def _draft(draft_id: str, deed: str = "") -> str:
    return "/".join(filter(None, ("/api/desk/drafts", quote(draft_id, safe=""), deed)))


def is_mended_by_signing_in(error: StaffNotAllowed) -> bool:
    return error.refusal.reason in _MENDED_BY_SIGNING_IN


def _to_error(reply: httpx.Response) -> DeskError:
    """What a refusal says. A gateway that finds no server behind it counts as a lost connection."""
    for shape in (CaseRefused, KeeperRefusedWire, StaffRefused, Refused, Invalid):
        try:
            refusal = shape.model_validate(read_wire(reply.content))
        except ValueError:
            continue
        match refusal:
            case CaseRefused():
                return CaseNotChanged(refusal)
            case KeeperRefusedWire():
                return KeeperNotDone(refusal)
            case StaffRefused():
                return StaffNotAllowed(refusal)
            case Refused():
                return RequestNotTaken(refusal.reason, refusal.message)
    if reply.status_code in (502, 503, 504):
        return Unreachable(may_be_done=reply.request.method != "GET")
    return NotUnderstood(reply.status_code)
