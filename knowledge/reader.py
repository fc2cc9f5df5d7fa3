"""One published version, opened: its pages, its words and, when they are there, its vectors."""

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from knowledge.dense import DenseIndex, open_dense
from knowledge.documents import DocumentStore
from knowledge.embedding import has_dense
from knowledge.fusion import best_by, blend_best
from knowledge.lexical import FieldWeights, Hit, LexicalIndex
from knowledge.public_contacts import list_contacts
from knowledge.query import Query, Wording, read_query
from knowledge.ranking import InsideWeights
from knowledge.spelling import Spelling
from knowledge.types import Embedder, FoundPage, Passage, ScoredPassage
from knowledge.vector_cache import Vector
from knowledge.versions import DENSE_FOLDER, DOCUMENTS_FILE, LEXICAL_FOLDER

_FIELDS = FieldWeights(title=0.3, text=1.0, names=0.3)
_INSIDE_FIELDS = FieldWeights(title=0.0, text=1.0, names=0.0)
_LEXICAL_PASSAGES, _LEXICAL_PAGES = 300, 100
_DENSE_PASSAGES, _DENSE_PAGES = 400, 100
"""How far each list is read."""
_PAGES_BY_LINE, _PASSAGES_BY_LINE = 4, 16
"""Best pages, and best passages of each, that are read line by line: the only ones that may be shown."""
_LEAST_OCCURRENCES = 3
"""A rarer word may itself be a slip of the publisher."""


class VersionReader:
    """Searches one version. Thread-safe. Closed by its last user, see :meth:`acquire`."""

    def __init__(self, folder: Path, base: str, embedder: Embedder | None, *, copy_if_locked: bool) -> None:
        """Raises :class:`IndexLocked` when the vectors are open elsewhere and may not be copied."""
        self.folder = folder
        self.base = base
        self.store = DocumentStore(folder / DOCUMENTS_FILE, base)
        self._lexical = LexicalIndex(folder / LEXICAL_FOLDER)
        self._spelling = Spelling(self.store.words(_LEAST_OCCURRENCES))
        self._dense: DenseIndex | None = None
        if embedder is not None and has_dense(folder, embedder):
            self._dense = open_dense(folder / DENSE_FOLDER, embedder, copy_if_locked=copy_if_locked)
        self._users = 1
        self._users_lock = threading.Lock()

    @property
    def is_dense(self) -> bool:
        return self._dense is not None

    @cached_property
    def public_contacts(self) -> frozenset[str]:
        """Keys of the telephone numbers and e-mail addresses that stand in the pages."""
        return list_contacts(self.store.texts())

    def acquire(self) -> "VersionReader":
        """One more user: the files stay open until each has called :meth:`release`."""
        with self._users_lock:
            self._users += 1
        return self

    def release(self) -> None:
        """One user less; the last one closes the files."""
        with self._users_lock:
            self._users -= 1
            is_last = self._users == 0
        if is_last:
            self.store.close()
            if self._dense is not None:
                self._dense.close()

    def read_query(self, wording: Wording) -> Query:
        return read_query(wording, self._lexical, self._spelling)

    def pages_by_words(self, query: Query) -> tuple[dict[int, float], dict[int, float]]:
        """Scores of pages by their best passage, and by the page as a whole."""
        passages = self._lexical.search_passages(query.terms, _FIELDS, _LEXICAL_PASSAGES)
        pages = self._lexical.search_pages(query.terms, _FIELDS, _LEXICAL_PAGES)
        by_passage = best_by(self._pages_of([hit.number for hit in passages]), [hit.score for hit in passages])
        return by_passage, {hit.number: hit.score for hit in pages}

    def pages_by_meaning(self, question: Vector) -> tuple[dict[int, float], dict[int, float]]:
        """Nearness of pages by their best passages, and by the page as a whole; empty without vectors."""
        if self._dense is None:
            return {}, {}
        passages = self._dense.nearest_passages(question, _DENSE_PASSAGES)
        pages = self._dense.nearest_pages(question, _DENSE_PAGES)
        by_passage = blend_best(
            self._pages_of([near.number for near in passages]), [near.similarity for near in passages]
        )
        return by_passage, {near.number: near.similarity for near in pages}

    def found_pages(
        self, scores: Mapping[int, float], query: Query, question: Vector | None, weights: InsideWeights
    ) -> list[FoundPage]:
        """Pages with all their passages scored against the question, the best first inside each page."""
        documents = self.store.documents(list(scores))
        passages = self.store.passages_of(documents)
        numbers = [number for inside in passages.values() for number, _ in inside]
        by_words = self._word_scores(documents, query)
        similarities = self._dense.similarities(question, numbers) if self._dense and question is not None else {}
        rarities = {term: weight * self._lexical.rarity(term) for term, weight in query.terms.items()}
        overlaps = self._overlaps(list(scores), rarities)
        found: list[FoundPage] = []
        for rank, (page, score) in enumerate(scores.items()):
            inside = [number for number, _ in passages[page]]
            fused = weights.fuse(
                {number: by_words.get(number, 0.0) for number in inside},
                {number: similarities[number] for number in inside if number in similarities},
            )
            ranked = sorted(passages[page], key=lambda entry: -fused[entry[0]])
            found.append(
                FoundPage(
                    documents[page],
                    score,
                    tuple(
                        ScoredPassage(
                            passage,
                            fused[number],
                            similarities.get(number, 0.0),
                            overlaps[page],
                            self._line_overlaps(passage, rarities)
                            if rank < _PAGES_BY_LINE and place < _PASSAGES_BY_LINE
                            else (),
                        )
                        for place, (number, passage) in enumerate(ranked)
                    ),
                    self._title_overlap(documents[page].title, query),
                    self.folder.name,
                )
            )
        return found

    def _title_overlap(self, title: str, query: Query) -> float:
        rarities = {term: self._lexical.rarity(term) for term in self._lexical.terms(title)}
        total = sum(rarities.values())
        return sum(rarity for term, rarity in rarities.items() if term in query.terms) / total if total else 0.0

    def _line_overlaps(self, passage: Passage, rarities: Mapping[str, float]) -> tuple[float, ...]:
        total = sum(rarities.values())
        if not total:
            return ()
        lines = (self._lexical.terms(line) for line in passage.text.splitlines())
        return tuple(sum(rarities.get(term, 0.0) for term in terms) / total for terms in lines)

    def _word_scores(self, pages: Mapping[int, object], query: Query) -> dict[int, float]:
        hits: list[Hit] = self._lexical.search_inside(list(pages), query.terms, _INSIDE_FIELDS)
        return {hit.number: hit.score for hit in hits}

    def _overlaps(self, pages: Sequence[int], rarities: Mapping[str, float]) -> dict[int, float]:
        """Share of the question's terms, by rarity, that stand in each page."""
        total = sum(rarities.values())
        held = dict.fromkeys(pages, 0.0)
        for term, rarity in rarities.items():
            for page in self._lexical.pages_holding(term, pages):
                held[page] += rarity
        return {page: value / total if total else 0.0 for page, value in held.items()}

    def _pages_of(self, passages: Sequence[int]) -> list[int]:
        return [self.store.page_of_passage[number] for number in passages]
