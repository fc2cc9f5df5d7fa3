"""A source made into a version of a base, published or kept as a draft."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from time import monotonic

from knowledge.documents import DocumentStore, write_documents
from knowledge.lexical import FieldWeights, LexicalIndex, build_lexical
from knowledge.loaders.hidden import Hidden, HiddenText
from knowledge.loaders.reading import Reading
from knowledge.loaders.registry import loader_for
from knowledge.loaders.skipped import SkippedPage
from knowledge.locks import DirectoryLock
from knowledge.types import BaseMissing, Document, KnowledgeError, Passage
from knowledge.versions import (
    DOCUMENTS_FILE,
    LEXICAL_FOLDER,
    PARSED_FILE,
    base_folder,
    building_folder,
    finish,
    mark_draft,
    publish,
    published_version,
    source_hash,
    version_folder,
    version_id,
)

_SAMPLE = 25
_SELF_QUERY_RANK = 10
_SELF_QUERY_SHARE = 0.9
"""Share of pages that their own title must find again, well under what a sound index gives (all but twins)."""


class LoadStage(StrEnum):
    """What a load is doing."""

    READ_SOURCE = "read_source"
    WRITE_PAGES = "write_pages"
    INDEX_WORDS = "index_words"
    VERIFY = "verify"
    PUBLISHED = "published"


OnProgress = Callable[[LoadStage], None]


def ignore_progress(stage: LoadStage) -> None:
    """For callers that show nothing."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did."""

    base: str
    version: str
    loader: str
    is_new: bool
    """False when this very source was already the version: nothing changed, save that it is published again."""
    pages: int
    passages: int
    skipped: tuple[SkippedPage, ...]
    """Pages left out; empty when nothing was loaded anew."""
    hidden: tuple[HiddenText, ...]
    """Pages with something that no reader sees, which was taken out; empty when nothing was loaded anew."""
    seconds: float
    is_published: bool = True
    """False for a draft."""

    @property
    def hidden_counts(self) -> Mapping[Hidden, int]:
        """All pages together."""
        return sum((Counter(page.counts) for page in self.hidden), Counter())


def load_base(
    source: Path,
    base: str,
    root: Path,
    on_progress: OnProgress = ignore_progress,
    *,
    reading: Reading | None = None,
    as_draft: bool = False,
) -> LoadReport:
    """Reads a source, builds its pages and its lexical index, verifies and publishes them, or keeps them as a draft.

    Nothing is published unless all went well; what was published stays. The dense index is built afterwards, by
    :func:`knowledge.embedding.build_dense`. Raises :class:`SourceRefused` for a source that cannot be read,
    :class:`IndexLocked` while another process loads the base, :class:`KnowledgeError` for a disk that refuses.
    """
    started = monotonic()
    folder = base_folder(root, base)
    on_progress(LoadStage.READ_SOURCE)
    skipped: list[SkippedPage] = []
    hidden: list[HiddenText] = []
    kept = replace(reading or Reading(), kept_in=folder / PARSED_FILE)
    loader = loader_for(source, skipped.append, hidden.append, kept)
    try:
        content = source_hash(source)
        version = version_id(content, loader.recipe)
        final, building = version_folder(root, base, version), building_folder(root, base, version)
        final.parent.mkdir(parents=True, exist_ok=True)
        with DirectoryLock(folder / "loading.lock"):
            is_new = not final.is_dir()
            if is_new:
                _remove_leftovers(final.parent)
                building.mkdir()
                _build(
                    building,
                    loader.load(source, base),
                    base,
                    {"loader": loader.name, "source": source.name, "source_sha256": content},
                    on_progress,
                )
                finish(building, final)
            is_published = _current(root, base) == version
            if as_draft and not is_published:
                mark_draft(root, base, version)
            elif not is_published:
                publish(root, base, version)
                is_published = True
            if is_published:
                on_progress(LoadStage.PUBLISHED)
            pages, passages = _counts(final, base)
    except OSError as error:
        raise KnowledgeError(
            f"{source.name}: the base cannot be written in {folder} ({error.strerror}). Free some space and load again."
        ) from error
    return LoadReport(
        base=base,
        version=version,
        loader=loader.name,
        is_new=is_new,
        pages=pages,
        passages=passages,
        skipped=tuple(skipped),
        hidden=tuple(hidden),
        seconds=monotonic() - started,
        is_published=is_published,
    )


def _build(
    building: Path, documents: Iterator[Document], base: str, facts: dict[str, str], on_progress: OnProgress
) -> None:
    on_progress(LoadStage.WRITE_PAGES)
    written = write_documents(building / DOCUMENTS_FILE, documents, facts)
    store = DocumentStore(building / DOCUMENTS_FILE, base)
    try:
        on_progress(LoadStage.INDEX_WORDS)
        build_lexical(building / LEXICAL_FOLDER, _pages(store))
        on_progress(LoadStage.VERIFY)
        _verify(building, store, written)
    finally:
        store.close()


def _pages(store: DocumentStore) -> Iterator[tuple[Document, list[Passage]]]:
    for number, document in store.all_documents():
        yield document, [passage for _, passage in store.passages_of({number: document})[number]]


def _verify(building: Path, store: DocumentStore, written: tuple[int, int]) -> None:
    """Counts agree, and titles find their pages."""
    index = LexicalIndex(building / LEXICAL_FOLDER)
    stored = (len(store.page_ids), len(store.page_of_passage))
    if not written[0] or not stored == written == (index.page_count, index.passage_count):
        raise KnowledgeError(f"{building}: pages were lost while writing. Load again.")
    step = max(1, written[0] // _SAMPLE)
    asked = found = 0
    for number, document in store.documents(range(0, written[0], step)).items():
        if terms := index.terms(document.title):
            asked += 1
            hits = index.search_pages(dict.fromkeys(terms, 1.0), FieldWeights(), _SELF_QUERY_RANK)
            found += any(hit.number == number for hit in hits)
    if found < asked * _SELF_QUERY_SHARE:
        raise KnowledgeError(f"{building}: the index does not find its own pages. Load again.")


def _counts(version: Path, base: str) -> tuple[int, int]:
    store = DocumentStore(version / DOCUMENTS_FILE, base)
    try:
        return len(store.page_ids), len(store.page_of_passage)
    finally:
        store.close()


def _current(root: Path, base: str) -> str:
    try:
        return published_version(root, base)
    except BaseMissing:
        return ""


def _remove_leftovers(folder: Path) -> None:
    """What an interrupted load or removal left."""
    for path in (*folder.glob("*.building"), *folder.glob("*.removed")):
        shutil.rmtree(path, ignore_errors=True)
