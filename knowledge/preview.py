"""What a load would give, without loading: the documents, their passages, and what is left out."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from knowledge.chunking import cut_into_passages
from knowledge.loaders.hidden import HiddenText
from knowledge.loaders.reading import Reading
from knowledge.loaders.registry import loader_for
from knowledge.loaders.skipped import NothingLoaded, SkippedPage
from knowledge.types import Document, Passage


@dataclass(frozen=True, slots=True)
class DocumentPreview:
    """One document as it would be searched and cited."""

    document: Document
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """All that a load would do."""

    documents: tuple[DocumentPreview, ...]
    skipped: tuple[SkippedPage, ...]
    hidden: tuple[HiddenText, ...]

    @property
    def passages(self) -> int:
        return sum(len(each.passages) for each in self.documents)

    def find(self, number_or_id: str) -> DocumentPreview | None:
        """By rank from 1, or by id."""
        for rank, each in enumerate(self.documents, start=1):
            if number_or_id in (str(rank), each.document.id):
                return each
        return None


def preview(source: Path, base: str, reading: Reading) -> Preview:
    """Reads a source and writes nothing. Raises :class:`SourceRefused` for one that cannot be read at all."""
    skipped: list[SkippedPage] = []
    hidden: list[HiddenText] = []
    loader = loader_for(source, skipped.append, hidden.append, reading)
    documents: list[DocumentPreview] = []
    with suppress(NothingLoaded):  # what was left out says why
        for document in loader.load(source, base):
            documents.append(DocumentPreview(document, tuple(cut_into_passages(document))))
    return Preview(tuple(documents), tuple(skipped), tuple(hidden))
