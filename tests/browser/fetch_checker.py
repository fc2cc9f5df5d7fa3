"""Brings the second accessibility checker into the cache: `make test` runs it once.

HTML_CodeSniffer (BSD-3-Clause) is published as an npm package and on no Python index. It is one script that runs inside
the page: nothing of it is installed or started here. The package is pinned by the sha256 of its whole archive.
"""

import os
import shutil
import sys
import tarfile
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from assistant.artifacts.hashing import hash_file
from assistant.artifacts.packages import pack_npm, run_command
from assistant.artifacts.types import ArtifactError, NpmPackage

PACKAGE: Final = NpmPackage("html_codesniffer", "2.5.1")
SHA256: Final = "fbcd1b31b97e08fea1e64d12727caf63436b2d83df0b7df255836c61086067e5"
_SCRIPT: Final = "package/build/HTMLCS.js"


def checker_file(cache: Path) -> Path:
    """Where the archive is kept."""
    return cache / f"{PACKAGE.package}-{PACKAGE.version}.tgz"


def read_script(archive: Path) -> str:
    """The checker's script. Raises ``ValueError`` for an archive that is not the pinned one."""
    if hash_file(archive) != SHA256:
        raise ValueError(f"{archive.name} is not the expected archive: delete it and run make test")
    with tarfile.open(archive) as package:
        member = package.extractfile(_SCRIPT)
        if member is None:
            raise ValueError(f"{archive.name} holds no script")
        return member.read().decode()


def fetch(cache: Path) -> None:
    """Bring the archive if it is not there. Raises :class:`ArtifactError`."""
    file = checker_file(cache)
    if file.exists() and hash_file(file) == SHA256:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    folder = file.with_suffix(".new")
    packed = pack_npm(run_command, PACKAGE, folder)
    if hash_file(packed) != SHA256:
        raise ArtifactError(f"{PACKAGE.package} {PACKAGE.version} is not the archive that was looked at.")
    packed.replace(file)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        fetch(Path(os.environ.get("PARVIS_CACHE") or user_cache_path("parvis")))
    except ArtifactError as error:
        print(f"The second accessibility checker is not there, its tests will skip: {error}", file=sys.stderr)
