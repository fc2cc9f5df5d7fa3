"""Files of a folder, a zip or a gzipped tar, read in memory within limits: nothing is ever written to disk."""

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from knowledge.types import SourceRefused

MAX_MEMBERS = 200_000
MAX_MEMBER_BYTES = 32 * 1024 * 1024
MAX_TOTAL_BYTES = 3 * 1024 * 1024 * 1024
MAX_EXPANSION = 200
"""How many times its packed size a zip member may grow, beyond the first megabyte."""
_FREE_EXPANSION_BYTES = 1024 * 1024
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What the library raises on a member that is damaged, encrypted or packed in a way that it does not know."""


def member_names(source: Path) -> Iterator[str]:
    """Names of the files of a folder, zip or gzipped tar. Raises :class:`SourceRefused`."""
    if source.is_dir():
        yield from (path.relative_to(source).as_posix() for path in sorted(source.rglob("*")) if path.is_file())
    elif zipfile.is_zipfile(source):
        with _opened_zip(source) as archive:
            yield from (info.filename for info in archive.infolist() if not info.is_dir())
    else:
        with _opened_tar(source) as tar:
            yield from (member.name for member in _tar_members(source, tar))


def read_members(source: Path, suffix: str, folder: str = "") -> Iterator[tuple[str, bytes]]:
    """Name and content of each file ending in ``suffix`` under ``folder``.

    Raises :class:`SourceRefused` on a broken archive, on one that unpacks to more than the limits of this module,
    and on one that names a path outside itself: such an archive is hostile, whatever else it holds.
    """
    if source.is_dir():
        members = _read_folder(source)
    elif zipfile.is_zipfile(source):
        members = _read_zip(source, suffix)
    else:
        members = _read_tar(source, suffix)
    prefix = folder.rstrip("/") + "/" if folder else ""
    for name, content in members:
        if name.endswith(suffix) and name.startswith(prefix):
            yield name, content


def _read_folder(source: Path) -> Iterator[tuple[str, bytes]]:
    root = source.resolve()
    for path in sorted(source.rglob("*")):
        if not path.is_file():
            continue
        if not path.resolve().is_relative_to(root):
            raise SourceRefused(
                f"{source.name}: « {path.name} » is a link out of the folder. Remove it and load again."
            )
        _check_size(source, path.name, path.stat().st_size)
        yield path.relative_to(source).as_posix(), path.read_bytes()


def _read_zip(source: Path, suffix: str) -> Iterator[tuple[str, bytes]]:
    with _opened_zip(source) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        for info in infos:
            _check_name(source, info.filename)
            _check_size(source, info.filename, info.file_size)
            if is_bomb(info):
                raise _too_large(source, info.filename)
        _check_total(source, len(infos), sum(info.file_size for info in infos))
        for info in infos:
            if not info.filename.endswith(suffix):
                continue
            try:
                yield info.filename, archive.read(info)
            except BROKEN_ZIP as error:
                raise _broken(source, info.filename) from error


def _read_tar(source: Path, suffix: str) -> Iterator[tuple[str, bytes]]:
    with _opened_tar(source) as tar:
        for member in _tar_members(source, tar):
            if not member.name.endswith(suffix):
                continue
            try:
                file = tar.extractfile(member)
                content = file.read() if file else b""
            except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
                raise _broken(source, member.name) from error
            yield member.name, content


def _tar_members(source: Path, tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    count = total = 0
    try:
        for member in tar:
            _check_name(source, member.name)
            if member.isdir():
                continue
            if not member.isfile():
                raise SourceRefused(
                    f"{source.name}: « {member.name} » is a link or a device, not a file. Do not load it."
                )
            _check_size(source, member.name, member.size)
            count, total = count + 1, total + member.size
            _check_total(source, count, total)
            yield member
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise _broken(source) from error


def _opened_zip(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (zipfile.BadZipFile, OSError) as error:
        raise _broken(source) from error


def _opened_tar(source: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(source, mode="r:gz")
    except (tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise _broken(source) from error


def leaves(name: str) -> bool:
    """Whether a member's name leads out of its archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    return (
        path.is_absolute() or ".." in path.parts or "\0" in name or (bool(path.parts) and path.parts[0].endswith(":"))
    )


def is_bomb(info: zipfile.ZipInfo) -> bool:
    """Whether a member grows out of all measure. A page of blanks is none."""
    return info.file_size > _FREE_EXPANSION_BYTES + MAX_EXPANSION * info.compress_size


def _check_name(source: Path, name: str) -> None:
    if leaves(name):
        raise SourceRefused(f"{source.name}: « {name} » points outside the archive. Do not load it; ask who made it.")


def _check_size(source: Path, name: str, size: int) -> None:
    if size > MAX_MEMBER_BYTES:
        raise _too_large(source, name)


def _check_total(source: Path, count: int, total: int) -> None:
    if count > MAX_MEMBERS or total > MAX_TOTAL_BYTES:
        raise _too_large(source, "the whole")


def _too_large(source: Path, name: str) -> SourceRefused:
    return SourceRefused(f"{source.name}: {name} unpacks to more than is allowed. Do not load it; ask who made it.")


def _broken(source: Path, name: str = "") -> SourceRefused:
    where = f" at « {name} »" if name else ""
    return SourceRefused(f"{source.name}: the archive is broken{where}. Download it again and check its size.")
