"""What reading one file gives."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from knowledge.loaders.hidden import Hidden
from knowledge.loaders.skipped import SkippedPage
from knowledge.types import Document


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The pages of one file, without base: most formats give one, a list of questions one for each question."""

    documents: tuple[Document, ...]
    """Their ids are empty where the file is one page, and unique in the file where it holds several."""
    hidden: Mapping[Hidden, int] = field(default_factory=Counter)
    left_out: tuple[SkippedPage, ...] = ()
    """Parts of the file that are not in the documents."""


def day_of(text: str) -> date | None:
    """The day that an ISO date or date and time opens with; None for anything else."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def day_of_moment(moment: datetime | date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment
