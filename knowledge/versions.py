"""Where the versions of a base lie, which one is published, and which one is a draft.

``<root>/<base>/versions/<id>/`` holds one version; ``<root>/<base>/current`` names the published one and is replaced
in one step, so that a reader finds either the old or the new; ``<root>/<base>/draft`` names the one to be checked.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from knowledge import chunking, lexical
from knowledge.history import note_publication, read_history, standing
from knowledge.locks import DirectoryLock
from knowledge.types import BaseMissing, KnowledgeError

LOADER_FORMAT = 2
"""Raised when a loader gives other documents for the same source."""

DOCUMENTS_FILE = "documents.sqlite"
LEXICAL_FOLDER = "lexical"
DENSE_FOLDER = "dense"
EMBEDDING_LOCK = "embedding.lock"
_CURRENT, _DRAFT = "current", "draft"
_PUBLISHING_LOCK = "publishing.lock"
PARSED_FILE = "parsed.sqlite"
"""Beside the versions: documents read already, so that a load that was stopped goes on."""
_BUILDING = ".building"
_REMOVED = ".removed"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_VERSION = re.compile(r"[0-9a-f]{16}")
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
    """SHA-256 of a file, or of the names and contents of a folder's files.

    One file of a folder that cannot be opened counts by its name: loaders leave it out and say so.
    """
    digest = sha256()
    if not source.is_dir():
        _digest_file(source, digest)
        return digest.hexdigest()
    for path in sorted(path for path in source.rglob("*") if path.is_file()):
        digest.update(path.relative_to(source).as_posix().encode("utf-8", "surrogateescape") + b"\0")
        with suppress(PermissionError):
            _digest_file(path, digest)
    return digest.hexdigest()


def _digest_file(path: Path, digest: "hashlib._Hash") -> None:
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)


def version_id(content_hash: str, recipe: str) -> str:
    """The same source read and cut the same way is the same version."""
    formats = f"{content_hash} {recipe} {LOADER_FORMAT} {chunking.FORMAT} {lexical.FORMAT}"
    return sha256(formats.encode()).hexdigest()[:16]


def published_version(root: Path, base: str) -> str:
    """Raises :class:`BaseMissing` when nothing is published."""
    if not (version := _pointed_to(root, base, _CURRENT)):
        raise BaseMissing(f"The base « {base} » is not loaded. Load it first.")
    return version


def draft_version(root: Path, base: str) -> str:
    """The version that was loaded to be checked; empty when there is none."""
    return _pointed_to(root, base, _DRAFT)


def _pointed_to(root: Path, base: str, pointer: str) -> str:
    """The finished version that a pointer names; empty when it names none."""
    try:
        version = (base_folder(root, base) / pointer).read_text(encoding="utf-8").strip()
    except OSError:
        return ""
    return version if is_finished(root, base, version) else ""


def is_finished(root: Path, base: str, version: str) -> bool:
    """Whether there is such a version, whole."""
    return bool(_VERSION.fullmatch(version)) and version_folder(root, base, version).is_dir()


def versions(root: Path, base: str) -> list[str]:
    """Finished versions, the one loaded last first."""
    folder = base_folder(root, base) / "versions"
    found = [path for path in folder.iterdir() if path.is_dir() and "." not in path.name] if folder.is_dir() else []
    return [path.name for path in sorted(found, key=_loaded_at, reverse=True)]


def _loaded_at(folder: Path) -> float:
    """The pages are written once; vectors come later."""
    pages = folder / DOCUMENTS_FILE
    return (pages if pages.exists() else folder).stat().st_mtime


def bases(root: Path) -> list[str]:
    """Bases of which a version is published."""
    return sorted(_published_bases(root))


def _published_bases(root: Path) -> Iterator[str]:
    if not root.is_dir():
        return
    for path in root.iterdir():
        if path.is_dir() and _NAME.fullmatch(path.name) and (path / _CURRENT).is_file():
            yield path.name


def publish(root: Path, base: str, version: str, *, is_way_back: bool = False) -> None:
    """Makes a finished version the one that readers open; a draft is one no more.

    ``is_way_back``: it was published before, and takes the place of what was published since.
    Raises :class:`BaseMissing` when there is no such version, :class:`IndexLocked` while another process publishes.
    """
    folder = base_folder(root, base)
    if not is_finished(root, base, version):
        raise BaseMissing(f"The base « {base} » has no version « {version} ».")
    with DirectoryLock(folder / _PUBLISHING_LOCK):
        if not read_history(folder) and (before := _pointed_to(root, base, _CURRENT)):
            note_publication(folder, before)  # of a base that was published before the order was kept
        _point(folder, _CURRENT, version)
        note_publication(folder, version, is_way_back=is_way_back)
        if draft_version(root, base) == version:
            (folder / _DRAFT).unlink(missing_ok=True)


def mark_draft(root: Path, base: str, version: str) -> None:
    """Names the version that is to be checked; the draft before it stays as a version."""
    _point(base_folder(root, base), _DRAFT, version)


def _point(folder: Path, pointer: str, version: str) -> None:
    written = folder / f"{pointer}.new"
    with written.open("w", encoding="utf-8") as file:
        file.write(version + "\n")
        file.flush()
        os.fsync(file.fileno())
    written.replace(folder / pointer)
    sync_folder(folder)


def previous_version(root: Path, base: str) -> str:
    """The version that a way back leads to; empty when there is none."""
    current = _pointed_to(root, base, _CURRENT)
    publications = read_history(base_folder(root, base))
    stack = standing(publications)
    below = stack[: stack.index(current)] if current in stack else stack
    if found := [version for version in below if version != current and is_finished(root, base, version)]:
        return found[-1]
    if publications:
        return ""
    # Loaded before the order was kept: what was loaded before the published one.
    loaded = versions(root, base)
    older = loaded[loaded.index(current) + 1 :] if current in loaded else []
    return older[0] if older else ""


def roll_back(root: Path, base: str) -> str:
    """Publishes the version that stood before the published one, and returns it. Raises :class:`KnowledgeError`."""
    before = previous_version(root, base)
    if not before:
        raise BaseMissing(f"The base « {base} » has no earlier version to go back to.")
    publish(root, base, before, is_way_back=True)
    return before


def remove_version(root: Path, base: str, version: str) -> None:
    """Deletes a version that is not published.

    Raises :class:`BaseMissing` when there is none of this name, :class:`KnowledgeError` for the published one,
    :class:`IndexLocked` while a process searches it or builds its vectors.
    """
    if not is_finished(root, base, version):
        raise BaseMissing(f"The base « {base} » has no version « {version} ».")
    folder = version_folder(root, base, version)
    with (
        DirectoryLock(base_folder(root, base) / _PUBLISHING_LOCK),
        DirectoryLock(folder / f"{DENSE_FOLDER}.lock"),
        DirectoryLock(folder / EMBEDDING_LOCK),
    ):
        if version == _pointed_to(root, base, _CURRENT):
            raise KnowledgeError(f"« {version} » is the published version of « {base} ». Publish another one first.")
        going = folder.with_name(f"{version}{_REMOVED}")  # half deleted, it must not pass for a version
        folder.replace(going)
        shutil.rmtree(going, ignore_errors=True)


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
