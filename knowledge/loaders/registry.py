"""The source formats that a base can be loaded from."""

from pathlib import Path

from knowledge.loaders.hidden import OnHidden, ignore_hidden
from knowledge.loaders.service_public_corpus import OnSkipped, ignore_skipped
from knowledge.loaders.service_public_json import ServicePublicJson
from knowledge.loaders.service_public_xml import ServicePublicXml
from knowledge.types import Loader, SourceRefused


def all_loaders(on_skipped: OnSkipped = ignore_skipped, on_hidden: OnHidden = ignore_hidden) -> tuple[Loader, ...]:
    """Every loader, asked in this order."""
    return (ServicePublicXml(on_skipped, on_hidden), ServicePublicJson(on_skipped, on_hidden))


def loader_for(source: Path, on_skipped: OnSkipped = ignore_skipped, on_hidden: OnHidden = ignore_hidden) -> Loader:
    """The first loader that recognises the source. Raises :class:`SourceRefused` when there is none."""
    if not source.exists():
        raise SourceRefused(f"{source.name}: no such file or folder. Check the path.")
    for loader in all_loaders(on_skipped, on_hidden):
        if loader.recognises(source):
            return loader
    known = ", ".join(loader.name for loader in all_loaders())
    raise SourceRefused(f"{source.name}: not a source that can be loaded. Known formats: {known}.")
