"""Where the versions of a base lie, and which one is published.

``<root>/<base>/versions/<id>/`` holds one version; ``<root>/<base>/current`` names the published one and is replaced
in one step, so that a reader finds either the old or the new.
"""

import os
import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from knowledge import chunking, lexical
from knowledge.types import BaseMissing, KnowledgeError

LOADER_FORMAT = 2
"""Raised when a loader gives other documents for the same source."""

DOCUMENTS_FILE = "documents.sqlite"
LEXICAL_FOLDER = "lexical"
DENSE_FOLDER = "dense"
_BUILDING = ".building"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_BLOCK_BYTES = 1024 * 1024


def base_folder(root: Path, base: str) -> Path:
    """Raises :class:`KnowledgeError` for a name that could not be a folder's."""
    if not _NAME.fullmatch(base):
        raise KnowledgeError(f"« {base} » cannot name a base: use small letters, digits, « - » and « _ ».")
    return root / base


def version_folder(root: Path, base: str, version: str) -> Path:
    return base_folder(root, base) / "versions" / version


def building_folder(root: Path, base: str, version: str) -> Path:
    """Where a version grows until it is verified."""
    return version_folder(root, base, version + _BUILDING)


def source_hash(source: Path) -> str:
    """SHA-256 of a file, or of the names and contents of a folder's files."""
    digest = sha256()
    paths = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
    for path in paths:
        if source.is_dir():
            digest.update(path.relative_to(source).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                digest.update(block)
    return digest.hexdigest()


def version_id(content_hash: str, loader: str) -> str:
    """The same source read and cut the same way is the same version."""
    formats = f"{content_hash} {loader} {LOADER_FORMAT} {chunking.FORMAT} {lexical.FORMAT}"
    return sha256(formats.encode()).hexdigest()[:16]


def published_version(root: Path, base: str) -> str:
    """Raises :class:`BaseMissing` when nothing is published."""
    try:
        version = (base_folder(root, base) / "current").read_text(encoding="utf-8").strip()
    except OSError:
        version = ""
    if not re.fullmatch(r"[0-9a-f]{16}", version) or not version_folder(root, base, version).is_dir():
        raise BaseMissing(f"The base « {base} » is not loaded. Load it first.")
    return version


def versions(root: Path, base: str) -> list[str]:
    """Finished versions, newest first."""
    folder = base_folder(root, base) / "versions"
    found = [path for path in folder.iterdir() if path.is_dir() and "." not in path.name] if folder.is_dir() else []
    return [path.name for path in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)]


def bases(root: Path) -> list[str]:
    """Bases of which a version is published."""
    return sorted(_published_bases(root))


def _published_bases(root: Path) -> Iterator[str]:
    if not root.is_dir():
        return
    for path in root.iterdir():
        if path.is_dir() and _NAME.fullmatch(path.name) and (path / "current").is_file():
            yield path.name


def publish(root: Path, base: str, version: str) -> None:
    """Makes a finished version the one that readers open; also the way back to an earlier one.

    Raises :class:`BaseMissing` when there is no such version.
    """
    if not version_folder(root, base, version).is_dir():
        raise BaseMissing(f"The base « {base} » has no version « {version} ».")
    pointer = base_folder(root, base) / "current"
    draft = pointer.with_name("current.new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(version + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(pointer)
    sync_folder(pointer.parent)


def remove_version(root: Path, base: str, version: str) -> None:
    """Deletes a version that is not published. Raises :class:`KnowledgeError` for the published one."""
    try:
        current = published_version(root, base)
    except BaseMissing:
        current = ""
    if version == current:
        raise KnowledgeError(f"« {version} » is the published version of « {base} ». Publish another one first.")
    shutil.rmtree(version_folder(root, base, version), ignore_errors=True)


def finish(building: Path, final: Path) -> None:
    """Puts a built folder in its place once its bytes are on the disk."""
    for path in sorted(building.rglob("*")):
        if path.is_file():
            _sync_file(path)
        else:
            sync_folder(path)
    sync_folder(building)
    building.replace(final)
    sync_folder(final.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
