"""A small invented world: one procedure that no administration has, a few guards, and everything put together."""

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar

from argon2 import PasswordHasher
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import Engine

from assistant.accounts.attempts import Attempts
from assistant.accounts.door import StaffDoor
from assistant.accounts.passwords import Passwords
from assistant.accounts.store import AccountStore
from assistant.accounts.types import SessionLife
from assistant.api.app import create_app
from assistant.audit import COMMAND_LINE, AuditTrail
from assistant.contests.deciding import ContestDesk
from assistant.contests.store import ContestStore
from assistant.contests.taking import Contests
from assistant.conversation.database import open_database
from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import accounts
from assistant.conversation.types import Answer, AnswerPart, Choice, Memory, Notice, Question, Source
from assistant.escalation.contact_key import ContactKey
from assistant.escalation.contact_store import ContactStore
from assistant.escalation.desk import Agent
from assistant.escalation.message_door import MessageDoor
from assistant.escalation.offer_person import OfferPerson
from assistant.escalation.resume_codes import ResumeCodes
from assistant.escalation.store import EscalationStore
from assistant.escalation.types import Escalation
from assistant.governance.apply_doctrine import ApplyDoctrine
from assistant.governance.course_desk import CourseDesk
from assistant.governance.doctrine import Doctrine, Rule, read_doctrine
from assistant.governance.drafts import DraftStore
from assistant.governance.hold_for_review import HoldForReview
from assistant.governance.quality import QualityReader
from assistant.governance.reading import TextReader
from assistant.governance.review import ReviewDesk
from assistant.governance.trainings import TrainingStore
from assistant.governance.waiting import WaitTeller
from assistant.keepers.keepers import Keepers
from assistant.keepers.versions import VersionKeeper
from assistant.keepers.worklists import Worklists
from assistant.messages.catalogue import read_messages
from assistant.pipeline.events import Event
from assistant.pipeline.outlet import Outlet, Screen
from assistant.pipeline.pipeline import Pipeline
from assistant.pipeline.routes import read_routes
from assistant.pipeline.steps.compose_answer import ComposeAnswer
from assistant.pipeline.steps.disclose import Disclose
from assistant.pipeline.steps.guard_answer import GuardAnswer
from assistant.pipeline.steps.guard_question import GuardQuestion
from assistant.pipeline.steps.retrieve_passages import Floor, RetrievePassages
from assistant.pipeline.steps.serve_validated import ServeValidated
from assistant.pipeline.steps.store_answer import StoreAnswer
from assistant.pipeline.steps.understand_question import UnderstandQuestion
from assistant.pipeline.turn import Ending, Turn
from assistant.retention.keeping import Keeping
from assistant.services import Services
from assistant.settings import Administration, DeskSettings, Rates, Retention, Settings
from assistant.validated.store import ValidatedStore
from assistant.validated.writing import AnswerWriting
from assistant.vocabulary import AnswerStatus, Channel, Completeness, Language, Role
from assistant.voice.hearing import Hearing
from assistant.voice.routes import Speech
from assistant.web.facts import FactFinder
from assistant.web.pages import Pages, VoiceOffer
from assistant.web.speak import Speak
from assistant.web.theme import NEUTRAL, Theme
from assistant.web.views import Web
from assistant.wiring import (
    HandOff,
    build_hand_off,
    check_reason,
    find_standing,
    read_labelled_cases,
    sounds_dangerous,
    tell_numbers,
)
from guards.types import Finding, Guard, GuardContext, Outcome, Verdict
from knowledge.library import Library
from knowledge.types import (
    ActionKind,
    Block,
    BlockKind,
    Document,
    FoundPage,
    Heading,
    HeadingKind,
    PageAction,
    Passage,
    ScoredPassage,
    SearchReport,
)
from models.speech.types import Synthesizer, Transcriber
from models.types import LanguageModel

QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""The least that argon2 allows: a test hashes many passwords."""

RECORDING_BYTES = 2_000_000
"""The largest recording that the worlds take."""
STAFF_PASSWORD = "quatre mots sans lien ici"

TODAY = date(2026, 6, 1)
UPDATED_ON = date(2026, 3, 1)
TITLE = "Carte de jardin partagé"
URL = "https://exemple.gouv.fr/jardins/J1"
QUESTION = "Comment obtenir la carte de jardin partagé ?"

COST_LINES = ("La carte de jardin partagé coûte 25 €.", "Elle est valable 3 ans.")
ADULT_LINES = ("Vous faites la demande vous-même, à la mairie.",)
MINOR_LINES = ("Un parent fait la demande à votre place.",)

ADULT = Heading(HeadingKind.SITUATION, "Vous êtes majeur", "age")
MINOR = Heading(HeadingKind.SITUATION, "Vous êtes mineur", "age")


def make_passage(position: int, *lines: str, under: Sequence[Heading] = (), document_id: str = "J1") -> Passage:
    return Passage(
        id=f"{document_id}#{position}",
        document_id=document_id,
        base="jardins",
        title=TITLE,
        path=(Heading(HeadingKind.TITLE, TITLE), *under),
        text="\n".join(lines),
        url=URL,
        updated_on=UPDATED_ON,
        theme="Jardins",
        audience="Particuliers",
        position=position,
    )


COST = make_passage(0, *COST_LINES)
FOR_ADULTS = make_passage(1, *ADULT_LINES, under=(ADULT,))
FOR_MINORS = make_passage(2, *MINOR_LINES, under=(MINOR,))

WORDY = make_passage(
    0,
    "Le jardinier perçoit une aide de 25 € par mois, versée par la mairie.",
    "L'ancienne carte doit être restituée à la mairie.",
)
PLAIN_LINES = (
    "Le jardinier reçoit une aide de 25 € par mois, versée par la mairie.",
    "L'ancienne carte doit être rendue à la mairie.",
)
"""The lines of ``WORDY`` in the words of the table of plain words."""

LISTED = make_passage(
    0,
    "Apportez :",
    "une photo d'identité",
    "un justificatif de domicile",
    "Âge du jardinier | Prix de la carte | Durée",
    "18 ans et plus | 25 € | 3 ans",
    "Moins de 18 ans | gratuite | jusqu'à 18 ans",
)
LISTED_BLOCKS = (
    Block(BlockKind.PARAGRAPH, LISTED.path, tuple(LISTED.text.splitlines()[:1])),
    Block(BlockKind.LIST, LISTED.path, tuple(LISTED.text.splitlines()[1:3])),
    Block(BlockKind.TABLE, LISTED.path, tuple(LISTED.text.splitlines()[3:])),
)
"""What the lines of ``LISTED`` are in their page."""

PASSAGES = {passage.id: passage for passage in (COST, FOR_ADULTS, FOR_MINORS)}

FORM = PageAction(ActionKind.FORM, "Demande de carte", "https://exemple.gouv.fr/form", "cerfa n°99999*01")
ADULT_SERVICE = PageAction(
    ActionKind.ONLINE_SERVICE, "Demande en ligne (majeur)", "https://exemple.gouv.fr/majeur", path=(ADULT.text,)
)
MINOR_CONTACT = PageAction(ActionKind.CONTACT, "Service des mineurs", path=(MINOR.text,))


def make_document(
    document_id: str = "J1",
    *,
    title: str = TITLE,
    updated_on: date | None = UPDATED_ON,
    actions: Sequence[PageAction] = (FORM, ADULT_SERVICE, MINOR_CONTACT),
    costs: Sequence[str] = ("La carte coûte 25 €.",),
) -> Document:
    return Document(
        id=document_id,
        base="jardins",
        title=title,
        url=URL,
        description="",
        updated_on=updated_on,
        theme="Jardins",
        audience="Particuliers",
        kind="Fiche d'information",
        breadcrumb=(),
        blocks=(),
        actions=tuple(actions),
        costs=tuple(costs),
    )


def make_page(
    *passages: Passage, document: Document | None = None, similarity: float = 0.9, overlap: float = 0.9
) -> FoundPage:
    return FoundPage(
        document or make_document(),
        1.0,
        tuple(
            ScoredPassage(passage, 1.0 - rank / 10, similarity, overlap)
            for rank, passage in enumerate(passages or (COST, FOR_ADULTS))
        ),
    )


@dataclass(slots=True)
class FixedRetriever:
    """Finds the same pages whatever is searched, and remembers what was."""

    pages: Sequence[FoundPage] = field(default_factory=lambda: (make_page(),))
    dense: bool = True
    searched: list[str] = field(default_factory=list)

    def search(self, query: str, *, pages: int = 10) -> SearchReport:
        self.searched.append(query)
        return SearchReport(tuple(self.pages[:pages]), self.dense, {"lexical": 0.001})


@dataclass(slots=True)
class EchoGuard:
    """Lets everything pass, and remembers what it was given."""

    name: str = "echo"
    seen: list[str] = field(default_factory=list)

    def check(self, text: str, context: GuardContext) -> Verdict:
        self.seen.append(text)
        return Verdict(self.name, Outcome.PASS, text)


@dataclass(slots=True)
class DecidedGuard:
    """Always decides the same."""

    outcome: Outcome
    reason: str = ""
    name: str = "decided"

    def check(self, text: str, context: GuardContext) -> Verdict:
        return Verdict(self.name, self.outcome, "" if self.outcome.stops else text, reason=self.reason)


@dataclass(slots=True)
class RaisingGuard:
    """Breaks, and quotes what it was given: the worst that a guard can do."""

    name: str = "raising"

    def check(self, text: str, context: GuardContext) -> Verdict:
        raise RuntimeError(text)


@dataclass(slots=True)
class NameGuard:
    """Takes one invented family name out."""

    secret: str = "Dubosquet"
    name: str = "personal_data"

    def check(self, text: str, context: GuardContext) -> Verdict:
        findings = tuple(
            Finding("PERSON", match.start(), match.end(), 1.0, "told") for match in re.finditer(self.secret, text)
        )
        redacted = text.replace(self.secret, "<PERSONNE_1>")
        return Verdict(self.name, Outcome.REDACT if findings else Outcome.PASS, redacted, findings)


@dataclass(slots=True)
class WordGuard:
    """Decides ``outcome`` on texts that hold a word."""

    word: str
    outcome: Outcome
    reason: str
    name: str = "word"

    def check(self, text: str, context: GuardContext) -> Verdict:
        found = self.word in text
        return Verdict(self.name, self.outcome if found else Outcome.PASS, text, reason=self.reason if found else "")


def make_question(
    text: str = QUESTION, *, id_: str = "q1", language: Language = Language.FRENCH, conversation_id: str = "c1"
) -> Question:
    return Question(id_, conversation_id, text, language, Channel.WEB, datetime(2026, 6, 1, 9, 30, tzinfo=UTC))


def make_turn(
    unguarded: str = "",
    *,
    text: str = "",
    language: Language = Language.FRENCH,
    screens: Sequence[Screen] = (),
    pages: Sequence[FoundPage] = (),
    memory: Memory = Memory(),  # noqa: B008 (frozen)
) -> tuple[Turn, list[Event]]:
    """A turn, and the list that its events fall into."""
    events: list[Event] = []
    turn = Turn(
        make_question(text, language=language),
        Outlet(events.append, screens),
        unguarded=unguarded,
        memory=memory,
        pages=tuple(pages),
    )
    turn.sources = tuple(make_source(number) for number, _ in enumerate(pages, start=1))
    return turn, events


def make_source(number: int = 1, *, cited: bool = False, updated_on: date | None = UPDATED_ON) -> Source:
    return Source(number, "J1", "jardins", TITLE, URL, updated_on, is_stale=False, cited=cited)


def make_answer(
    status: AnswerStatus = AnswerStatus.ANSWERED,
    *,
    text: str = QUESTION,
    id_: str = "q1",
    conversation_id: str = "c1",
    sources: Sequence[Source] = (),
    parts: Sequence[AnswerPart] = (),
    completeness: Completeness = Completeness.COMPLETE,
    choices: Sequence[Choice] = (),
    missing: Sequence[str] = (),
    chosen: Choice | None = None,
    query: str = "",
) -> Answer:
    return Answer(
        make_question(text, id_=id_, conversation_id=conversation_id),
        status,
        Notice("Réponse préparée par un ordinateur."),
        parts=tuple(parts),
        sources=tuple(sources),
        completeness=completeness,
        choices=tuple(choices),
        missing=tuple(missing),
        chosen=chosen,
        query=query,
    )


def read_every_file(folder: Path) -> bytes:
    """All that was written under a folder, for what must not be found there."""
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def doctrine_of(*, checked: Sequence[str] = (), human_first: Sequence[str] = ()) -> Doctrine:
    """A doctrine with rules by theme."""

    def rules(themes: Sequence[str]) -> tuple[Rule, ...]:
        return tuple(Rule(subject=theme, why="pour l'essai", themes=(theme,)) for theme in themes)

    statement = dict.fromkeys(Language, "Pour l'essai.")
    return Doctrine(statement=statement, checked_by_a_person=rules(checked), human_first=rules(human_first))


@dataclass(frozen=True, slots=True)
class Holds:
    """A step that waits: what a turn looks like while it runs."""

    wait: Callable[[], Awaitable[object]]
    name: ClassVar[str] = "holds"

    async def __call__(self, turn: Turn) -> Ending | None:
        await self.wait()
        return None


@dataclass(slots=True)
class Gate:
    """Holds a turn until it is opened."""

    opened: asyncio.Event = field(default_factory=asyncio.Event)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def pass_through(self) -> None:
        self.reached.set()
        await self.opened.wait()


@dataclass(slots=True)
class MovableClock:
    """Stands still until a test moves it."""

    now: datetime = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


SESSION_LIFE = SessionLife(longest=timedelta(hours=10), idle=timedelta(minutes=30))


@dataclass(slots=True)
class World:
    """The whole assistant on invented leaves."""

    services: Services
    engine: Engine
    app: FastAPI
    web: Web
    retriever: FixedRetriever
    library: Library
    """Real bases that were asked for; none otherwise."""
    accounts: AccountStore
    clock: MovableClock
    """What the sessions of staff end by."""
    hand_off: HandOff

    @property
    def escalations(self) -> EscalationStore:
        return self.hand_off.requests.escalations

    def hire(self, name: str, *roles: Role) -> Agent:
        """An agent with a password of their own, who has not asked for anything yet."""
        roles = roles or (Role.AGENT,)
        self.accounts.add(name, f"{name.title()} (accueil)", roles, COMMAND_LINE, password=STAFF_PASSWORD)
        with self.engine.begin() as connection:
            connection.execute(accounts.update().values(must_change_password=False))
        account = self.accounts.find(name)
        return Agent(account, account.acts_as(roles[0]))

    def find_case(self, code: str) -> Escalation:
        """The open request of a conversation."""
        case = self.escalations.find_open(self.services.conversations.find(code).id)
        assert case is not None
        return case


def build_world(
    folder: Path,
    *,
    model: LanguageModel | None = None,
    simplifier: LanguageModel | None = None,
    retriever: FixedRetriever | None = None,
    personal_data: Guard | None = None,
    distress: Guard | None = None,
    refusals: Sequence[Guard] = (),
    screens: Sequence[Screen] = (),
    tell_languages: Callable[[str], tuple[Language, ...]] = lambda _: (),
    turns_at_once: int = 4,
    abandon_seconds: float = 60.0,
    hold: Callable[[], Awaitable[object]] | None = None,
    bases: Sequence[str] = ("jardins",),
    rates: Rates | None = None,
    hosts: Sequence[str] = (),
    is_https: bool = False,
    forget_values: Callable[[str], None] | None = None,
    settings: Settings | None = None,
    theme: Theme = NEUTRAL,
    desk: DeskSettings | None = None,
    knowledge_root: Path | None = None,
    bases_open: Sequence[str] = (),
    doctrine: Doctrine | None = None,
    sample_share: float = 0.0,
    draw: Callable[[], float] = lambda: 0.5,
    is_trained: bool = True,
    answers_from_bases: bool = False,
    transcriber: Transcriber | None = None,
    synthesizer: Synthesizer | None = None,
) -> World:
    """``knowledge_root`` and ``bases_open``: real bases, for what keepers do with them, and to answer from."""
    messages = read_messages()
    retriever = retriever or FixedRetriever()
    engine = open_database(f"sqlite:///{folder / 'conversations.sqlite'}")
    conversations = ConversationStore(engine)
    clock = MovableClock()
    staff = AccountStore(engine, Passwords(QUICK_HASHER), SESSION_LIFE, clock)
    personal_data = personal_data or NameGuard()
    drafts = DraftStore(engine, sample_share, draw)
    trainings = TrainingStore(engine)
    may_take = (lambda _: True) if is_trained else trainings.is_trained
    chosen = desk or DeskSettings(public_holidays=False, services=("État civil",))
    hand_off = build_hand_off(
        chosen,
        engine,
        conversations=conversations,
        contacts=ContactStore(engine, ContactKey(folder / "contact.key")),
        door=MessageDoor(personal_data, 4000),
        numbers_for=partial(tell_numbers, distress or EchoGuard("distress"), messages),
        list_accounts=staff.all,
        is_trained=may_take,
        count_drafts=drafts.count_waiting,
    )
    library = Library.open(knowledge_root or folder / "knowledge", bases_open, None)
    keepers = build_keepers(folder, engine, library, personal_data, knowledge_root)
    pipeline = Pipeline(
        steps=(
            GuardQuestion(personal_data, distress or EchoGuard("distress"), refusals, messages, tell_languages),
            UnderstandQuestion(read_routes()),
            RetrievePassages(library if answers_from_bases else retriever, Floor(0.8, 0.4), 10, 3, 730, lambda: TODAY),
            ApplyDoctrine(doctrine or read_doctrine()),
            ServeValidated(partial(find_standing, keepers), messages),
            ComposeAnswer(messages, words=180, passages=3),
            *((Holds(hold),) if hold else ()),
            GuardAnswer(),
            HoldForReview(messages, WaitTeller(engine, lambda: hand_off.requests.times().opening, clock)),
        ),
        closing=(Disclose(messages), OfferPerson(), StoreAnswer(conversations, messages, drafts.find_beside)),
        messages=messages,
    )
    services = Services(
        conversations=conversations,
        requests=hand_off.requests,
        desk=hand_off.desk,
        contacts=hand_off.requests.contacts,
        resume_codes=ResumeCodes(engine),
        keeping=Keeping(engine, Retention(), forget_values or (lambda _: None)),
        pipeline=pipeline,
        retriever=retriever,
        screens=tuple(screens),
        question_characters=4000,
        turns_at_once=turns_at_once,
        abandon_seconds=abandon_seconds,
        language_model=model,
        tell_bases=lambda: dict.fromkeys(bases, True),
        tell_versions=lambda: {"jardins": "v1"},
        simplifier=simplifier,
        simplify_seconds=25.0,
        find_passage=lambda _, passage_id: PASSAGES[passage_id].text if passage_id in PASSAGES else "",
        contests=Contests(ContestStore(engine), personal_data),
        contest_desk=ContestDesk(engine, ContestStore(engine), partial(check_reason, personal_data)),
        staff=StaffDoor(staff, AuditTrail(engine), Attempts()),
        keepers=keepers,
        review=ReviewDesk(
            drafts,
            QualityReader(engine),
            TextReader(personal_data, lambda _base, _page: tuple(passage.text for passage in PASSAGES.values())),
            messages,
            may_take,
        ),
        course=CourseDesk(trainings),
        is_danger=lambda text: distress is not None and sounds_dangerous(distress, text),
        transcriber=transcriber,
        synthesizer=synthesizer,
        find_personal_data=lambda text: NameGuard().check(text, GuardContext()).findings,
    )

    app = create_app(
        services,
        messages,
        question_characters=4000,
        rates=rates,
        hosts=hosts,
        is_https=is_https,
        recording_bytes=RECORDING_BYTES if transcriber else 0,
    )
    offer = VoiceOffer(transcriber is not None, synthesizer is not None)
    administration = Administration(name="Guichet", hours="9 h - 12 h")
    settings = settings or Settings(state=folder, administration=administration)
    pages = Pages(messages, settings.administration, settings.retention, chosen, settings.accessibility, theme, offer)
    speech = Speech(Hearing(services, messages), messages, audio_seconds=60, audio_bytes=RECORDING_BYTES)
    speech.add_to(app)
    Speak(pages, messages, speech).add_to(app)
    facts = FactFinder(settings, services.tell_published, services.tell_versions, offer.hears)
    web = Web(pages, messages, 4000, facts)
    web.add_to(app)
    return World(services, engine, app, web, retriever, library, staff, clock, hand_off)


def build_keepers(
    folder: Path, engine: Engine, library: Library, personal_data: Guard, root: Path | None = None
) -> Keepers:
    """Keepers of invented bases, without an embedder."""

    def find(text: str) -> tuple[Finding, ...]:
        return personal_data.check(text, GuardContext()).findings

    root = root or folder / "knowledge"
    store = ValidatedStore(engine)
    return Keepers(
        versions=VersionKeeper(root, engine, None, folder / "vectors.sqlite", 3),
        worklists=Worklists(
            root,
            engine,
            library,
            library,
            730,
            lambda: TODAY,
            partial(check_reason, personal_data),
            partial(read_labelled_cases, engine),
        ),
        answers=AnswerWriting(store, library, find),
        store=store,
        bases=library,
    )


@asynccontextmanager
async def browse(world: World) -> AsyncGenerator[AsyncClient, None]:
    """A browser that follows no redirection by itself, on the running application."""
    transport = ASGITransport(app=world.app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://parvis.test") as client:
        yield client


async def read_slowly(
    app: FastAPI, path: str, *, last_event_id: int | str = 0, token: str = ""
) -> AsyncGenerator[str, None]:
    """The pieces of a page in the moment they are sent; an ordinary test client waits for the last one."""
    pieces: asyncio.Queue[str | None] = asyncio.Queue()
    gone = asyncio.Event()
    asked = False

    async def receive() -> dict[str, object]:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, object]) -> None:
        if message["type"] == "http.response.body":
            body = message.get("body", b"")
            assert isinstance(body, bytes)
            await pieces.put(body.decode())
            if not message.get("more_body", False):
                await pieces.put(None)

    bare, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": bare,
        "raw_path": bare.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (b"host", b"parvis.test"),
            (b"last-event-id", str(last_event_id).encode()),
            *([(b"authorization", f"Bearer {token}".encode())] if token else []),
        ],
        "client": ("127.0.0.1", 1),
        "server": ("parvis.test", 80),
    }
    task = asyncio.create_task(app(scope, receive, send))  # type: ignore[arg-type]
    try:
        while (piece := await pieces.get()) is not None:
            yield piece
    finally:
        gone.set()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
