"""Every finished version of a base, for those who keep it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from knowledge.dense import dense_facts
from knowledge.documents import DocumentStore
from knowledge.history import read_history
from knowledge.types import BaseMissing
from knowledge.versions import (
    DENSE_FOLDER,
    DOCUMENTS_FILE,
    base_folder,
    draft_version,
    previous_version,
    published_version,
    version_folder,
    versions,
)


@dataclass(frozen=True, slots=True)
class ShelvedVersion:
    """One version as it lies there."""

    version: str
    loaded_at: datetime
    source: str
    """The archive or folder that was loaded."""
    loader: str
    pages: int
    passages: int
    has_dense: bool
    """Whether its index by meaning is complete."""
    is_published: bool
    is_draft: bool
    is_way_back: bool
    """Whether rolling back leads to it."""
    published_at: datetime | None
    """When it was last published; None when it never was, or before that was kept."""


def list_versions(root: Path, base: str) -> tuple[ShelvedVersion, ...]:
    """The one loaded last first; empty for a base that was never loaded."""
    try:
        current = published_version(root, base)
    except BaseMissing:
        current = ""
    draft, before = draft_version(root, base), previous_version(root, base)
    published_at = {row.version: row.at for row in read_history(base_folder(root, base))}
    shelved: list[ShelvedVersion] = []
    for version in versions(root, base):
        folder = version_folder(root, base, version)
        store = DocumentStore(folder / DOCUMENTS_FILE, base)
        try:
            shelved.append(
                ShelvedVersion(
                    version=version,
                    loaded_at=datetime.fromtimestamp((folder / DOCUMENTS_FILE).stat().st_mtime, UTC),
                    source=store.facts.get("source", ""),
                    loader=store.facts.get("loader", ""),
                    pages=len(store.page_ids),
                    passages=len(store.page_of_passage),
                    has_dense=dense_facts(folder / DENSE_FOLDER) is not None,
                    is_published=version == current,
                    is_draft=version == draft,
                    is_way_back=version == before,
                    published_at=published_at.get(version),
                )
            )
        finally:
            store.close()
    return tuple(shelved)


def find_old(root: Path, base: str, keep: int) -> tuple[str, ...]:
    """Versions that may go when ``keep`` stay, newest first: never the published one, a draft, or the way back."""
    needed = {draft_version(root, base), previous_version(root, base)}
    try:
        needed.add(published_version(root, base))
    except BaseMissing:
        return ()
    return tuple(version for version in versions(root, base)[keep:] if version not in needed)
