"""What is open of a base, for people who keep it."""

from dataclasses import dataclass
from datetime import date

from knowledge.reader import VersionReader


@dataclass(frozen=True, slots=True)
class BaseStatus:
    """What is open of one base."""

    base: str
    version: str
    pages: int
    passages: int
    newest: date | None
    """Date of the page changed last."""
    oldest: date | None
    """Date of the page changed longest ago."""
    dense: bool
    """Whether meaning is searched as well as words."""


def base_status(base: str, reader: VersionReader) -> BaseStatus:
    """Counts and dates of an opened version."""
    newest, oldest = reader.store.newest_and_oldest()
    return BaseStatus(
        base=base,
        version=reader.folder.name,
        pages=len(reader.store.page_ids),
        passages=len(reader.store.page_of_passage),
        newest=newest,
        oldest=oldest,
        dense=reader.is_dense,
    )
