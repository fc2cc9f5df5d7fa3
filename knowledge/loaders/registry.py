"""The source formats that a base can be loaded from."""

from pathlib import Path

from knowledge.loaders.hidden import OnHidden, ignore_hidden
from knowledge.loaders.mixed_documents import MixedDocuments
from knowledge.loaders.reading import Reading
from knowledge.loaders.service_public_json import ServicePublicJson
from knowledge.loaders.service_public_xml import ServicePublicXml
from knowledge.loaders.skipped import OnSkipped, ignore_skipped
from knowledge.types import Loader, SourceRefused


def all_loaders(
    on_skipped: OnSkipped = ignore_skipped, on_hidden: OnHidden = ignore_hidden, reading: Reading | None = None
) -> tuple[Loader, ...]:
    """Every loader, asked in this order: the one of mixed documents reads the publisher's pages too."""
    return (
        MixedDocuments(on_skipped, on_hidden, reading or Reading()),
        ServicePublicXml(on_skipped, on_hidden),
        ServicePublicJson(on_skipped, on_hidden),
    )


def loader_for(
    source: Path,
    on_skipped: OnSkipped = ignore_skipped,
    on_hidden: OnHidden = ignore_hidden,
    reading: Reading | None = None,
) -> Loader:
    """The first loader that recognises the source. Raises :class:`SourceRefused` when there is none."""
    if not source.exists():
        raise SourceRefused(f"{source.name}: no such file or folder. Check the path.")
    loaders = all_loaders(on_skipped, on_hidden, reading)
    for loader in loaders:
        if loader.recognises(source):
            return loader
    raise SourceRefused(
        f"{source.name}: not a source that can be loaded. Known formats: service_public_xml, service_public_json, PDF, "
        "DOCX, ODT, HTML, Markdown, CSV of questions and answers, and folders or zips of these."
    )
