"""Builds everything from the settings: read this file first.

The only place where implementations are named, with ``model_choice.py``, which names those of the models.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from assistant.accounts.attempts import Attempts
from assistant.accounts.door import StaffDoor
from assistant.accounts.passwords import Passwords
from assistant.accounts.store import AccountStore
from assistant.accounts.types import Account, SessionLife
from assistant.audit import AuditTrail
from assistant.contests.deciding import ContestDesk
from assistant.contests.pages import read_contested_pages
from assistant.contests.store import ContestStore
from assistant.contests.taking import Contests
from assistant.conversation.database import open_database
from assistant.conversation.store import ConversationStore
from assistant.egress import allow, close_network, destination_of
from assistant.errors import KeeperRefused
from assistant.escalation.canned_texts import read_canned_texts
from assistant.escalation.case_lists import CaseLists
from assistant.escalation.contact_key import ContactKey
from assistant.escalation.contact_store import ContactStore
from assistant.escalation.desk import Desk
from assistant.escalation.feed import Bell, DeskFeed
from assistant.escalation.message_door import MessageDoor
from assistant.escalation.message_store import MessageStore
from assistant.escalation.offer_person import OfferPerson
from assistant.escalation.opening import OpeningHours
from assistant.escalation.presence import PresenceBoard
from assistant.escalation.public_words import PublicWords
from assistant.escalation.requests import Requests
from assistant.escalation.resume_codes import ResumeCodes
from assistant.escalation.store import EscalationStore
from assistant.escalation.waiting import PastWaits
from assistant.escalation.watch import Watch
from assistant.governance.apply_doctrine import ApplyDoctrine
from assistant.governance.course_desk import CourseDesk
from assistant.governance.doctrine import Doctrine, read_doctrine
from assistant.governance.drafts import DraftStore
from assistant.governance.hold_for_review import HoldForReview
from assistant.governance.quality import QualityReader
from assistant.governance.reading import TextReader
from assistant.governance.review import ReviewDesk
from assistant.governance.trainings import TrainingStore
from assistant.governance.waiting import Wait, WaitTeller
from assistant.keepers.keepers import Keepers
from assistant.keepers.marked import OF_PAGES, LabelledCase
from assistant.keepers.versions import VersionKeeper, build_nothing
from assistant.keepers.worklists import Worklists
from assistant.messages.catalogue import Messages, read_messages
from assistant.model_choice import find_embedder, find_language_model, find_synthesizer, find_transcriber, name_embedder
from assistant.pipeline.languages import tell_languages
from assistant.pipeline.pipeline import Pipeline
from assistant.pipeline.prompt import read_prompt
from assistant.pipeline.routes import read_routes
from assistant.pipeline.screens import (
    NoPersonalData,
    quotes_are_verbatim,
    rewordings_hold,
    validated_words_are_whole,
)
from assistant.pipeline.steps.compose_answer import ComposeAnswer
from assistant.pipeline.steps.disclose import Disclose
from assistant.pipeline.steps.guard_answer import GuardAnswer
from assistant.pipeline.steps.guard_question import GuardQuestion, name_numbers
from assistant.pipeline.steps.retrieve_passages import Floor, RetrievePassages
from assistant.pipeline.steps.serve_validated import FindStanding, ServeValidated
from assistant.pipeline.steps.store_answer import StoreAnswer
from assistant.pipeline.steps.understand_question import UnderstandQuestion
from assistant.retention.keeping import Keeping
from assistant.services import KnownWords, Services
from assistant.settings import DeskSettings, Settings
from assistant.validated.pages import holds
from assistant.validated.store import ValidatedStore
from assistant.validated.types import ValidatedAnswer
from assistant.validated.writing import AnswerWriting
from assistant.vocabulary import KeeperRefusal, Language
from guards.distress import DistressGuard
from guards.forbidden import ForbiddenGuard
from guards.injection import InjectionGuard
from guards.likeness import Likeness, read_learned
from guards.personal_data.finder import AnalyzerRecipe
from guards.personal_data.guard import PersonalDataGuard
from guards.personal_data.processes import FinderProcesses
from guards.personal_data.vault import Vault
from guards.types import Guard, GuardContext, Outcome, Verdict
from knowledge.library import Library
from knowledge.types import BaseMissing, Passage, Retriever
from models.language.supervised import SupervisedModel
from models.types import ModelError, TextEmbedder

if TYPE_CHECKING:
    from sqlalchemy import Engine

_REFRESH_SECONDS = 5.0
"""How often the server looks for a newly published version or dense index."""


@dataclass(frozen=True, slots=True)
class Guards:
    """Built once, at start-up: loading the French model takes seconds."""

    personal_data: PersonalDataGuard
    distress: Guard
    refusals: tuple[Guard, ...]


def build_pipeline(
    settings: Settings,
    *,
    guards: Guards,
    retriever: Retriever,
    conversations: ConversationStore,
    messages: Messages,
    find_standing: FindStanding,
    doctrine: Doctrine,
    drafts: DraftStore,
    tell_wait: Callable[[], Wait],
    likeness: Likeness | None = None,
) -> Pipeline:
    """How a question becomes an answer."""
    return Pipeline(
        steps=(
            GuardQuestion(guards.personal_data, guards.distress, guards.refusals, messages, tell_languages),
            UnderstandQuestion(read_routes(likeness)),
            RetrievePassages(
                retriever,
                Floor(settings.knowledge.similarity_near, settings.knowledge.overlap_floor),
                pages=settings.knowledge.pages,
                sources_shown=settings.answer.sources,
                stale_after_days=settings.knowledge.stale_after_days,
                today=date.today,
            ),
            ApplyDoctrine(doctrine),
            ServeValidated(find_standing, messages),
            ComposeAnswer(messages, words=settings.answer.words, passages=settings.answer.passages),
            GuardAnswer(),
            HoldForReview(messages, tell_wait),
        ),
        closing=(Disclose(messages), OfferPerson(), StoreAnswer(conversations, messages, drafts.find_beside)),
        messages=messages,
    )


@asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    wrap_retriever: Callable[[Retriever], Retriever] = lambda retriever: retriever,
    guard_workers: int = 1,
    start_build: Callable[[str, str], None] = build_nothing,
) -> AsyncGenerator[Services, None]:
    """Everything that a front end needs, closed at the end. ``guard_workers`` processes look for personal data;
    ``start_build`` has another process build the index by meaning of a version.

    Raises :class:`DisplayableError` and ``KnowledgeError`` for what an operator can mend. A missing model is no error:
    the page's own words answer.
    """
    messages = read_messages()
    await asyncio.to_thread(tell_languages, "bonjour")  # loads what the first question must not wait for
    contact_key = ContactKey(settings.contact_key_file)
    contact_key.check()
    doctrine = read_doctrine(settings.governance.doctrine)
    engine = await asyncio.to_thread(connect_database, settings)
    conversations = ConversationStore(engine)
    model = find_language_model(settings)
    embedder = find_embedder(settings)
    library = await asyncio.to_thread(open_library, settings, embedder)
    likeness = open_likeness(embedder)
    guards = await asyncio.to_thread(build_guards, settings, library, guard_workers, likeness)
    await asyncio.to_thread(guards.distress.check, "bonjour", GuardContext(is_redacted=True))
    retriever = wrap_retriever(library)
    accounts = AccountStore(engine, Passwords(), session_life(settings))
    drafts = DraftStore(engine, settings.governance.sample_share)
    trainings = TrainingStore(engine)
    hand_off = build_hand_off(
        settings.desk,
        engine,
        conversations=conversations,
        contacts=ContactStore(engine, contact_key),
        door=MessageDoor(
            guards.personal_data,
            settings.limits.question_characters,
            PublicWords(library.public_contacts, settings.administration.contact),
        ),
        numbers_for=partial(tell_numbers, guards.distress, messages),
        list_accounts=accounts.all,
        is_trained=trainings.is_trained,
        count_drafts=drafts.count_waiting,
    )
    keepers = build_keepers(settings, engine, library, embedder, guards.personal_data, start_build=start_build)
    services = Services(
        conversations=conversations,
        requests=hand_off.requests,
        desk=hand_off.desk,
        contacts=hand_off.requests.contacts,
        resume_codes=ResumeCodes(engine),
        keeping=Keeping(engine, settings.retention, guards.personal_data.forget),
        pipeline=build_pipeline(
            settings,
            guards=guards,
            retriever=retriever,
            conversations=conversations,
            messages=messages,
            find_standing=partial(find_standing, keepers),
            doctrine=doctrine,
            drafts=drafts,
            tell_wait=WaitTeller(engine, lambda: hand_off.requests.times().opening),
            likeness=likeness,
        ),
        retriever=retriever,
        screens=(
            quotes_are_verbatim,
            rewordings_hold,
            validated_words_are_whole,
            NoPersonalData(guards.personal_data),
        ),
        question_characters=settings.limits.question_characters,
        turns_at_once=settings.limits.turns_at_once,
        abandon_seconds=settings.limits.abandon_seconds,
        language_model=model,
        tell_bases=lambda: {base.base: base.dense for base in library.status()},
        tell_versions=lambda: versions_of(settings, library),
        simplifier=model if settings.answer.simplify_with_model else None,
        simplify_seconds=settings.language_model.seconds,
        find_passage=partial(find_passage, library),
        contests=Contests(ContestStore(engine), guards.personal_data),
        contest_desk=ContestDesk(engine, ContestStore(engine), partial(check_reason, guards.personal_data)),
        staff=StaffDoor(accounts, AuditTrail(engine), Attempts()),
        review=ReviewDesk(
            drafts,
            QualityReader(engine),
            TextReader(guards.personal_data, partial(read_page, library)),
            messages,
            trainings.is_trained,
        ),
        course=CourseDesk(trainings),
        is_danger=partial(sounds_dangerous, guards.distress),
        keepers=keepers,
        transcriber=find_transcriber(settings),
        synthesizer=find_synthesizer(settings),
        find_personal_data=guards.personal_data.find,
        tell_known_words=lambda: KnownWords(library.abbreviations(), library.known_names(), library.known_words()),
        tell_published=library.status,
    )
    background = [asyncio.create_task(_keep_fresh(library)), asyncio.create_task(hand_off.watch.keep_looking())]
    if isinstance(model, SupervisedModel) and settings.answer.simplify_with_model:
        background.append(asyncio.create_task(_warm(model)))
    try:
        yield services
    finally:
        await services.stop()
        for task in background:
            task.cancel()
        await asyncio.gather(*background, return_exceptions=True)
        if model is not None:
            await model.close()
        if services.transcriber is not None:
            await services.transcriber.close()
        await asyncio.to_thread(guards.personal_data.close)
        library.close()
        if embedder is not None:
            embedder.close()
        engine.dispose()


@dataclass(frozen=True, slots=True)
class HandOff:
    """Both sides of a hand-off, and what keeps it moving."""

    requests: Requests
    desk: Desk
    watch: Watch


def build_hand_off(
    chosen: DeskSettings,
    engine: "Engine",
    *,
    conversations: ConversationStore,
    contacts: ContactStore,
    door: MessageDoor,
    numbers_for: Callable[[str, Language], str],
    list_accounts: Callable[[], Sequence[Account]],
    is_trained: Callable[[str], bool],
    count_drafts: Callable[[], int],
) -> HandOff:
    """From a person who asks for a human to the agent who answers. Raises :class:`SettingsInvalid`."""
    bell = Bell()
    presence = PresenceBoard(chosen.presence_seconds)
    escalations, messages, lists = EscalationStore(engine), MessageStore(engine), CaseLists(engine)
    hours = OpeningHours(chosen)
    return HandOff(
        Requests(
            escalations=escalations,
            messages=messages,
            contacts=contacts,
            lists=lists,
            door=door,
            hours=hours,
            presence=presence,
            past_waits=PastWaits(engine, hours.open_time),
            bell=bell,
            numbers_for=numbers_for,
        ),
        Desk(
            conversations=conversations,
            escalations=escalations,
            messages=messages,
            contacts=contacts,
            lists=lists,
            door=door,
            presence=presence,
            bell=bell,
            feed=DeskFeed(engine, bell),
            services=chosen.services,
            canned_texts=read_canned_texts(chosen.canned_texts),
            list_accounts=list_accounts,
            is_trained=is_trained,
            count_drafts=count_drafts,
        ),
        Watch(engine, escalations, hours, presence, bell, chosen),
    )


@contextmanager
def open_database_alone(settings: Settings) -> Iterator["Engine"]:
    """The database alone, for commands that need nothing else. Raises :class:`NotReady`."""
    engine = connect_database(settings)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def open_accounts(settings: Settings) -> Iterator[AccountStore]:
    """The accounts alone, for the command line; a server may run beside it. Raises :class:`NotReady`."""
    with open_database_alone(settings) as engine:
        yield AccountStore(engine, Passwords(), session_life(settings))


def connect_database(settings: Settings) -> "Engine":
    """The migrated database, which this process may reach from now on. Raises :class:`NotReady`."""
    allow(destination_of(settings.sql_url))
    return open_database(settings.sql_url)


def session_life(settings: Settings) -> SessionLife:
    chosen = settings.accounts
    return SessionLife(timedelta(hours=chosen.session_hours), timedelta(minutes=chosen.idle_minutes))


def open_library(settings: Settings, embedder: TextEmbedder | None) -> Library:
    """The published bases that the settings allow. Raises ``BaseMissing`` for one that is not loaded.

    A dense index that another process holds is read from a private copy: a command works beside a running server.
    """
    return Library.open(settings.knowledge_root, settings.knowledge.bases, embedder, copy_if_locked=True)


def describe_analyzer(library: Library | None) -> AnalyzerRecipe:
    """What the guard of personal data is built from; without the words of the pages where no base is open."""
    return AnalyzerRecipe(library.known_words(), library.known_names()) if library else AnalyzerRecipe()


def open_likeness(embedder: TextEmbedder | None) -> Likeness | None:
    """The second reader of the questions; None without the embedder that it learned with: the rules read alone."""
    learned = read_learned()
    return Likeness(learned, embedder.embed_query) if embedder and embedder.name == learned.embedder else None


def build_guards(
    settings: Settings, library: Library | None, workers: int = 1, likeness: Likeness | None = None
) -> Guards:
    """Every guard of the question. Words that are ordinary in the pages are not taken for names.

    ``workers`` processes read the texts, and connect to nothing: whoever builds them closes ``personal_data``.
    """
    recipe = describe_analyzer(library)
    personal_data = PersonalDataGuard(
        Vault(idle_seconds=settings.limits.memory_minutes * 60),
        FinderProcesses(recipe, workers=workers, seconds=settings.personal_data.seconds, prepare=close_network),
    )
    personal_data.warm_up()
    return Guards(
        personal_data=personal_data,
        distress=DistressGuard(likeness=likeness),
        refusals=(InjectionGuard(likeness=likeness), ForbiddenGuard(likeness=likeness)),
    )


def find_passage(library: Library, base: str, passage_id: str) -> str:
    """Text of a passage, empty when the base has none of this id."""
    passages = _passages(library, base, passage_id.partition("#")[0])
    return next((passage.text for passage in passages if passage.id == passage_id), "")


@contextmanager
def open_keepers(settings: Settings, *, reads_texts: bool = False) -> Iterator[Keepers]:
    """The same for the command line; a server may run beside it. Raises :class:`NotReady`, ``BaseMissing``.

    ``reads_texts``: what a keeper writes is to be read by the guard, whose model takes seconds to load.
    """
    engine = connect_database(settings)
    library = open_library(settings, None)
    personal_data = PersonalDataGuard(
        Vault(idle_seconds=0),
        FinderProcesses(
            describe_analyzer(library), workers=1, seconds=settings.personal_data.seconds, prepare=close_network
        ),
    )
    try:
        if reads_texts:
            personal_data.warm_up()
        yield build_keepers(settings, engine, library, None, personal_data)
    finally:
        personal_data.close()
        library.close()
        engine.dispose()


@contextmanager
def open_version_keeper(settings: Settings, embedder: TextEmbedder | None) -> Iterator[VersionKeeper]:
    """The versions of the bases, for the command line. Raises :class:`NotReady`."""
    with open_database_alone(settings) as engine:
        yield build_version_keeper(settings, engine, embedder)


def build_version_keeper(
    settings: Settings,
    engine: "Engine",
    embedder: TextEmbedder | None,
    start_build: Callable[[str, str], None] = build_nothing,
) -> VersionKeeper:
    """Without its file an embedder prepares nothing: versions are then published as they are."""
    return VersionKeeper(
        settings.knowledge_root,
        engine,
        embedder if name_embedder(settings) else None,
        settings.vectors_file,
        settings.knowledge.keep_versions,
        start_build,
    )


def build_keepers(
    settings: Settings,
    engine: "Engine",
    library: Library,
    embedder: TextEmbedder | None,
    personal_data: PersonalDataGuard,
    *,
    start_build: Callable[[str, str], None] = build_nothing,
) -> Keepers:
    """What those who keep the bases work with."""
    store = ValidatedStore(engine)
    return Keepers(
        versions=build_version_keeper(settings, engine, embedder, start_build),
        worklists=Worklists(
            settings.knowledge_root,
            engine,
            library,
            library,
            settings.knowledge.stale_after_days,
            date.today,
            partial(check_reason, personal_data),
            partial(read_labelled_cases, engine),
        ),
        answers=AnswerWriting(store, library, personal_data.find),
        store=store,
        bases=library,
    )


def read_labelled_cases(engine: "Engine") -> Iterator[LabelledCase]:
    """Closed cases in which an agent said something of the pages, and contests in which a keeper did."""
    for case in CaseLists(engine).closed_with(OF_PAGES):
        pages = tuple((page.title, page.url) for page in case.note.pages)
        yield LabelledCase(case.id, case.labels, pages, case.note.questions, case.changed_at)
    yield from read_contested_pages(ContestStore(engine))


def find_standing(keepers: Keepers, base: str, document_id: str) -> tuple[ValidatedAnswer, ...]:
    """Answers written by a person that stand on a page, whose pages all say what they said."""
    tied = keepers.store.standing_on(base, document_id)
    return tuple(answer for answer in tied if holds(keepers.bases, answer))


def check_reason(personal_data: Guard, why: str) -> str:
    """A keeper's reason without personal data. Raises :class:`KeeperRefused` when nobody could read it."""
    verdict = personal_data.check(" ".join(why.split()), GuardContext())
    if verdict.outcome.stops:
        raise KeeperRefused(KeeperRefusal.UNGUARDED)
    return verdict.text


def read_page(library: Library, base: str, document_id: str) -> tuple[str, ...]:
    """Texts of the passages of a page; none when no published base holds it."""
    return tuple(passage.text for passage in _passages(library, base, document_id))


def _passages(library: Library, base: str, document_id: str) -> Sequence[Passage]:
    """Those of a page; none when no open base holds it."""
    try:
        return library.passages(base, document_id)
    except BaseMissing:
        return ()


def sounds_dangerous(distress: Guard, text: str) -> bool:
    """Whether the guard escalates a text. A guard that cannot decide leaves no danger out."""
    try:
        return distress.check(text, GuardContext()).outcome is not Outcome.PASS
    except Exception:  # whatever broke, nothing was decided
        return True


def tell_numbers(distress: Guard, messages: Messages, text: str, language: Language) -> str:
    """Whom to call at once, for a text that speaks of danger or may; empty for another."""
    try:
        verdict = distress.check(text, GuardContext(language.value))
    except Exception:  # whatever broke, nothing was decided: the numbers harm nobody
        verdict = Verdict(distress.name, Outcome.ERROR, "")
    if verdict.outcome is Outcome.PASS and not verdict.reason:
        return ""
    return "\n".join(messages.text(f"danger.{key}", language) for key in name_numbers(verdict))


def versions_of(settings: Settings, library: Library | None) -> Mapping[str, str]:
    """What figures were measured with."""
    bases = {f"base {base.base}": base.version for base in library.status()} if library else {}
    return {"language_model": settings.language_model.model, "embedding": settings.embedding.model, **bases}


async def _keep_fresh(library: Library) -> None:
    while True:
        await asyncio.sleep(_REFRESH_SECONDS)
        await asyncio.to_thread(library.refresh)


async def _warm(model: SupervisedModel) -> None:
    """Read the part of the prompt that never changes before the first question comes."""
    with suppress(ModelError):
        await model.warm(read_prompt("simplify_sentence").fill({"sentence": ""})[:1])
