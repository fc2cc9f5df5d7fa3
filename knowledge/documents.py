"""The pages and passages of one version of a base: one SQLite file, written once, then only read."""

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.chunking import cut_into_passages
from knowledge.french import capitalised_words, lower_case_words
from knowledge.serialisation import document_from_json, document_to_json, path_from_json, path_to_json
from knowledge.types import Document, KnowledgeError, Passage

_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, updated_on TEXT, content TEXT NOT NULL);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (number),
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (document, position)
);
CREATE TABLE words (word TEXT PRIMARY KEY, occurrences INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE names (name TEXT PRIMARY KEY, occurrences INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE abbreviations (name TEXT NOT NULL, meaning TEXT NOT NULL, pages INTEGER NOT NULL);
"""

_PAGES_AT_A_TIME = 100


@dataclass(frozen=True, slots=True)
class PageOutline:
    """What a list shows of a page."""

    document_id: str
    title: str
    url: str
    theme: str
    updated_on: date | None


def write_documents(path: Path, documents: Iterable[Document], facts: Mapping[str, str]) -> tuple[int, int]:
    """Writes a new file; returns how many pages and passages it holds.

    Pages and passages are numbered from 0 in the order given: the indexes speak of them by number.
    Raises :class:`KnowledgeError` when the disk refuses.
    """
    pages = passages = 0
    words: Counter[str] = Counter()
    names: Counter[str] = Counter()
    abbreviations: Counter[tuple[str, str]] = Counter()
    try:
        with sqlite3.connect(path) as connection:
            connection.executescript(_SCHEMA)
            connection.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
            for document in documents:
                day = document.updated_on.isoformat() if document.updated_on else None
                connection.execute(
                    "INSERT INTO documents VALUES (?, ?, ?, ?)", (pages, document.id, day, document_to_json(document))
                )
                cut = cut_into_passages(document)
                words.update(lower_case_words(passage.text for passage in cut))
                names.update(capitalised_words(passage.text for passage in cut))
                abbreviations.update({(term.name, term.meaning) for term in document.terms if term.is_abbreviation})
                rows = [
                    (passages + passage.position, pages, passage.position, path_to_json(passage.path), passage.text)
                    for passage in cut
                ]
                connection.executemany("INSERT INTO passages VALUES (?, ?, ?, ?, ?)", rows)
                pages, passages = pages + 1, passages + len(rows)
            connection.executemany("INSERT INTO words VALUES (?, ?)", words.items())
            connection.executemany("INSERT INTO names VALUES (?, ?)", names.items())
            connection.executemany(
                "INSERT INTO abbreviations VALUES (?, ?, ?)",
                ((name, meaning, count) for (name, meaning), count in sorted(abbreviations.items())),
            )
        connection.close()
    except sqlite3.Error as error:
        raise KnowledgeError(
            f"{path}: pages cannot be written ({error}). Free some disk space and load again."
        ) from error
    return pages, passages


class DocumentStore:
    """Reads the file of a version. Thread-safe: one connection behind a lock, each read well under a millisecond."""

    def __init__(self, path: Path, base: str) -> None:
        """Opens the file as one that nobody changes any more. Raises :class:`KnowledgeError`."""
        self._base = base
        self._lock = threading.Lock()
        try:
            self._connection = sqlite3.connect(
                f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self.facts: Mapping[str, str] = dict(self._rows("SELECT name, value FROM facts"))
            self.page_ids: tuple[str, ...] = tuple(
                row[0] for row in self._rows("SELECT id FROM documents ORDER BY number")
            )
            self.page_of_passage: tuple[int, ...] = tuple(
                row[0] for row in self._rows("SELECT document FROM passages ORDER BY number")
            )
        except sqlite3.Error as error:
            raise KnowledgeError(f"{path}: the pages cannot be read. Load the base again.") from error
        self._number_of_page = {page_id: number for number, page_id in enumerate(self.page_ids)}

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def newest_and_oldest(self) -> tuple[date | None, date | None]:
        """Dates of the last and of the first changed page."""
        newest, oldest = self._rows("SELECT max(updated_on), min(updated_on) FROM documents")[0]
        return (date.fromisoformat(newest) if newest else None, date.fromisoformat(oldest) if oldest else None)

    def words(self, minimum: int) -> dict[str, int]:
        """Words that stand at least ``minimum`` times in lower case in the passages, and how often."""
        return dict(self._rows("SELECT word, occurrences FROM words WHERE occurrences >= ?", [minimum]))

    def names(self, minimum: int) -> frozenset[str]:
        """Words that stand at least ``minimum`` times with a capital inside a sentence of the passages.

        None for a version that was loaded before they were counted.
        """
        if not self._rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'names'"):
            return frozenset()
        return frozenset(row[0] for row in self._rows("SELECT name FROM names WHERE occurrences >= ?", [minimum]))

    def texts(self) -> Iterator[str]:
        """Everything that the pages say, passages first, then what they give as data."""
        for query in ("SELECT text FROM passages", "SELECT content FROM documents"):
            yield from (row[0] for row in self._rows(query))

    def lines(self) -> tuple[str, ...]:
        """Every different line of the passages, in the order of the pages."""
        texts = self._rows("SELECT text FROM passages ORDER BY document, position")
        return tuple(dict.fromkeys(line.strip() for (text,) in texts for line in text.splitlines() if line.strip()))

    def abbreviations(self) -> list[tuple[str, str]]:
        """Initials and acronyms with the name written out, the most widespread first."""
        return self._rows("SELECT name, meaning FROM abbreviations ORDER BY pages DESC, name, meaning")

    def document(self, page_id: str) -> Document | None:
        number = self._number_of_page.get(page_id)
        return None if number is None else self.documents([number])[number]

    def documents(self, numbers: Sequence[int]) -> dict[int, Document]:
        """Pages by number."""
        rows = self._rows(f"SELECT number, content FROM documents WHERE number IN ({_marks(numbers)})", numbers)  # noqa: S608
        return {number: document_from_json(content, self._base) for number, content in rows}

    def outlines(self) -> tuple[PageOutline, ...]:
        """Every page by what a list shows of it, in the order of the version; none is read whole."""
        rows = self._rows(
            "SELECT id, content ->> '$.title', content ->> '$.url', content ->> '$.theme', updated_on "
            "FROM documents ORDER BY number"
        )
        return tuple(
            PageOutline(page_id, title, url, theme, date.fromisoformat(day) if day else None)
            for page_id, title, url, theme, day in rows
        )

    def all_documents(self) -> Iterator[tuple[int, Document]]:
        """Every page with its number, a few in memory at a time."""
        for start in range(0, len(self.page_ids), _PAGES_AT_A_TIME):
            numbers = range(start, min(start + _PAGES_AT_A_TIME, len(self.page_ids)))
            yield from sorted(self.documents(numbers).items())

    def passages_of(self, pages: Mapping[int, Document]) -> dict[int, list[tuple[int, Passage]]]:
        """For each page, its passages in reading order, each with its number in the version."""
        numbers = tuple(pages)
        rows = self._rows(
            "SELECT document, number, position, path, text FROM passages "  # noqa: S608
            f"WHERE document IN ({_marks(numbers)}) ORDER BY number",
            numbers,
        )
        found: dict[int, list[tuple[int, Passage]]] = {number: [] for number in numbers}
        for page, number, position, path, text in rows:
            found[page].append((number, _passage(pages[page], position, path, text)))
        return found

    def passages(self, page_id: str) -> list[Passage]:
        """The passages of one page in reading order; empty for an unknown page."""
        number = self._number_of_page.get(page_id)
        if number is None:
            return []
        pages = self.documents([number])
        return [passage for _, passage in self.passages_of(pages)[number]]

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        with self._lock:
            return self._connection.execute(query, tuple(values)).fetchall()


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _passage(document: Document, position: int, path: str, text: str) -> Passage:
    return Passage(
        id=f"{document.id}#{position}",
        document_id=document.id,
        base=document.base,
        title=document.title,
        path=path_from_json(path),
        text=text,
        url=document.url,
        updated_on=document.updated_on,
        theme=document.theme,
        audience=document.audience,
        position=position,
    )
