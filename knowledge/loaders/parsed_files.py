"""What was read already, kept by what it was read from: a load that was stopped reads only the rest."""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from knowledge.loaders.formats import READERS_FORMAT, FileFormat
from knowledge.loaders.hidden import Hidden
from knowledge.loaders.parsed_file import ParsedFile
from knowledge.loaders.screening import PersonalDataFound
from knowledge.loaders.skipped import FileRefused, SkippedPage, SkipReason
from knowledge.serialisation import document_from_json, document_to_json
from knowledge.types import KnowledgeError

_SCHEMA = "CREATE TABLE IF NOT EXISTS parsed (key TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """What came of one file."""

    outcome: ParsedFile | FileRefused
    found: tuple[tuple[PersonalDataFound, ...], ...] | None = None
    """Personal data by document; None where nobody looked."""


def key_of(file_format: FileFormat, name: str, content_sha256: str) -> str:
    """The same bytes under the same name, read the same way. The name counts: it may be the title."""
    return sha256(f"{READERS_FORMAT} {file_format} {name} {content_sha256}".encode()).hexdigest()


class ParsedFiles:
    """One SQLite file, or nothing at all where no path is given. Used by one thread."""

    def __init__(self, path: Path | None) -> None:
        """Raises :class:`KnowledgeError` when the file cannot be opened."""
        self._path = path
        try:
            self._connection = sqlite3.connect(path or ":memory:", isolation_level=None)
            self._connection.execute("PRAGMA secure_delete=ON")
            self._connection.execute(_SCHEMA)
        except sqlite3.Error as error:
            raise KnowledgeError(f"{path}: cannot be opened. Check the disk, or delete the file.") from error

    def close(self) -> None:
        self._connection.close()

    def get(self, key: str) -> KeptFile | None:
        """None for a file that was not read yet, or whose row is damaged."""
        row = self._connection.execute("SELECT content FROM parsed WHERE key = ?", [key]).fetchone()
        try:
            return _from_json(row[0]) if row else None
        except (ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, kept: KeptFile, *, with_text: bool) -> None:
        """``with_text`` is False for a file that holds personal data: what was found is kept, and no word of it.

        Raises :class:`KnowledgeError` when the disk refuses.
        """
        if self._path is None:
            return
        if not with_text and isinstance(kept.outcome, ParsedFile):
            kept = replace(kept, outcome=replace(kept.outcome, documents=()))
        try:
            self._connection.execute("INSERT OR REPLACE INTO parsed VALUES (?, ?)", [key, _to_json(kept)])
        except sqlite3.Error as error:
            raise KnowledgeError(
                f"{self._path}: cannot be written ({error}). Free some space and load again."
            ) from error

    def keep_only(self, keys: Collection[str]) -> None:
        """Forgets what the source holds no longer."""
        known = [row[0] for row in self._connection.execute("SELECT key FROM parsed")]
        gone = [(key,) for key in known if key not in keys]
        self._connection.executemany("DELETE FROM parsed WHERE key = ?", gone)


def _to_json(kept: KeptFile) -> str:
    given: dict[str, Any] = {"found": None}
    if kept.found is not None:
        given["found"] = [[[dict(part.kinds), part.place] for part in parts] for parts in kept.found]
    if isinstance(kept.outcome, FileRefused):
        given["refused"] = [kept.outcome.kind, str(kept.outcome), kept.outcome.detail]
    else:
        given["documents"] = [document_to_json(document) for document in kept.outcome.documents]
        given["hidden"] = dict(kept.outcome.hidden)
        given["left_out"] = [
            [part.name, part.reason, part.kind, part.place, part.detail] for part in kept.outcome.left_out
        ]
    return json.dumps(given, ensure_ascii=False)


def _from_json(text: str) -> KeptFile:
    given = json.loads(text)
    found = given["found"]
    parts = None
    if found is not None:
        parts = tuple(tuple(PersonalDataFound(kinds, place) for kinds, place in document) for document in found)
    if refused := given.get("refused"):
        return KeptFile(FileRefused(SkipReason(refused[0]), refused[1], refused[2]), parts)
    outcome = ParsedFile(
        documents=tuple(document_from_json(document, "") for document in given["documents"]),
        hidden=Counter({Hidden(name): count for name, count in given["hidden"].items()}),
        left_out=tuple(
            SkippedPage(name, reason, SkipReason(kind), place, detail)
            for name, reason, kind, place, detail in given["left_out"]
        ),
    )
    return KeptFile(outcome, parts)
