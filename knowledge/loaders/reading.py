"""How an admin wants documents read, and who is told what happens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from knowledge.loaders.screening import FindPersonalData, SpeaksToAMachine
from knowledge.loaders.source_label import SourceLabel


@dataclass(frozen=True, slots=True)
class FileProgress:
    """How far the reading of a source is."""

    done: int
    total: int
    """Files."""
    name: str
    """The file that was just read."""


def _ignore_file(progress: FileProgress) -> None:
    """For callers that show nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The choices for one load. The default reads everything and screens nothing: commands give the guards."""

    label: SourceLabel = field(default_factory=SourceLabel)
    """Said on the command line; what it leaves empty is read in the source's own ``base.toml``."""
    not_older_than: date | None = None
    """Documents with an earlier date are left out. Those without a date stay."""
    find_personal_data: FindPersonalData | None = None
    allows_personal_data: bool = False
    """Whether documents that hold some are loaded all the same, and told."""
    speaks_to_a_machine: SpeaksToAMachine | None = None
    on_file: Callable[[FileProgress], None] = _ignore_file
    workers: int = 2
    """Processes that read files."""
    kept_in: Path | None = None
    """SQLite file of what was read already, so that a load that was stopped goes on. None: nothing is kept."""

    @property
    def recipe(self) -> str:
        """What the documents hang on, of all this."""
        screens = (
            f"{self.find_personal_data is not None} {self.allows_personal_data} {self.speaks_to_a_machine is not None}"
        )
        return f"{self.label} {self.not_older_than} {screens}"
