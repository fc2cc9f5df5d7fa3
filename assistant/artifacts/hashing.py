"""Which file a file is: its sha256, and a small stamp beside it so that a large file is read only once."""

import contextlib
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.artifacts.types import OnProgress, ignore_progress

_CHUNK = 4 * 1024 * 1024


def hash_file(path: Path, on_progress: OnProgress = ignore_progress) -> str:
    """The sha256 of a file in hexadecimal."""
    digest = hashlib.sha256()
    total, done = path.stat().st_size, 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            done += len(chunk)
            on_progress(done, total)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file was when it was hashed. Any write to the file makes it worthless."""

    size: int
    modified_ns: int
    sha256: str


def stamped_hash(path: Path) -> str | None:
    """The sha256 that the stamp gives, when the file has not changed since."""
    try:
        stamp = Stamp(**json.loads(_stamp_of(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    facts = path.stat()
    return stamp.sha256 if (stamp.size, stamp.modified_ns) == (facts.st_size, facts.st_mtime_ns) else None


def write_stamp(path: Path, sha256: str) -> None:
    """Remember the hash of a file. A cache that cannot be written to is read again at each start instead."""
    facts = path.stat()
    stamp = Stamp(size=facts.st_size, modified_ns=facts.st_mtime_ns, sha256=sha256)
    with contextlib.suppress(PermissionError):
        temporary = _stamp_of(path).with_suffix(".new")
        temporary.write_text(json.dumps(asdict(stamp)), encoding="utf-8")
        temporary.replace(_stamp_of(path))


def remove_stamp(path: Path) -> None:
    _stamp_of(path).unlink(missing_ok=True)


def publish_file(finished: Path, path: Path, sha256: str) -> None:
    """Put a finished file in its place, whole or not at all, and on the disk before anyone trusts it."""
    descriptor = os.open(finished, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    remove_stamp(path)
    finished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    write_stamp(path, sha256)


def _stamp_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.stamp")
