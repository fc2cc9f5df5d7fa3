"""Builds everything from the settings. The only place where implementations are named: read this file first."""

import asyncio
import hashlib
import os
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
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
from assistant.accounts.types import SessionLife
from assistant.artifacts.catalogue import read_catalogue
from assistant.artifacts.store import ArtifactStore
from assistant.audit import AuditTrail
from assistant.conversation.database import open_database
from assistant.conversation.store import ConversationStore
from assistant.egress import allow, close_network, destination_of
from assistant.errors import NotReady
from assistant.escalation.contact_key import ContactKey
from assistant.escalation.contact_store import ContactStore
from assistant.escalation.offer_person import OfferPerson
from assistant.escalation.store import EscalationStore
from assistant.messages.catalogue import Messages, read_messages
from assistant.pipeline.languages import tell_languages
from assistant.pipeline.pipeline import Pipeline
from assistant.pipeline.prompt import read_prompt
from assistant.pipeline.routes import read_routes
from assistant.pipeline.screens import NoPersonalData, quotes_are_verbatim, rewordings_hold
from assistant.pipeline.steps.compose_answer import ComposeAnswer
from assistant.pipeline.steps.disclose import Disclose
from assistant.pipeline.steps.guard_answer import GuardAnswer
from assistant.pipeline.steps.guard_question import GuardQuestion
from assistant.pipeline.steps.retrieve_passages import Floor, RetrievePassages
from assistant.pipeline.steps.store_answer import StoreAnswer
from assistant.pipeline.steps.understand_question import UnderstandQuestion
from assistant.retention.keeping import Keeping
from assistant.services import KnownWords, Services
from assistant.settings import Settings
from guards.distress import DistressGuard
from guards.forbidden import ForbiddenGuard
from guards.injection import InjectionGuard
from guards.likeness import Likeness, read_learned
from guards.personal_data.finder import AnalyzerRecipe
from guards.personal_data.guard import PersonalDataGuard
from guards.personal_data.processes import FinderProcesses
from guards.personal_data.vault import Vault
from guards.types import Guard, GuardContext, Outcome
from knowledge.library import Library
from knowledge.types import Retriever
from models.embeddings.supervised import SupervisedEmbedder
from models.language.openai_compatible import OpenAICompatibleModel
from models.language.supervised import SupervisedModel
from models.speech.engines import Engine as SpeechEngine
from models.speech.engines import EspeakEngine, PiperEngine, Pyttsx3Engine
from models.speech.synthesizer import EngineSynthesizer
from models.speech.transcriber import SupervisedTranscriber
from models.speech.types import WhisperFiles
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
    services = Services(
        conversations=conversations,
        escalations=EscalationStore(engine),
        contacts=ContactStore(engine, contact_key),
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
        staff=StaffDoor(AccountStore(engine, Passwords(), session_life(settings)), AuditTrail(engine), Attempts()),
        is_danger=partial(sounds_dangerous, guards.distress),
        transcriber=find_transcriber(settings),
        synthesizer=find_synthesizer(settings),
        find_personal_data=guards.personal_data.find,
        tell_known_words=lambda: KnownWords(library.abbreviations(), library.known_names(), library.known_words()),
    )
    background = [asyncio.create_task(_keep_fresh(library))]
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


def find_transcriber(settings: Settings) -> SupervisedTranscriber | None:
    """What writes speech, not started; None for ``none`` or for files that are not there yet."""
    chosen = settings.voice
    files = find_speech_files(chosen.recognition, settings.cache)
    if files is None or files.missing:
        return None
    return SupervisedTranscriber(
        files,
        name=chosen.recognition,
        threads=chosen.threads or count_cores(),
        most_seconds=chosen.audio_seconds,
        most_bytes=chosen.audio_bytes,
    )


def find_speech_files(name_or_folder: str, cache: Path) -> WhisperFiles | None:
    """Those of a catalogue name or of a folder; None for ``none``. Raises :class:`NotReady` for an unknown name."""
    if name_or_folder == "none":
        return None
    catalogue = read_catalogue("models")
    if name_or_folder in catalogue:
        entry, store = catalogue[name_or_folder], ArtifactStore(cache)
        return WhisperFiles(store.path(entry), *(store.path(catalogue[name]) for name in entry.beside))
    if "/" in name_or_folder:
        return WhisperFiles.in_folder(Path(name_or_folder))
    raise NotReady(f"No speech model is called {name_or_folder!r}. See the names with: parvis models list")


def find_synthesizer(settings: Settings) -> EngineSynthesizer | None:
    """What speaks; None for ``none`` or for an engine that is not installed: the text is there without its sound."""
    engine = find_speech_engine(settings)
    if engine is None or engine.obstacle():
        return None
    return EngineSynthesizer(engine, at_once=count_cores(), remembered_bytes=settings.voice.remembered_bytes)


def find_speech_engine(settings: Settings) -> SpeechEngine | None:
    """The engine that the settings name, installed or not."""
    match settings.voice.engine:
        case "pyttsx3":
            return Pyttsx3Engine()
        case "espeak-ng":
            return EspeakEngine()
        case "piper":
            return PiperEngine(Path(settings.voice.piper_voice))
        case "none":
            return None


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
