"""Service-public's official archive: one XML file a page, in a zip or a folder, schema 3.x."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from knowledge.loaders.archive import member_names, read_members
from knowledge.loaders.hidden import OnHidden, ignore_hidden
from knowledge.loaders.service_public_corpus import SourcePage, read_corpus
from knowledge.loaders.skipped import FileRefused, OnSkipped, SkipReason, ignore_skipped
from knowledge.types import Document, SourceRefused

_PAGE_INITIALS = ("F", "N", "R")
_COMMENT = re.compile(rb"<!--|<\?(?!xml\s)")


@dataclass(frozen=True, slots=True)
class ServicePublicXml:
    """Loader of the archives that the DILA publishes under the Licence Ouverte."""

    on_skipped: OnSkipped = ignore_skipped
    on_hidden: OnHidden = ignore_hidden
    name: str = "service_public_xml"

    @property
    def recipe(self) -> str:
        return self.name

    def recognises(self, source: Path) -> bool:
        """Whether the zip or folder holds pages named as the publisher does (``F1342.xml``)."""
        if not (source.is_dir() or source.suffix.lower() == ".zip"):
            return False
        return any(is_xml_page(name) for name in member_names(source))

    def load(self, source: Path, base: str) -> Iterator[Document]:
        """Documents in the order of their ids. Raises :class:`SourceRefused`.

        A page that is not well-formed is reported to ``on_skipped`` and left out. One that declares a document type
        or an entity is an attack on the reader (no page of the publisher does): the whole source is refused.
        """
        return read_corpus(source, base, self._pages(source), self.on_skipped, self.on_hidden)

    def _pages(self, source: Path) -> Iterator[SourcePage]:
        for name, content in read_members(source, ".xml"):
            if not is_xml_page(name):
                continue
            try:
                yield read_xml_page(name, content)
            except FileRefused as refused:
                if refused.kind is SkipReason.ENTITIES:
                    raise SourceRefused(
                        f"{source.name}: « {name} » declares XML entities, which no official page does. Do not load it."
                    ) from refused
                self.on_skipped(refused.of(name))


def read_xml_page(name: str, content: bytes) -> SourcePage:
    """One file of the archive. Raises :class:`FileRefused`: ENTITIES for a document type or an entity."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise FileRefused(SkipReason.ENTITIES, "declares XML entities") from error
    except (ParseError, UnicodeDecodeError, LookupError, ValueError) as error:
        raise FileRefused(SkipReason.UNREADABLE, f"not well-formed XML ({type(error).__name__})") from error
    return SourcePage(name, root, sha256(content).hexdigest(), len(_COMMENT.findall(content)))


def is_xml_page(name: str) -> bool:
    """Whether the publisher names its pages so."""
    file = name.rsplit("/", 1)[-1]
    return file.endswith(".xml") and file.startswith(_PAGE_INITIALS) and file[1:-4].isdigit()
