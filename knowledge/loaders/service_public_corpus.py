"""All pages of a service-public archive as documents, whatever container held them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element

from knowledge.loaders.service_public_actions import Resource, read_resource
from knowledge.loaders.service_public_page import has_text, names_given, read_page
from knowledge.types import Document, SourceRefused

MAX_KEYWORDS = 30


@dataclass(frozen=True, slots=True)
class SkippedPage:
    """A page of the source that is left out, and why."""

    name: str
    reason: str


OnSkipped = Callable[[SkippedPage], None]


def ignore_skipped(page: SkippedPage) -> None:
    """For callers that do not report."""


def read_corpus(
    source: Path, base: str, pages: Iterable[tuple[str, Element]], on_skipped: OnSkipped
) -> Iterator[Document]:
    """Documents of the pages that have text, each with the other names by which the pages call it.

    Folders, themes and guided searches give names and breadcrumbs; pages of forms and services give addresses.
    Raises :class:`SourceRefused` when no page has text.
    """
    roots: list[tuple[str, Element]] = []
    resources: dict[str, Resource] = {}
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, root in pages:
        if root.tag == "ServiceComplementaire":
            if resource := read_resource(root):
                resources[root.get("ID", "")] = resource
        elif root.tag == "Publication":
            for target, given in names_given(root):
                names[target][given] += 1
            if has_text(root):
                roots.append((name, root))
    if not roots:
        raise SourceRefused(
            f"{source.name}: no page with text for « {base} ». Check that it is the publisher's archive."
        )
    roots.sort(key=lambda entry: entry[1].get("ID", ""))
    roots.reverse()
    seen: set[str] = set()
    while roots:
        name, root = roots.pop()  # Each tree goes as soon as it is read: together they outweigh the documents.
        document = read_page(root, base, resources)
        if not document.id or not document.title or not document.blocks:
            on_skipped(SkippedPage(name, "no identifier, title or text"))
        elif document.id in seen:
            on_skipped(SkippedPage(name, f"second page named {document.id}"))
        else:
            seen.add(document.id)
            yield replace(document, keywords=_keywords(document, names[document.id]))


def _keywords(document: Document, names: Counter[str]) -> tuple[str, ...]:
    """Names given by others, most frequent first, the page's own title left out."""
    own = document.title.casefold()
    ranked = sorted(names.items(), key=lambda entry: (-entry[1], entry[0]))
    kept: dict[str, str] = {}
    for name, _ in ranked:
        if name.casefold() != own:
            kept.setdefault(name.casefold(), name)
    return tuple(kept.values())[:MAX_KEYWORDS]
