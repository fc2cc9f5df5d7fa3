"""The pages that answers are tied to, as the published bases have them."""

from collections.abc import Sequence
from typing import Protocol

from assistant.validated.types import PageTie, ValidatedAnswer
from knowledge.content import content_hash
from knowledge.status import BaseStatus
from knowledge.types import BaseMissing, Document, Passage


class OpenBases(Protocol):
    """The published bases, open for reading; :class:`knowledge.library.Library` is one."""

    def document(self, base: str, document_id: str) -> Document | None: ...

    def passages(self, base: str, document_id: str) -> list[Passage]: ...

    def status(self) -> tuple[BaseStatus, ...]: ...


def find_document(bases: OpenBases, base: str, document_id: str) -> Document | None:
    """A page of the published version; None where the base is not open or has no such page."""
    try:
        return bases.document(base, document_id)
    except BaseMissing:
        return None


def holds(bases: OpenBases, answer: ValidatedAnswer) -> bool:
    """Whether every page that an answer is tied to still says what it said when the answer was checked."""
    return bool(answer.ties) and not changed_ties(bases, answer.ties)


def changed_ties(bases: OpenBases, ties: Sequence[PageTie]) -> tuple[PageTie, ...]:
    """The ties to pages that say something else, or are gone."""
    return tuple(tie for tie in ties if _hash_of(bases, tie) != tie.content_sha256)


def _hash_of(bases: OpenBases, tie: PageTie) -> str:
    document = find_document(bases, tie.base, tie.document_id)
    return content_hash(document) if document else ""
