"""Two versions of a base beside each other, page by page, and a changed page line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from knowledge.content import content_hash
from knowledge.documents import DocumentStore
from knowledge.types import Document


class PageChange(StrEnum):
    """What became of a page from one version to the other."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    """It says something else: words, headings, links or prices."""
    REDATED = "redated"
    """It says the same under another date."""


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """A page that is not the same in both versions."""

    document_id: str
    title: str
    url: str
    change: PageChange
    before: date | None
    """Its date in the earlier version; None where it has none, or is not there."""
    after: date | None
    content_sha256: str
    """Of what it says in the later version; empty when it is gone."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """All pages of two versions. Pages stand in the order of their ids."""

    before: str
    """Earlier version; empty when there is none: every page is then an added one."""
    after: str
    pages: tuple[ChangedPage, ...]
    unchanged: int

    def count(self, change: PageChange) -> int:
        return sum(page.change is change for page in self.pages)


@dataclass(frozen=True, slots=True)
class LineChange:
    """One line that went or came, under its headings."""

    is_added: bool
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class _Known:
    """Of a page of one version, what is compared."""

    hash: str
    title: str
    url: str
    updated_on: date | None


def compare_versions(before: DocumentStore | None, after: DocumentStore, names: tuple[str, str]) -> Comparison:
    """``names``: those of the versions. Reads every page of both: seconds for thousands of pages."""
    old = _read(before) if before else {}
    new = _read(after)
    changed: list[ChangedPage] = []
    for page_id in sorted({*old, *new}):
        was, is_now = old.get(page_id), new.get(page_id)
        change = _tell(was, is_now)
        known = is_now or was
        if change and known:
            changed.append(
                ChangedPage(
                    page_id,
                    known.title,
                    known.url,
                    change,
                    was.updated_on if was else None,
                    is_now.updated_on if is_now else None,
                    is_now.hash if is_now else "",
                )
            )
    return Comparison(*names, tuple(changed), len({*old, *new}) - len(changed))


def compare_lines(before: Document | None, after: Document | None) -> tuple[LineChange, ...]:
    """What a reader would see gone and come, in reading order: lines of the page, then its links and prices."""
    old, new = list(_lines_of(before)), list(_lines_of(after))
    changes: list[LineChange] = []
    for what, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            changes.extend(_changes(old[start:end], is_added=False))
            changes.extend(_changes(new[new_start:new_end], is_added=True))
    return tuple(changes)


def _changes(lines: Sequence[tuple[str, str]], *, is_added: bool) -> Iterator[LineChange]:
    for heading, text in lines:
        yield LineChange(is_added, heading, text)


def _tell(was: _Known | None, is_now: _Known | None) -> PageChange | None:
    if was is None:
        return PageChange.ADDED
    if is_now is None:
        return PageChange.REMOVED
    if was.hash != is_now.hash:
        return PageChange.CHANGED
    return PageChange.REDATED if was.updated_on != is_now.updated_on else None


def _read(store: DocumentStore) -> dict[str, _Known]:
    return {
        document.id: _Known(content_hash(document), document.title, document.url, document.updated_on)
        for _, document in store.all_documents()
    }


def _lines_of(document: Document | None) -> Iterator[tuple[str, str]]:
    if document is None:
        return
    yield "", document.title
    for block in document.blocks:
        heading = " > ".join(step.text for step in block.path[1:])
        for line in block.lines:
            yield heading, line
    for action in document.actions:
        words = (action.title, action.form_number, action.url)
        yield " > ".join(action.path), f"[{action.kind.value}] " + " ".join(word for word in words if word)
    for term in document.terms:
        yield "", f"[{term.name}] {term.meaning}"
