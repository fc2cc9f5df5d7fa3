"""What the transparency page says, read from the running configuration at each view: nothing is written by hand."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from assistant.artifacts.catalogue import read_catalogue
from assistant.settings import Settings
from knowledge.status import BaseStatus

log = logging.getLogger(__name__)

_MOST_BYTES: Final = 32 * 1024 * 1024
"""An evaluation's file holds every case; a larger one is not one of ours."""
_UNITS: Final = (("_ms", "milliseconds"), ("_seconds", "seconds"), ("watt_hours", "watt_hours"), ("_tokens", "count"))
"""What the end of a figure's name says of its unit. Any other: a share when it has a point, else a count."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """One model of the configuration."""

    role: str
    """``language``, ``embedding`` or ``speech``."""
    use: str
    """Key of the sentence that says what it does here."""
    name: str = ""
    """Empty where there is none."""
    title: str = ""
    licence: str = ""
    """Empty when the catalogue does not know the file."""
    sha256: str = ""
    is_remote: bool = False


@dataclass(frozen=True, slots=True)
class BaseFacts:
    """One published base."""

    name: str
    title: str
    licence: str
    version: str
    pages: int
    newest: date | None
    oldest: date | None
    dense: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value, as it is read."""

    text: str
    unit: str


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """The figures of one evaluation."""

    kind: str
    set: str
    count: int
    written_on: date
    figures: tuple[tuple[str, Figure], ...]
    is_of_this_version: bool
    """Whether it was measured with the models and versions of bases that answer now."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything of the page."""

    version: str
    models: tuple[ModelFacts, ...]
    bases: tuple[BaseFacts, ...]
    thresholds: Mapping[str, float]
    evaluations: tuple[EvaluationFacts, ...]


@dataclass(frozen=True, slots=True)
class FactFinder:
    """Reads settings, catalogues, what is published, and the evaluations of the state folder."""

    settings: Settings
    tell_published: Callable[[], Sequence[BaseStatus]]
    tell_versions: Callable[[], Mapping[str, str]]
    hears: bool = False
    """Whether the files of the speech model are there, so that it is used."""

    def find(self) -> Facts:
        """Reads files: not in the event loop."""
        chosen = self.settings
        return Facts(
            version=version("parvis"),
            models=(self._language_model(), self._embedder(), self._speech_model()),
            bases=tuple(map(_describe_base, self.tell_published())),
            thresholds={
                "similarity_near": chosen.knowledge.similarity_near,
                "overlap_floor": chosen.knowledge.overlap_floor,
                "words": chosen.answer.words,
                "sources": chosen.answer.sources,
                "stale_after_days": chosen.knowledge.stale_after_days,
            },
            evaluations=tuple(self._evaluations()),
        )

    def _language_model(self) -> ModelFacts:
        name = self.settings.language_model.model
        use = "language_simplifies" if self.settings.answer.simplify_with_model else "language_idle"
        return _describe_model("language", name, use if name != "none" else "language_none")

    def _embedder(self) -> ModelFacts:
        name = self.settings.embedding.model
        return _describe_model("embedding", name, "embedding" if name != "none" else "embedding_none")

    def _speech_model(self) -> ModelFacts:
        name = self.settings.voice.recognition if self.hears else "none"
        return _describe_model("speech", name, "speech" if name != "none" else "speech_none")

    def _evaluations(self) -> Iterator[EvaluationFacts]:
        """The newest of each kind. A file that is none of ours is left out, and logged by its name."""
        newest: dict[str, EvaluationFacts] = {}
        folder = self.settings.evaluations_folder
        for file in sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime):
            try:
                facts = self._read_evaluation(file)
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                log.warning("evaluation %s cannot be read: it is not shown", file.name)
                continue
            newest[facts.kind] = facts
        yield from newest.values()

    def _read_evaluation(self, file: Path) -> EvaluationFacts:
        if file.stat().st_size > _MOST_BYTES:
            raise ValueError("too large")
        body = json.loads(file.read_text(encoding="utf-8"))
        measured_with = {name: value for name, value in body["versions"].items() if name not in ("parvis", "python")}
        return EvaluationFacts(
            kind=str(body["kind"]),
            set=Path(str(body["set"])).name,
            count=int(body["count"]),
            written_on=datetime.fromtimestamp(file.stat().st_mtime, UTC).date(),
            figures=tuple(
                (name, _read_figure(name, value)) for name, value in body["metrics"].items() if value is not None
            ),
            is_of_this_version=measured_with == dict(self.tell_versions()),
        )


def _describe_model(role: str, name: str, use: str) -> ModelFacts:
    if name == "none":
        return ModelFacts(role, use)
    if name.startswith(("http://", "https://")):
        return ModelFacts(role, use, name="–", is_remote=True)  # the address is the administration's own affair
    entry = read_catalogue("models").get(name)
    if entry is None:
        return ModelFacts(role, use, name=Path(name).name)
    return ModelFacts(role, use, entry.name, entry.title, entry.licence, entry.sha256)


def _describe_base(status: BaseStatus) -> BaseFacts:
    entry = read_catalogue("knowledge").get(status.base)
    return BaseFacts(
        name=status.base,
        title=entry.title if entry else "",
        licence=entry.licence if entry else "",
        version=status.version,
        pages=status.pages,
        newest=status.newest,
        oldest=status.oldest,
        dense=status.dense,
    )


def _read_figure(name: str, value: Any) -> Figure:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("a figure is a number")
    unit = next((unit for end, unit in _UNITS if name.endswith(end)), "count" if isinstance(value, int) else "share")
    if unit == "share":
        return Figure(f"{value * 100:.1f}".removesuffix(".0"), unit)
    return Figure(f"{value:.0f}" if unit in ("milliseconds", "count") else f"{value:.2f}", unit)
