"""Service-public's pages as the JSON dump of their XML: a folder, or an npm archive with a folder an audience."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from knowledge.loaders.archive import member_names, read_members
from knowledge.loaders.hidden import OnHidden, ignore_hidden
from knowledge.loaders.service_public_corpus import SourcePage, read_corpus
from knowledge.loaders.service_public_page import DUBLIN_CORE
from knowledge.loaders.skipped import FileRefused, OnSkipped, SkipReason, ignore_skipped
from knowledge.types import Document, SourceRefused

_PAGE_INITIALS = ("F", "N", "R")
_MAX_DEPTH = 200
_COMMENT = re.compile(rb'"(?:comment|instruction)"')


@dataclass(frozen=True, slots=True)
class ServicePublicJson:
    """Loader of dumps that keep each XML node as ``{"type", "name", "attributes", "children"}``."""

    on_skipped: OnSkipped = ignore_skipped
    on_hidden: OnHidden = ignore_hidden
    name: str = "service_public_json"

    @property
    def recipe(self) -> str:
        return self.name

    def recognises(self, source: Path) -> bool:
        """Whether the folder or gzipped tar holds pages named ``F1342.json``."""
        if not (source.is_dir() or source.name.lower().endswith((".tgz", ".tar.gz"))):
            return False
        return any(is_json_page(name) for name in member_names(source))

    def load(self, source: Path, base: str) -> Iterator[Document]:
        """Documents in the order of their ids. Raises :class:`SourceRefused`.

        An archive of several audiences gives the one whose folder bears the name of the base.
        """
        return read_corpus(source, base, self._pages(source, base), self.on_skipped, self.on_hidden)

    def _pages(self, source: Path, base: str) -> Iterator[SourcePage]:
        folder = _folder_of(source, base)
        for name, content in read_members(source, ".json", folder):
            if not is_json_page(name):
                continue
            try:
                yield read_json_page(name, content)
            except FileRefused as refused:
                self.on_skipped(refused.of(name))


def read_json_page(name: str, content: bytes) -> SourcePage:
    """One file of the dump. Raises :class:`FileRefused`."""
    try:
        dump = json.loads(content)
        comments = sum(map(_is_comment, _nodes(dump))) if _COMMENT.search(content) else 0
        return SourcePage(name, _root(dump), sha256(content).hexdigest(), comments)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise FileRefused(SkipReason.UNREADABLE, f"not a page dump ({type(error).__name__})") from error


def _folder_of(source: Path, base: str) -> str:
    folders = sorted({name.rpartition("/")[0] for name in member_names(source) if is_json_page(name)})
    if len(folders) <= 1:
        return folders[0] if folders else ""
    for folder in folders:
        if folder.rpartition("/")[2] == base:
            return folder
    audiences = ", ".join(folder.rpartition("/")[2] for folder in folders)
    raise SourceRefused(f"{source.name}: no folder for « {base} ». Name the base after one of: {audiences}.")


def _nodes(dump: Any) -> Iterator[dict[str, Any]]:
    """Every node of a dump. The caller has read it as a tree already, so it is not nested too deep."""
    yield dump
    for child in dump.get("children") or dump.get("elements") or []:
        yield from _nodes(child)


def _is_comment(node: dict[str, Any]) -> bool:
    return node.get("type") in ("comment", "instruction")


def _root(dump: Any) -> Element:
    """The page of a dump, whether the dump is the element or a document around it."""
    nodes = [dump] if dump.get("name") is not None else dump.get("children") or dump.get("elements") or []
    for node in nodes:
        if node.get("type") == "element":
            return _element(node, 0)
    raise ValueError("no element")


def _element(node: dict[str, Any], depth: int) -> Element:
    """The XML element of a node; comments and instructions are dropped, as an XML reader drops them."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deep")
    attributes = node.get("attributes") or {}
    element = Element(
        _tag(node["name"]), {str(key): str(value) for key, value in attributes.items() if not key.startswith("xmlns")}
    )
    last: Element | None = None
    for child in node.get("children") or node.get("elements") or []:
        if child.get("type") == "element":
            last = _element(child, depth + 1)
            element.append(last)
        elif child.get("type") in ("text", "cdata"):
            text = str(child.get("text", child.get("cdata", "")))
            if last is None:
                element.text = (element.text or "") + text
            else:
                last.tail = (last.tail or "") + text
    return element


def _tag(name: str) -> str:
    return DUBLIN_CORE + name.removeprefix("dc:") if name.startswith("dc:") else name


def is_json_page(name: str) -> bool:
    """Whether the publisher names its pages so."""
    file = name.rsplit("/", 1)[-1]
    return file.endswith(".json") and file.startswith(_PAGE_INITIALS) and file[1:-5].isdigit()
