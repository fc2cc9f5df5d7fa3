"""A desk's server in one object: real wire shapes, real refusals, versions and claims, and every way to fail."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
from pydantic import BaseModel

from assistant.api.desk_schemas import (
    CannedTextsWire,
    CaseRefused,
    CasesWire,
    CaseWire,
    ChangeWire,
    ColleaguesWire,
    ColleagueWire,
    ContactWire,
    CourseResult,
    DeskEvent,
    DraftsWire,
    DraftWire,
    FoundPassagesWire,
    MessageWire,
    NoteWire,
    QueuesWire,
    ReplyTaken,
    SetPresence,
)
from assistant.api.schemas import AccountWire, SignedInWire, StaffRefused
from assistant.vocabulary import (
    AccountRefusal,
    Author,
    CaseChange,
    CaseLabel,
    CaseRefusal,
    ClosingReason,
    DeskOpening,
    DraftVerdict,
    EscalationState,
    Presence,
    Queue,
    Role,
)
from tests.tui.fake_contests import ContestRefused, FakeContests
from tests.tui.fake_keepers import FakeKeepers, NotKept
from tests.tui.invented import (
    CANNED,
    COURSE,
    NOW,
    PASSAGES,
    RIGHT_ANSWERS,
    make_case,
    make_cases,
    make_draft,
    make_message,
)

PHONE = re.compile(r"\b0\d(?: ?\d\d){4}\b")
LONGEST_REPLY = 400
ME = "marie.d"
PASSWORD = "cinq mots sans lien ici"


class Refusal(Exception):
    def __init__(self, status: int, body: BaseModel) -> None:
        super().__init__(str(status))
        self.status = status
        self.body = body


class FakeServer:
    """Answers what ``assistant/api/desk_schemas.py`` says. ``asked`` holds each request as « METHOD path »."""

    def __init__(self) -> None:
        self.cases = {case.line.id: case for case in make_cases()}
        self.drafts = {draft.line.id: draft for draft in (make_draft("d-1", "Combien coûte la carte ?"),)}
        self.keepers = FakeKeepers()
        self.contests = FakeContests()
        self.roles: tuple[Role, ...] = (Role.AGENT,)
        """Of whoever signs in."""
        self.passwords = {ME: PASSWORD}
        self.given: set[str] = set()
        """Accounts whose password somebody else chose."""
        self.tokens: dict[str, str] = {}
        self.presence = SetPresence(presence=Presence.AVAILABLE)
        self.is_trained = True
        self.asked: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.is_down = False
        self.loses_replies = False
        """What is asked is done, and its reply never comes."""
        self.meanwhile: Callable[[], object] = lambda: None
        """Happens once, while the next request is on its way."""
        self.bars_events = False
        self.failures = 0
        self.contacts_read = 0
        self._issued = 0
        self._events: list[tuple[int, str, DeskEvent]] = []
        self._listeners: list[asyncio.Queue[bytes | None]] = []

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.handle)

    # What a test makes happen

    def expire(self) -> None:
        self.tokens.clear()

    def stop(self) -> None:
        """The server goes away: streams end, nothing answers."""
        self.is_down = True
        for listener in self._listeners:
            listener.put_nowait(None)
        self._listeners = []

    def start(self) -> None:
        self.is_down = False

    def tell(self, name: str, event: DeskEvent) -> None:
        number = len(self._events) + 1
        self._events.append((number, name, event))
        for listener in self._listeners:
            listener.put_nowait(_sent(number, name, event))

    def reset(self) -> None:
        for listener in self._listeners:
            listener.put_nowait(b"event: reset\ndata: {}\n\n")

    def add_case(self, case_id: str, subject: str, *, is_urgent: bool = False) -> None:
        self.cases[case_id] = make_case(case_id, subject, minutes=0, is_urgent=is_urgent)
        self.tell("case", DeskEvent(case_id=case_id, what=CaseChange.ACCEPTED, is_new=True, is_urgent=is_urgent))

    def person_writes(self, case_id: str, text: str) -> None:
        case = self.cases[case_id]
        message = make_message(len(case.messages) + 1, text, minutes=0)
        self._put(case, messages=(*case.messages, message), unread=case.line.unread + 1)
        self.tell("case", DeskEvent(case_id=case_id))

    def colleague_takes(self, case_id: str, *, quietly: bool = False) -> None:
        """« quietly »: the desk hears nothing of it before it asks."""
        case = self.cases[case_id]
        self._put(case, state=EscalationState.CLAIMED, holder="paul.r", holder_name="Paul R.")
        if not quietly:
            self.tell("case", DeskEvent(case_id=case_id, what=CaseChange.CLAIMED, who="paul.r"))

    def touch(self, case_id: str) -> None:
        """Somebody changed it, and the desk hears nothing of it."""
        self._put(self.cases[case_id])

    # Requests

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.meanwhile, happens = (lambda: None), self.meanwhile
        happens()
        if self.is_down:
            raise httpx.ConnectError("no server", request=request)
        path = request.url.path.removeprefix("/api/")
        self.asked.append(f"{request.method} {path}")
        body = json.loads(request.content) if request.content else {}
        self.bodies.append(body)
        try:
            if path == "desk/events":
                self._who(request)
                if self.bars_events:
                    raise _staff(403, AccountRefusal.ROLE_MISSING, "Votre compte n'a pas le rôle nécessaire.")
                return self._stream(request)
            answer = self._answer(request, path, body)
        except (Refusal, NotKept, ContestRefused) as refusal:
            return httpx.Response(refusal.status, text=refusal.body.model_dump_json())
        if self.loses_replies and request.method == "POST":
            raise httpx.ReadError("cut", request=request)
        return httpx.Response(200, text=answer.model_dump_json()) if answer else httpx.Response(204)

    def _answer(self, request: httpx.Request, path: str, body: dict[str, Any]) -> BaseModel | None:
        if path == "sign-in":
            return self._sign_in(body["name"], body["password"])
        name = self._who(request)
        if path == "sign-out":
            self.tokens.clear()
            return None
        if path == "me/password":
            return self._change_password(name, body)
        if name in self.given:
            raise _staff(403, AccountRefusal.PASSWORD_TO_CHANGE, "Choisissez d'abord votre mot de passe.")
        if not path.startswith("desk/"):
            return self._keep(request, path, body)
        if not {Role.AGENT, Role.REFERENT} & {*self.roles}:
            raise _staff(403, AccountRefusal.ROLE_MISSING, "Votre compte n'a pas le rôle nécessaire.")
        match path.removeprefix("desk/").split("/"):
            case ["queues"]:
                return self._queues(name)
            case ["cases"]:
                return self._cases(name, request.url.params)
            case ["cases", case_id]:
                return self._case(case_id)
            case ["cases", case_id, "contact"]:
                self.contacts_read += 1
                self._mine(case_id, name)
                return ContactWire(address="une adresse inventée", moment="le matin")
            case ["cases", case_id, *deed]:
                return self._change(case_id, "/".join(deed), name, body)
            case ["presence"]:
                self.presence = SetPresence.model_validate(body)
                me = _COLLEAGUES.colleagues[0]
                return me.model_copy(update=self.presence.model_dump())
            case ["colleagues"]:
                return _COLLEAGUES
            case ["canned-texts"]:
                return CannedTextsWire(texts=CANNED)
            case ["passages"]:
                query = request.url.params["query"].lower()
                return FoundPassagesWire(passages=tuple(p for p in PASSAGES if query in f"{p.title} {p.text}".lower()))
            case ["drafts"]:
                return DraftsWire(drafts=tuple(draft.line for draft in self.drafts.values()), more="")
            case ["drafts", draft_id]:
                return self.drafts[draft_id]
            case ["drafts", draft_id, "decide"]:
                return self._decide(draft_id, name, body)
            case ["course"]:
                return self._grade(body["answers"]) if body else COURSE
        return self._strange(request)

    def _keep(self, request: httpx.Request, path: str, body: dict[str, Any]) -> BaseModel | None:
        """Who may ask what is as in ``assistant/api/routes``."""
        allowed = {Role.ADMIN, Role.REFERENT}
        if path.startswith("answers"):
            allowed.add(Role.AGENT)
        elif path.startswith("accounts") or (request.method != "GET" and not path.startswith("contests")):
            allowed.discard(Role.REFERENT)
        if not allowed & {*self.roles}:
            raise _staff(403, AccountRefusal.ROLE_MISSING, "Votre compte n'a pas le rôle nécessaire.")
        if path.startswith("contests"):
            return self.contests.answer(path.split("/")[1:], request.url.params, body)
        return self.keepers.answer(request.method, path.split("/"), request.url.params, body)

    def _strange(self, request: httpx.Request) -> BaseModel:
        raise AssertionError(f"{request.method} {request.url.path} is no path of the contract")

    # Staff

    def _who(self, request: httpx.Request) -> str:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.tokens:
            raise _staff(401, AccountRefusal.SESSION_ENDED, "Votre session est terminée.")
        return self.tokens[token]

    def _sign_in(self, name: str, password: str) -> SignedInWire:
        if self.failures >= 3:
            sentence = "Trop d'essais pour le moment. Attendez 40 secondes, puis essayez de nouveau."
            raise Refusal(
                429, StaffRefused(reason=AccountRefusal.TOO_MANY_ATTEMPTS, message=sentence, retry_after_seconds=40)
            )
        if self.passwords.get(name) != password:
            self.failures += 1
            raise _staff(401, AccountRefusal.SIGN_IN_FAILED, "Le nom ou le mot de passe est incorrect.")
        return self._enter(name)

    def _change_password(self, name: str, body: dict[str, Any]) -> SignedInWire:
        if body["current"] != self.passwords[name]:
            raise _staff(403, AccountRefusal.WRONG_PASSWORD, "Le mot de passe actuel est incorrect.")
        if len(body["new"]) < 12:
            raise _staff(422, AccountRefusal.PASSWORD_TOO_SHORT, "Ce mot de passe est trop court.")
        self.passwords[name] = body["new"]
        self.given.discard(name)
        return self._enter(name)

    def _enter(self, name: str) -> SignedInWire:
        self._issued += 1
        token = f"token-{self._issued}"
        self.tokens = {token: name}
        account = AccountWire(
            name=name,
            display_name="Marie D.",
            roles=self.roles,
            is_disabled=False,
            must_change_password=name in self.given,
            added_at=NOW,
        )
        return SignedInWire(account=account, token=token, ends_at=NOW + timedelta(hours=10))

    # Cases

    def _queues(self, name: str) -> QueuesWire:
        counts: dict[Queue, int] = {queue: len(self._in(queue, name)) for queue in Queue if queue is not Queue.DRAFTS}
        counts[Queue.DRAFTS] = sum(draft.line.verdict is None for draft in self.drafts.values())
        urgent = sum(case.line.is_urgent for case in self._in(Queue.WAITING, name))
        return QueuesWire(
            counts=counts,
            urgent=urgent,
            opening=DeskOpening.OPEN,
            me=self.presence.presence,
            is_trained=self.is_trained,
        )

    def _in(self, queue: Queue, name: str) -> list[CaseWire]:
        is_there: dict[Queue, Callable[[CaseWire], bool]] = {
            Queue.WAITING: lambda case: case.line.state in (EscalationState.WAITING, EscalationState.FORWARDED),
            Queue.MINE: lambda case: case.line.holder == name and case.line.state is not EscalationState.CLOSED,
            Queue.COLLEAGUES: lambda case: case.line.holder not in ("", name),
            Queue.CALL_BACKS: lambda case: case.line.state is EscalationState.CALL_BACK,
            Queue.CLOSED: lambda case: case.line.state is EscalationState.CLOSED,
        }
        found = [case for case in self.cases.values() if is_there[queue](case)]
        return sorted(found, key=lambda case: (not case.line.is_urgent, case.line.opened_at))

    def _cases(self, name: str, asked: httpx.QueryParams) -> CasesWire:
        if words := asked.get("search"):
            found = [case for case in self.cases.values() if words.lower() in case.line.subject.lower()]
        else:
            found = self._in(Queue(asked["queue"]), name)
        start = int(asked.get("after", "0"))
        more = str(start + int(asked["limit"])) if len(found) > start + int(asked["limit"]) else ""
        page = found[start : start + int(asked["limit"])]
        return CasesWire(cases=tuple(case.line for case in page), more=more)

    def _case(self, case_id: str) -> CaseWire:
        if case_id not in self.cases:
            raise _case(404, CaseRefusal.UNKNOWN, "Cette demande n'existe pas ou a été effacée.")
        return self.cases[case_id]

    def _mine(self, case_id: str, name: str) -> CaseWire:
        case = self._case(case_id)
        if case.line.holder not in ("", name):
            held = CaseRefused(reason=CaseRefusal.HELD, message="Un collègue l'a prise.", holder_name="Paul R.")
            raise Refusal(409, held)
        if case.line.holder != name:
            raise _case(409, CaseRefusal.NOT_HELD, "Prenez d'abord la demande.")
        return case

    def _change(self, case_id: str, deed: str, name: str, body: dict[str, Any]) -> BaseModel:
        case = self._case(case_id)
        if deed == "claim":
            return self._claim(case, name, body)
        if deed == "notes":
            note = NoteWire(at=NOW, who=name, text=body["text"])
            return self._put(case, notes=(*case.notes, note))
        case = self._mine(case_id, name)
        if deed == "reply":
            return self._reply(case, body)
        if body["version"] != case.line.version:
            raise _case(409, CaseRefusal.CHANGED, "La demande a changé entre-temps. Relisez-la.")
        free = {"holder": "", "holder_name": ""}
        match deed:
            case "release":
                return self._put(case, CaseChange.RELEASED, state=EscalationState.WAITING, **free)
            case "forward":
                return self._put(
                    case, CaseChange.FORWARDED, state=EscalationState.FORWARDED, addressee=body["to"], **free
                )
            case "call-back":
                if not case.line.has_contact:
                    raise _case(409, CaseRefusal.NO_CONTACT, "La personne n'a laissé aucune coordonnée.")
                return self._put(case, CaseChange.CALL_BACK_PLANNED, state=EscalationState.CALL_BACK, **free)
            case "call-back/tried":
                return self._put(case, CaseChange.CALL_BACK_TRIED, body["outcome"])
            case "close":
                return self._put(
                    case,
                    CaseChange.CLOSED,
                    state=EscalationState.CLOSED,
                    closing_reason=ClosingReason(body["reason"]),
                    labels=tuple(map(CaseLabel, body["labels"])),
                )
        raise AssertionError(deed)

    def _claim(self, case: CaseWire, name: str, body: dict[str, Any]) -> CaseWire:
        if not self.is_trained:
            raise _case(409, CaseRefusal.TRAINING_FIRST, "Passez d'abord la formation.")
        if case.line.holder not in ("", name):
            held = CaseRefused(reason=CaseRefusal.HELD, message="Un collègue l'a prise.", holder_name="Paul R.")
            raise Refusal(409, held)
        if body["version"] != case.line.version:
            raise _case(409, CaseRefusal.CHANGED, "La demande a changé entre-temps. Relisez-la.")
        return self._put(case, CaseChange.CLAIMED, state=EscalationState.CLAIMED, holder=name, holder_name="Marie D.")

    def _reply(self, case: CaseWire, body: dict[str, Any]) -> ReplyTaken:
        text = self._masked(body, "confirm_masked")
        if len(text) > LONGEST_REPLY:
            raise _case(
                422, CaseRefusal.TOO_LONG, f"Votre réponse dépasse {LONGEST_REPLY} caractères. Raccourcissez-la."
            )
        message = MessageWire(
            id=len(case.messages) + 1,
            author=Author.AGENT,
            agent_name="Marie D.",
            text=text,
            entity_types=(),
            sent_at=NOW,
        )
        kept = self._put(case, CaseChange.REPLIED, messages=(*case.messages, message), unread=0)
        return ReplyTaken(message=message, version=kept.line.version)

    def _masked(self, body: dict[str, Any], confirmation: str) -> str:
        masked = PHONE.sub("<TELEPHONE_1>", body["text"])
        if masked != body["text"] and not body[confirmation]:
            refused = CaseRefused(
                reason=CaseRefusal.MASKED,
                message="Votre texte contient des données personnelles.",
                masked_text=masked,
                entity_types=("PHONE",),
            )
            raise Refusal(422, refused)
        return masked

    def _put(self, case: CaseWire, what: CaseChange | None = None, why: str = "", **changed: Any) -> CaseWire:
        of_line = {name: value for name, value in changed.items() if name in type(case.line).model_fields}
        line = case.line.model_copy(update={"version": case.line.version + 1, **of_line})
        rest = {name: value for name, value in changed.items() if name not in of_line}
        if what is not None:
            rest["changes"] = (*case.changes, ChangeWire(at=NOW, who=ME, what=what, why=why))
        kept = CaseWire.model_validate(case.model_copy(update={"line": line, **rest}).model_dump())
        self.cases[line.id] = kept
        return kept

    # Drafts and the course

    def _decide(self, draft_id: str, name: str, body: dict[str, Any]) -> DraftWire:
        draft = self.drafts[draft_id]
        if body["version"] != draft.line.version:
            raise _case(409, CaseRefusal.CHANGED, "La réponse a changé entre-temps. Relisez-la.")
        text = self._masked(body, "confirm_masked")
        line = draft.line.model_copy(
            update={"verdict": DraftVerdict(body["verdict"]), "version": draft.line.version + 1, "holder": name}
        )
        self.drafts[draft_id] = draft.model_copy(update={"line": line, "sent_text": text, "why": body["why"]})
        return self.drafts[draft_id]

    def _grade(self, answers: dict[str, int]) -> CourseResult:
        wrong = {
            key: "La page officielle d'abord." for key, right in RIGHT_ANSWERS.items() if answers.get(key) != right
        }
        self.is_trained = not wrong
        right = len(RIGHT_ANSWERS) - len(wrong)
        return CourseResult(is_passed=not wrong, right=right, asked=len(RIGHT_ANSWERS), wrong=wrong)

    # Events

    def _stream(self, request: httpx.Request) -> httpx.Response:
        last = int(request.headers.get("last-event-id", "0") or 0)
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        queue.put_nowait(b": here\n\n")
        for number, name, event in self._events:
            if last and number > last:
                queue.put_nowait(_sent(number, name, event))
        self._listeners.append(queue)
        headers = {"Content-Type": "text/event-stream"}
        return httpx.Response(200, headers=headers, stream=_Stream(queue))


class _Stream(httpx.AsyncByteStream):
    def __init__(self, queue: asyncio.Queue[bytes | None]) -> None:
        self._queue = queue

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (piece := await self._queue.get()) is not None:
            yield piece


_COLLEAGUES = ColleaguesWire(
    colleagues=tuple(
        ColleagueWire(name=name, display_name=shown, presence=presence, comment=comment, is_signed_in=is_signed_in)
        for name, shown, presence, comment, is_signed_in in (
            (ME, "Marie D.", Presence.AVAILABLE, "", True),
            ("paul.r", "Paul R.", Presence.AVAILABLE, "au guichet", True),
            ("lea.b", "Léa B.", Presence.AWAY, "", True),
            ("tom.v", "Tom V.", Presence.AVAILABLE, "", False),
        )
    ),
    services=("etat-civil",),
)


def _sent(number: int, name: str, event: DeskEvent) -> bytes:
    return f"id: {number}\nevent: {name}\ndata: {event.model_dump_json()}\n\n".encode()


def _staff(status: int, reason: AccountRefusal, message: str) -> Refusal:
    return Refusal(status, StaffRefused(reason=reason, message=message))


def _case(status: int, reason: CaseRefusal, message: str) -> Refusal:
    return Refusal(status, CaseRefused(reason=reason, message=message))


def frozen_now() -> datetime:
    return NOW
