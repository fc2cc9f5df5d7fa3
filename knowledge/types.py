"""Documents, passages and what the page gives as data: the words of the knowledge leaf."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class KnowledgeError(Exception):
    """A base could not be read, built or opened. ``str(error)`` names the file and what to do."""


class SourceRefused(KnowledgeError):
    """A file given to a loader is broken, hostile or of no known format."""


class BaseMissing(KnowledgeError):
    """No published version of the base."""


class IndexLocked(KnowledgeError):
    """Another process holds the directory."""


class BlockKind(StrEnum):
    """What a block of a page is."""

    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    WARNING = "warning"
    """*Attention*."""
    NOTE = "note"
    """*À noter*, *À savoir*, *Rappel*."""


class HeadingKind(StrEnum):
    """What a step of a heading path is. Situations and cases exclude one another; chapters do not."""

    TITLE = "title"
    SITUATION = "situation"
    CASE = "case"
    CHAPTER = "chapter"


@dataclass(frozen=True, slots=True)
class Heading:
    """One step of a heading path."""

    kind: HeadingKind
    text: str
    group: str = ""
    """For situations and cases: names the list of branches it belongs to, unique in the page, so that two
    branches of one list are known to exclude each other. Empty for titles and chapters."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page, in reading order, under its headings."""

    kind: BlockKind
    path: tuple[Heading, ...]
    """From the title down."""
    lines: tuple[str, ...]
    """A paragraph has one line; a list one an item; a table one a row, cells joined by " | ", headers first."""


class ActionKind(StrEnum):
    """What the page lets a person do."""

    FORM = "form"
    ONLINE_SERVICE = "online_service"
    LETTER = "letter"
    SIMULATOR = "simulator"
    CONTACT = "contact"
    """Where to go (*OuSAdresser*)."""
    REFERENCE = "reference"
    """The law behind it."""
    INFORMATION = "information"
    """Further reading on another official site (*PourEnSavoirPlus*)."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word that the page explains."""

    name: str
    meaning: str
    is_abbreviation: bool = False
    """True for initials and acronyms: the meaning of « Caf » is « Caisse d'allocations familiales »."""


@dataclass(frozen=True, slots=True)
class PageAction:
    """A link or a place that the page gives as data."""

    kind: ActionKind
    title: str
    url: str = ""
    """Empty when the page gives none."""
    form_number: str = ""
    """For example ``cerfa n°12100*02``; empty when there is none."""
    path: tuple[str, ...] = ()
    """Texts of the situation and case under which it stands, empty for the whole page."""


@dataclass(frozen=True, slots=True)
class Document:
    """One official page."""

    id: str
    """The publisher's own, for example ``F1342``."""
    base: str
    title: str
    url: str
    description: str
    updated_on: date | None
    theme: str
    audience: str
    kind: str
    """The publisher's type: *Fiche d'information*, *Fiche Question-réponse*, *Comment faire si*…"""
    breadcrumb: tuple[str, ...]
    blocks: tuple[Block, ...]
    actions: tuple[PageAction, ...] = ()
    related: tuple[str, ...] = ()
    """Ids of pages that this one points to."""
    keywords: tuple[str, ...] = ()
    """Other names that the page is known by."""
    costs: tuple[str, ...] = ()
    """Sentences of the page that state a price to pay, in reading order."""
    terms: tuple[Term, ...] = ()
    """Glossary and abbreviations given with the page."""
    introduction_blocks: int = 0
    """How many of the first blocks introduce the page."""
    file: str = ""
    """Its file in the source; empty for a page that was loaded before files were noted."""
    sha256: str = ""
    """Of that file, as it came."""
    publisher: str = ""
    """Who publishes it, as people know them; its file's name where nobody said and it has no address. Empty for a page
    whose address tells."""
    licence: str = ""
    """Under what terms it may be shown again; empty where nobody said."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An indexed piece of a page. What is retrieved, shown and cited."""

    id: str
    """Unique in the version: ``F1342#7``."""
    document_id: str
    base: str
    title: str
    path: tuple[Heading, ...]
    """The whole heading path, title first."""
    text: str
    """The blocks' lines, one a line, without the headings."""
    url: str
    updated_on: date | None
    theme: str
    audience: str
    position: int
    """Rank in the page, from 0."""

    @property
    def heading(self) -> str:
        """The path as a person reads it: « Carte grise > Vous êtes le vendeur »."""
        return " > ".join(step.text for step in self.path)

    @property
    def situation(self) -> tuple[Heading, ...]:
        """The situations and cases under which the passage holds, outermost first."""
        return tuple(step for step in self.path if step.kind in (HeadingKind.SITUATION, HeadingKind.CASE))


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage with what retrieval thinks of it."""

    passage: Passage
    score: float
    """Fused score of the passage inside its page; comparable within one search only."""
    similarity: float
    """Cosine between the question and the passage; 0 where the dense index does not know."""
    overlap: float = 0.0
    """Share of the question's meaning words (by their rarity) that stand in the page, between 0 and 1."""
    line_overlaps: tuple[float, ...] = ()
    """The same for each line of the passage. Empty for passages far from the best ones."""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page with its passages that match, best first."""

    document: Document
    score: float
    """Fused score of the page; comparable within one search only."""
    passages: tuple[ScoredPassage, ...]
    title_overlap: float = 0.0
    """Share of the title's meaning words (by their rarity) that stand in the question or in the pages' words for it."""
    version: str = ""
    """Version of the base that it was read from."""

    @property
    def similarity(self) -> float:
        """Best cosine of its passages; 0 without a dense index."""
        return max((found.similarity for found in self.passages), default=0.0)

    @property
    def overlap(self) -> float:
        return max((found.overlap for found in self.passages), default=0.0)


@dataclass(frozen=True, slots=True)
class SearchReport:
    """What one search found and how."""

    pages: tuple[FoundPage, ...]
    """Best first."""
    dense: bool
    """False when only the lexical index answered."""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Seconds by stage: ``lexical``, ``embedding``, ``dense``, ``fusion``."""
    official: tuple[str, ...] = ()
    """The pages' words that the question's everyday words stand for."""
    terms: int = 0
    """How many meaning words the question has, as the base that knows most of them counts them."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """By base: the version that was searched."""


class Embedder(Protocol):
    """Vectors of unit length, given by the caller: this leaf knows no model."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def embed_query(self, text: str) -> list[float]: ...

    def embed_passages(self, texts: Sequence[str]) -> list[list[float]]: ...


class Loader(Protocol):
    """Reads one source format."""

    @property
    def name(self) -> str: ...

    @property
    def recipe(self) -> str:
        """Everything beside the source that its documents hang on: two recipes give two versions of a base."""
        ...

    def recognises(self, source: Path) -> bool: ...

    def load(self, source: Path, base: str) -> Iterator[Document]:
        """Raises :class:`SourceRefused`."""
        ...


class Retriever(Protocol):
    """Finds pages and passages. Synchronous and thread-safe."""

    def search(self, query: str, *, pages: int = 10) -> SearchReport: ...
