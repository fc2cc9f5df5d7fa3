"""Builds everything from the settings. The only place where implementations are named: read this file first."""

import asyncio
import hashlib
import os
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.accounts.attempts import Attempts
from assistant.accounts.door import StaffDoor
from assistant.accounts.passwords import Passwords
from assistant.accounts.store import AccountStore
from assistant.accounts.types import Account, SessionLife
from assistant.artifacts.catalogue import read_catalogue
from assistant.artifacts.store import ArtifactStore
from assistant.audit import AuditTrail
from assistant.conversation.database import open_database
from assistant.conversation.store import ConversationStore
from assistant.egress import allow, close_network, destination_of
from assistant.errors import NotReady
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
from assistant.escalation.requests import Requests
from assistant.escalation.resume_codes import ResumeCodes
from assistant.escalation.store import EscalationStore
from assistant.escalation.waiting import PastWaits
from assistant.escalation.watch import Watch
from assistant.messages.catalogue import Messages, read_messages
from assistant.pipeline.languages import tell_languages
from assistant.pipeline.pipeline import Pipeline
from assistant.pipeline.prompt import read_prompt
from assistant.pipeline.routes import read_routes
from assistant.pipeline.screens import NoPersonalData, quotes_are_verbatim, rewordings_hold
from assistant.pipeline.steps.compose_answer import ComposeAnswer
from assistant.pipeline.steps.disclose import Disclose
from assistant.pipeline.steps.guard_answer import GuardAnswer
from assistant.pipeline.steps.guard_question import GuardQuestion, name_numbers
from assistant.pipeline.steps.retrieve_passages import Floor, RetrievePassages
from assistant.pipeline.steps.store_answer import StoreAnswer
from assistant.pipeline.steps.understand_question import UnderstandQuestion
from assistant.retention.keeping import Keeping
from assistant.services import Services
from assistant.settings import DeskSettings, Settings
from assistant.vocabulary import Language
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
from knowledge.types import Retriever
from models.embeddings.supervised import SupervisedEmbedder
from models.language.openai_compatible import OpenAICompatibleModel
from models.language.supervised import SupervisedModel
from models.types import LanguageModel, ModelError, TextEmbedder

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
            ComposeAnswer(messages, words=settings.answer.words, passages=settings.answer.passages),
            GuardAnswer(),
        ),
        closing=(Disclose(messages), OfferPerson(), StoreAnswer(conversations)),
        messages=messages,
    )


@asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    wrap_retriever: Callable[[Retriever], Retriever] = lambda retriever: retriever,
    guard_workers: int = 1,
) -> AsyncGenerator[Services, None]:
    """Everything that a front end needs, closed at the end. ``guard_workers`` processes look for personal data.

    Raises :class:`DisplayableError` and ``KnowledgeError`` for what an operator can mend. A missing model is no error:
    the page's own words answer.
    """
    messages = read_messages()
    await asyncio.to_thread(tell_languages, "bonjour")  # loads what the first question must not wait for
    contact_key = ContactKey(settings.contact_key_file)
    contact_key.check()
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
    hand_off = build_hand_off(
        settings.desk,
        engine,
        conversations=conversations,
        contacts=ContactStore(engine, contact_key),
        door=MessageDoor(guards.personal_data, settings.limits.question_characters),
        numbers_for=partial(tell_numbers, guards.distress, messages),
        list_accounts=accounts.all,
    )
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
            likeness=likeness,
        ),
        retriever=retriever,
        screens=(quotes_are_verbatim, rewordings_hold, NoPersonalData(guards.personal_data)),
        question_characters=settings.limits.question_characters,
        turns_at_once=settings.limits.turns_at_once,
        abandon_seconds=settings.limits.abandon_seconds,
        language_model=model,
        tell_bases=lambda: {base.base: base.dense for base in library.status()},
        tell_versions=lambda: versions_of(settings, library),
        simplifier=model if settings.answer.simplify_with_model else None,
        simplify_seconds=settings.language_model.seconds,
        find_passage=partial(find_passage, library),
        staff=StaffDoor(accounts, AuditTrail(engine), Attempts()),
        is_danger=partial(sounds_dangerous, guards.distress),
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
        ),
        Watch(engine, escalations, hours, presence, bell, chosen),
    )


@contextmanager
def open_accounts(settings: Settings) -> Iterator[AccountStore]:
    """The accounts alone, for the command line; a server may run beside it. Raises :class:`NotReady`."""
    engine = connect_database(settings)
    try:
        yield AccountStore(engine, Passwords(), session_life(settings))
    finally:
        engine.dispose()


def connect_database(settings: Settings) -> "Engine":
    """The migrated database, which this process may reach from now on. Raises :class:`NotReady`."""
    allow(destination_of(settings.sql_url))
    return open_database(settings.sql_url)


def session_life(settings: Settings) -> SessionLife:
    chosen = settings.accounts
    return SessionLife(timedelta(hours=chosen.session_hours), timedelta(minutes=chosen.idle_minutes))


def find_language_model(settings: Settings) -> LanguageModel | None:
    """The model that the settings name, not started; None for ``none`` or for a file that is not there yet."""
    chosen = settings.language_model
    if chosen.model == "none":
        return None
    if chosen.model.startswith(("http://", "https://")):
        allow(destination_of(chosen.model))
        return OpenAICompatibleModel(chosen.model, model=chosen.remote_name)
    path = find_model_file(chosen.model, settings.cache)
    return SupervisedModel(
        path,
        name=path.stem if path.suffix else chosen.model,
        threads=chosen.threads or count_cores(),
        context_tokens=chosen.context_tokens,
        slots=chosen.slots,
        queue_limit=chosen.queue_limit,
    )


def find_embedder(settings: Settings) -> TextEmbedder | None:
    """The embedder that compares questions and passages, in a process of its own; None when there is none."""
    chosen = settings.embedding
    if chosen.model == "none":
        return None
    path = find_model_file(chosen.model, settings.cache)
    return SupervisedEmbedder(path, name=name_vectors(chosen.model, settings.cache), threads=chosen.threads)


def open_batch_embedder(settings: Settings) -> TextEmbedder | None:
    """The embedder that builds dense indexes, in this process; None when the settings name none or it is not there."""
    from models.embeddings.llama_cpp import LlamaCppEmbedder  # loads the native library: not for every command

    chosen = settings.embedding
    path = find_model_file(chosen.model, settings.cache) if chosen.model != "none" else None
    if path is None or not path.exists():
        return None
    name = name_vectors(chosen.model, settings.cache)
    return LlamaCppEmbedder(path, threads=chosen.build_threads or count_cores(), name=name)


def name_vectors(name_or_path: str, cache: Path) -> str:
    """Tells vectors of one model file from those of another: its name and the start of its sha256."""
    catalogue = read_catalogue("models")
    if name_or_path in catalogue:
        return f"{name_or_path}-{catalogue[name_or_path].sha256[:12]}"
    path = find_model_file(name_or_path, cache)
    with path.open("rb") as file:
        return f"{path.stem}-{hashlib.file_digest(file, 'sha256').hexdigest()[:12]}"


def find_model_file(name_or_path: str, cache: Path) -> Path:
    """The file of a catalogue name, or the path itself. Raises :class:`NotReady` for a name that nobody knows."""
    catalogue = read_catalogue("models")
    if name_or_path in catalogue:
        return ArtifactStore(cache).path(catalogue[name_or_path])
    if name_or_path.endswith(".gguf") or "/" in name_or_path:
        return Path(name_or_path)
    raise NotReady(f"No model is called {name_or_path!r}. See the names with: parvis models list")


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
    if base not in {status.base for status in library.status()}:
        return ""
    passages = library.passages(base, passage_id.partition("#")[0])
    return next((passage.text for passage in passages if passage.id == passage_id), "")


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


def count_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))


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
