"""The lexical index of a version: pages and passages by their words, in French. The only module that knows Tantivy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path

import tantivy

from knowledge.french import STOP_WORDS, fold
from knowledge.types import Document, KnowledgeError, Passage

FORMAT = 1
"""Raised when the fields or the analysis change: an index built otherwise is then rebuilt."""

_ANALYZER = "french"
_WRITER_BYTES = 64 * 1024 * 1024
_PAGES, _PASSAGES = "pages", "passages"
MAX_TERMS = 64
"""Terms of a query that are looked up; a longer one is a pasted document, not a question."""


@dataclass(frozen=True, slots=True)
class FieldWeights:
    """How much a word counts by where it stands."""

    title: float = 0.0
    """The page's title."""
    text: float = 1.0
    """Everything: names, headings and words of the page or passage."""
    names: float = 0.0
    """What other pages call this one, and the folders it lies in."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A page or passage by its number in the version, with its BM25 score."""

    number: int
    score: float


_FIELDS = ("title", "text", "names")


def build_lexical(directory: Path, pages: Iterable[tuple[Document, Sequence[Passage]]]) -> None:
    """Writes both indexes under ``directory``. Numbers follow the order given, from 0.

    Raises :class:`KnowledgeError` when the disk refuses.
    """
    try:
        page_writer = _create(directory / _PAGES)
        passage_writer = _create(directory / _PASSAGES)
        passage_number = 0
        for page_number, (document, passages) in enumerate(pages):
            page_writer.add_document(
                _document(
                    page_number,
                    page_number,
                    title=document.title,
                    text="\n".join([_headings_of(document), document.description, *(part.text for part in passages)]),
                    names=_names_of(document),
                )
            )
            for passage in passages:
                passage_writer.add_document(
                    _document(
                        passage_number,
                        page_number,
                        title=document.title,
                        text="\n".join([*(step.text for step in passage.path[1:]), passage.text]),
                        names=_names_of(document),
                    )
                )
                passage_number += 1
        for writer in (page_writer, passage_writer):
            writer.commit()
            writer.wait_merging_threads()
    except (ValueError, OSError) as error:
        raise KnowledgeError(
            f"{directory}: the index cannot be written. Free some disk space and load again."
        ) from error


class LexicalIndex:
    """Reads both indexes. Thread-safe."""

    def __init__(self, directory: Path) -> None:
        """Raises :class:`KnowledgeError` when there is no index there."""
        self._schema = _schema()
        self._analyzer = _french()
        try:
            self._searchers = {kind: _open(directory / kind) for kind in (_PAGES, _PASSAGES)}
        except (ValueError, OSError) as error:
            raise KnowledgeError(f"{directory}: the index cannot be read. Load the base again.") from error

    @property
    def page_count(self) -> int:
        return int(self._searchers[_PAGES].num_docs)

    @property
    def passage_count(self) -> int:
        return int(self._searchers[_PASSAGES].num_docs)

    def terms(self, text: str) -> list[str]:
        """The index terms of a text, each once, stop words left out, in reading order, at most ``MAX_TERMS``."""
        return list(dict.fromkeys(self._analyzer.analyze(_straight(text))))[:MAX_TERMS]

    def rarity(self, term: str) -> float:
        """Inverse document frequency over pages: near 0 for a term of every page, highest for one of none."""
        frequency = self.page_frequency(term)
        return log(1 + (self.page_count - frequency + 0.5) / (frequency + 0.5))

    def page_frequency(self, term: str) -> int:
        """Number of pages in whose text the term stands."""
        return int(self._searchers[_PAGES].doc_freq("text", term))

    def pages_holding(self, term: str, pages: Sequence[int]) -> set[int]:
        """Those of some pages in whose text the term stands."""
        among = tantivy.Query.term_set_query(self._schema, "page", list(pages))
        holding = tantivy.Query.term_query(self._schema, "text", term, "basic")
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, among), (tantivy.Occur.Must, holding)])
        return {hit.number for hit in self._search(_PAGES, query, len(pages))} if pages else set()

    def search_pages(self, terms: Mapping[str, float], weights: FieldWeights, limit: int) -> list[Hit]:
        """Best pages for weighted terms, best first."""
        return self._search(_PAGES, self._any_of(terms, weights), limit)

    def search_passages(self, terms: Mapping[str, float], weights: FieldWeights, limit: int) -> list[Hit]:
        """Best passages for weighted terms, best first."""
        return self._search(_PASSAGES, self._any_of(terms, weights), limit)

    def search_inside(self, pages: Sequence[int], terms: Mapping[str, float], weights: FieldWeights) -> list[Hit]:
        """All passages of some pages that hold a term, best first."""
        if not pages or not terms:
            return []
        inside = tantivy.Query.const_score_query(tantivy.Query.term_set_query(self._schema, "page", list(pages)), 0.0)
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, inside), (tantivy.Occur.Must, self._any_of(terms, weights))]
        )
        return self._search(_PASSAGES, query, 10_000)

    def _any_of(self, terms: Mapping[str, float], weights: FieldWeights) -> tantivy.Query:
        clauses = [
            (
                tantivy.Occur.Should,
                _weighted(tantivy.Query.term_query(self._schema, field, term, "freq"), weight * boost),
            )
            for term, weight in terms.items()
            for field in _FIELDS
            if (boost := getattr(weights, field)) > 0 and weight > 0
        ]
        return tantivy.Query.boolean_query(clauses) if clauses else tantivy.Query.empty_query()

    def _search(self, kind: str, query: tantivy.Query, limit: int) -> list[Hit]:
        searcher = self._searchers[kind]
        found = searcher.search(query, limit, count=False).hits
        numbers = searcher.fast_field_values("number", [address for _, address in found])
        return [Hit(int(number), float(score)) for (score, _), number in zip(found, numbers, strict=True)]


def _weighted(query: tantivy.Query, boost: float) -> tantivy.Query:
    return tantivy.Query.boost_query(query, boost)


def _straight(text: str) -> str:
    return text.replace("œ", "oe").replace("Œ", "OE")


def _headings_of(document: Document) -> str:
    return "\n".join(dict.fromkeys(step.text for block in document.blocks for step in block.path[1:]))


def _names_of(document: Document) -> str:
    """What others call the page, and where it stands among the others."""
    return "\n".join((*document.keywords, *document.breadcrumb))


def _document(number: int, page: int, *, title: str, text: str, names: str) -> tantivy.Document:
    """One row. All words stand together in ``text``: a word of the title that the body repeats counts as often as it
    should, where one BM25 score a field, each with its own lengths, lets a short title outweigh the rest."""
    document = tantivy.Document()
    document.add_unsigned("number", number)
    document.add_unsigned("page", page)
    for field, value in (("title", title), ("text", f"{title}\n{names}\n{text}"), ("names", names)):
        document.add_text(field, _straight(value))
    return document


@lru_cache(maxsize=1)
def _french() -> tantivy.TextAnalyzer:
    """Accents go before the stemmer runs, so that « declaration » meets « déclaration »."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(40))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.custom_stopword(sorted({fold(word) for word in STOP_WORDS})))
        .filter(tantivy.Filter.stemmer("french"))
        .build()
    )


@lru_cache(maxsize=1)
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", fast=True)
    builder.add_unsigned_field("page", indexed=True, fast=True)
    for field in _FIELDS:
        builder.add_text_field(field, tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


def _create(directory: Path) -> tantivy.IndexWriter:
    directory.mkdir(parents=True)
    index = tantivy.Index(_schema(), path=str(directory))
    index.register_tokenizer(_ANALYZER, _french())
    return index.writer(_WRITER_BYTES, num_threads=1)


def _open(directory: Path) -> tantivy.Searcher:
    index = tantivy.Index.open(str(directory))
    index.register_tokenizer(_ANALYZER, _french())
    return index.searcher()
