"""Ids and titles that tell the documents of one base apart."""

import unicodedata
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PurePosixPath

import regex

from knowledge.types import Document

_LONGEST_ID = 80


@dataclass(slots=True)
class DocumentNames:
    """Owns the names given so far in one load."""

    _ids: set[str] = field(default_factory=set)
    _titles: set[str] = field(default_factory=set)

    def take(self, document: Document) -> None:
        """Notes a document that has its names already."""
        self._ids.add(document.id)
        self._titles.add(document.title.casefold())

    def give(self, document: Document, file: str) -> Document:
        """The document with an id made from the path of its file, the same at each load. A title that another bears
        is followed by the file's name: nobody could tell two sources with one title apart."""
        document = self._with_title(replace(document, id=self._id(document.id, file)), file)
        self.take(document)
        return document

    def _id(self, own: str, file: str) -> str:
        path = PurePosixPath(file)
        given = "-".join(filter(None, (_slug(path.with_suffix("").as_posix()), own)))
        if not given or given in self._ids:
            given = f"{given}-{_slug(path.suffix)}".strip("-")
        return given if given and given not in self._ids else f"{given}-{_digest(file)}".strip("-")

    def _with_title(self, document: Document, file: str) -> Document:
        if document.title.casefold() not in self._titles:
            return document
        title = f"{document.title} ({PurePosixPath(file).name})"
        blocks = tuple(
            replace(block, path=(replace(block.path[0], text=title), *block.path[1:])) for block in document.blocks
        )
        return replace(document, title=title, blocks=blocks)


def _slug(text: str) -> str:
    """Small letters without accents, digits and « - »: fit for an address and a command line."""
    letters = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    slug = regex.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return slug if len(slug) <= _LONGEST_ID else f"{slug[: _LONGEST_ID - 9]}-{_digest(text)}"


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
