"""What is open of a base, for people who keep it."""

from dataclasses import dataclass
from datetime import date

from knowledge.reader import VersionReader
from knowledge.types import Document, Passage


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


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the passages of a page come from."""

    base: str
    version: str
    source: str
    """The archive or folder that was loaded."""
    source_sha256: str
    """Of all of it; empty for a version that was loaded before it was noted."""
    loader: str
    document: Document
    """Names its own file and the sha256 of it."""
    passages: tuple[Passage, ...]


def provenance(base: str, reader: VersionReader, document_id: str) -> Provenance | None:
    """None when the version has no page of that id."""
    document = reader.store.document(document_id)
    if document is None:
        return None
    facts = reader.store.facts
    return Provenance(
        base=base,
        version=reader.folder.name,
        source=facts.get("source", ""),
        source_sha256=facts.get("source_sha256", ""),
        loader=facts.get("loader", ""),
        document=document,
        passages=tuple(reader.store.passages(document_id)),
    )
