"""How ``parvis knowledge load`` and ``preview`` read documents: the options, and the guards that look into them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Annotated

import typer

from assistant.cli.progress import show_progress
from assistant.cli.words import console, say
from assistant.egress import close_network
from assistant.errors import DisplayableError
from assistant.model_choice import count_cores
from assistant.settings import Settings
from guards.personal_data.finder import AnalyzerRecipe
from guards.personal_data.guard import PersonalDataGuard
from guards.personal_data.processes import FinderProcesses
from guards.personal_data.vault import Vault
from guards.planted import speaks_to_a_machine
from knowledge.loaders.reading import FileProgress, Reading
from knowledge.loaders.source_label import SourceLabel

PublisherOption = Annotated[str, typer.Option("--publisher", help=say("reading.publisher"))]
UrlPrefixOption = Annotated[str, typer.Option("--url-prefix", help=say("reading.url_prefix"))]
NotOlderThanOption = Annotated[str, typer.Option("--not-older-than", help=say("reading.not_older_than"))]
AllowPersonalDataOption = Annotated[
    bool, typer.Option("--allow-personal-data", help=say("reading.allow_personal_data"))
]
JsonOption = Annotated[bool, typer.Option("--json", help=say("reading.as_json"))]

_MOST_WORKERS = 4


@dataclass(frozen=True, slots=True)
class ReadingChoices:
    """What the options say."""

    label: SourceLabel = field(default_factory=SourceLabel)
    not_older_than: date | None = None
    allows_personal_data: bool = False


def read_choices(publisher: str, url_prefix: str, not_older_than: str, allows_personal_data: bool) -> ReadingChoices:
    """Raises :class:`DisplayableError` for a date that is none."""
    try:
        oldest = date.fromisoformat(not_older_than) if not_older_than else None
    except ValueError:
        raise DisplayableError(say("reading.not_a_date", text=not_older_than)) from None
    return ReadingChoices(SourceLabel(publisher=publisher, url_prefix=url_prefix), oldest, allows_personal_data)


@contextmanager
def open_reading(settings: Settings, choices: ReadingChoices) -> Iterator[Reading]:
    """How to read, with progress by file. The guard of personal data starts with the first document, if one comes."""
    search = _DocumentSearch(settings)
    with show_progress(say("reading.files")) as progress:
        screen = console(errors=True)

        def tell(at: FileProgress) -> None:
            progress(at.done, at.total)
            if not screen.is_terminal:
                screen.print(say("reading.read_file", done=at.done, total=at.total, name=at.name), markup=False)

        try:
            yield Reading(
                label=choices.label,
                not_older_than=choices.not_older_than,
                find_personal_data=search.find,
                allows_personal_data=choices.allows_personal_data,
                speaks_to_a_machine=speaks_to_a_machine,
                on_file=tell,
                workers=min(count_cores(), _MOST_WORKERS),
            )
        finally:
            search.close()


class _DocumentSearch:
    """Owns the guard's process, which takes some seconds and 500 MB: none for a source without documents."""

    def __init__(self, settings: Settings) -> None:
        self._seconds = settings.personal_data.seconds
        self._guard: PersonalDataGuard | None = None
        self._starting = Lock()

    def find(self, text: str) -> Mapping[str, int]:
        """Kinds of personal data and how often. Raises what goes wrong."""
        return Counter(finding.entity_type for finding in self._ready().find(text))

    def close(self) -> None:
        if self._guard is not None:
            self._guard.close()

    def _ready(self) -> PersonalDataGuard:
        with self._starting:
            if self._guard is None:
                screen = console(errors=True)
                if not screen.is_terminal:  # there, the bar that moves says that something is being done
                    screen.print(say("reading.preparing_guard"))
                finder = FinderProcesses(AnalyzerRecipe(), workers=1, seconds=self._seconds, prepare=close_network)
                self._guard = PersonalDataGuard(Vault(), finder)
                self._guard.warm_up()
            return self._guard
