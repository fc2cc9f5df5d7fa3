"""Which implementation of each model the settings name, and where its files are. Nothing is started here."""

import hashlib
import os
from pathlib import Path

from assistant.artifacts.catalogue import read_catalogue
from assistant.artifacts.store import ArtifactStore
from assistant.egress import allow, destination_of
from assistant.errors import NotReady
from assistant.settings import Settings
from models.embeddings.supervised import SupervisedEmbedder
from models.language.openai_compatible import OpenAICompatibleModel
from models.language.supervised import SupervisedModel
from models.speech.engines import Engine as SpeechEngine
from models.speech.engines import EspeakEngine, PiperEngine, Pyttsx3Engine
from models.speech.synthesizer import EngineSynthesizer
from models.speech.transcriber import SupervisedTranscriber
from models.speech.types import WhisperFiles
from models.types import LanguageModel, TextEmbedder


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


def name_embedder(settings: Settings) -> str:
    """The name under which its vectors are kept; empty when there is no embedder, or not its file."""
    chosen = settings.embedding.model
    is_there = chosen != "none" and find_model_file(chosen, settings.cache).exists()
    return name_vectors(chosen, settings.cache) if is_there else ""


def count_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0))
