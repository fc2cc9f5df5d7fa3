"""All pages of a service-public archive as documents, whatever container held them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element

from knowledge.loaders.hidden import Hidden, HiddenText, OnHidden, uncover
from knowledge.loaders.service_public_actions import Resource, read_resource
from knowledge.loaders.service_public_page import has_text, names_given, read_page
from knowledge.loaders.skipped import OnSkipped, SkippedPage, SkipReason
from knowledge.types import Document, SourceRefused

MAX_KEYWORDS = 30


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page of the source, read and not yet understood."""

    name: str
    """Its file in the source."""
    root: Element
    sha256: str
    """Of the file as it came."""
    comments: int
    """Comments and instructions to programs, which the reader of its format leaves out."""


def read_corpus(
    source: Path, base: str, pages: Iterable[SourcePage], on_skipped: OnSkipped, on_hidden: OnHidden
) -> Iterator[Document]:
    """Documents of the pages that have text, each with the other names by which the pages call it.

    What no reader of a page sees is taken out first and told to ``on_hidden``. Folders, themes and guided searches give
    names and breadcrumbs; pages of forms and services give addresses.
    Raises :class:`SourceRefused` when no page has text.
    """
    kept: list[SourcePage] = []
    resources: dict[str, Resource] = {}
    names: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for page in pages:
        root = page.root
        hidden = uncover(root)
        hidden[Hidden.COMMENT] += page.comments
        if hidden.total():
            on_hidden(HiddenText(page.name, +hidden))
        if root.tag == "ServiceComplementaire":
            if resource := read_resource(root):
                resources[root.get("ID", "")] = resource
        elif root.tag == "Publication":
            for target, given in names_given(root):
                names[target][given] += 1
            if has_text(root):
                kept.append(page)
    if not kept:
        raise SourceRefused(
            f"{source.name}: no page with text for « {base} ». Check that it is the publisher's archive."
        )
    kept.sort(key=lambda page: page.root.get("ID", ""))
    kept.reverse()
    seen: set[str] = set()
    while kept:
        page = kept.pop()  # Each tree goes as soon as it is read: together they outweigh the documents.
        document = read_page(page.root, base, resources)
        if not document.id or not document.title or not document.blocks:
            on_skipped(SkippedPage(page.name, "no identifier, title or text", SkipReason.EMPTY))
        elif document.id in seen:
            on_skipped(
                SkippedPage(page.name, f"second page named {document.id}", SkipReason.DUPLICATE, detail=document.id)
            )
        else:
            seen.add(document.id)
            yield replace(
                document, keywords=_keywords(document, names[document.id]), file=page.name, sha256=page.sha256
            )


def _keywords(document: Document, names: Counter[str]) -> tuple[str, ...]:
    """Names given by others, most frequent first, the page's own title left out."""
    own = document.title.casefold()
    ranked = sorted(names.items(), key=lambda entry: (-entry[1], entry[0]))
    kept: dict[str, str] = {}
    for name, _ in ranked:
        if name.casefold() != own:
            kept.setdefault(name.casefold(), name)
    return tuple(kept.values())[:MAX_KEYWORDS]
