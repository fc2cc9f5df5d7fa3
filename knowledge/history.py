"""In which order the versions of a base were published: the way back is read from it.

One file beside the pointer, one line a publication, only ever added to.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HISTORY_FILE = "history.jsonl"


@dataclass(frozen=True, slots=True)
class Publication:
    """A moment at which a version became the one that readers open."""

    version: str
    at: datetime
    is_way_back: bool
    """True when it took the place of a newer one that was taken back."""


def read_history(folder: Path) -> tuple[Publication, ...]:
    """Publications of a base, oldest first. A line that a stopped machine left half written is not counted."""
    try:
        lines = (folder / HISTORY_FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    return tuple(found for line in lines if (found := _read(line)) is not None)


def note_publication(folder: Path, version: str, *, is_way_back: bool = False) -> None:
    """Adds a line, on the disk when the call returns."""
    row = {"version": version, "at": datetime.now(UTC).isoformat(), "is_way_back": is_way_back}
    with (folder / HISTORY_FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
        file.flush()
        os.fsync(file.fileno())


def standing(publications: Iterable[Publication]) -> list[str]:
    """Versions one above the other: the last is published, and going back uncovers the one under it."""
    stack: list[str] = []
    for publication in publications:
        if publication.is_way_back and publication.version in stack:
            del stack[stack.index(publication.version) + 1 :]
        else:
            stack = [version for version in stack if version != publication.version]
            stack.append(publication.version)
    return stack


def _read(line: str) -> Publication | None:
    try:
        row = json.loads(line)
        return Publication(row["version"], datetime.fromisoformat(row["at"]), row["is_way_back"])
    except (ValueError, KeyError, TypeError):
        return None
