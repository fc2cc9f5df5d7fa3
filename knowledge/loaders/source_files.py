"""The files of a source: a file, a folder, a zip, zips in a folder. What may not be read is told, and not followed."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from knowledge.loaders.archive import BROKEN_ZIP, MAX_MEMBER_BYTES, MAX_TOTAL_BYTES
from knowledge.loaders.formats import format_of, most_bytes
from knowledge.loaders.skipped import FileRefused, OnSkipped, SkippedPage, SkipReason
from knowledge.loaders.zip_checks import check_zip
from knowledge.types import SourceRefused

MOST_FILES = 50_000
"""Ten times the pages of service-public."""
MOST_FOLDERS_DEEP = 32
_NOISE_NAMES = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz")
_NOISE_FOLDERS = frozenset({"__macosx", ".git", ".svn"})


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a source, not read yet."""

    name: str
    """Its path in the source, with « / »; after a zip's own name for a file of a zip in a folder."""
    read: Callable[[], bytes]
    """Raises :class:`FileRefused`."""


def list_files(source: Path, archives: ExitStack, on_skipped: OnSkipped) -> Iterator[SourceFile]:
    """The files in the order of their names; what a system leaves beside them is passed over.

    Zips stay open until ``archives`` closes: their files are read from them one by one.
    Raises :class:`SourceRefused` for a zip that may not be opened at all.
    """
    if source.is_dir():
        yield from _of_folder(source, archives, on_skipped)
    elif source.suffix.lower() == ".zip":
        try:
            yield from _of_zip(source, "", archives, on_skipped)
        except FileRefused as refused:
            raise SourceRefused(f"{source.name}: {refused}. Do not load it; ask who made it.") from refused
    else:
        yield SourceFile(source.name, partial(_read_path, source))


def _of_folder(source: Path, archives: ExitStack, on_skipped: OnSkipped) -> Iterator[SourceFile]:
    root, count = source.resolve(), 0
    for path in sorted(source.rglob("*")):
        name = path.relative_to(source).as_posix()
        if is_noise(name) or (path.is_dir() and not path.is_symlink()):
            continue
        count += 1
        fault = _fault_of(path, root, name, count)
        name = name.encode("utf-8", "replace").decode()  # a name in another encoding can be told, not read
        if fault:
            on_skipped(fault.of(name))
            if count > MOST_FILES:
                return
        elif path.suffix.lower() == ".zip":
            try:
                yield from _of_zip(path, f"{name}/", archives, on_skipped)
            except FileRefused as refused:
                on_skipped(refused.of(name))
        else:
            yield SourceFile(name, partial(_read_path, path))


def _fault_of(path: Path, root: Path, name: str, count: int) -> FileRefused | None:
    if count > MOST_FILES:
        return FileRefused(SkipReason.TOO_MANY, "this file and those after it are too many", str(MOST_FILES))
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        return FileRefused(SkipReason.LINK, "a link out of the folder")
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        return FileRefused(SkipReason.UNREADABLE, "its name is not in UTF-8")
    if not path.is_file():
        return FileRefused(SkipReason.UNREADABLE, "a link to nothing, or a device")
    if name.count("/") > MOST_FOLDERS_DEEP:
        return FileRefused(SkipReason.NESTED, f"more than {MOST_FOLDERS_DEEP} folders deep")
    return None


def _read_path(path: Path) -> bytes:
    try:
        _check_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise FileRefused(SkipReason.UNREADABLE, f"it cannot be opened ({error.strerror})") from error


def _of_zip(path: Path, prefix: str, archives: ExitStack, on_skipped: OnSkipped) -> Iterator[SourceFile]:
    """Its table is checked as a whole: an archive with one hostile member is not read at all."""
    try:
        archive = archives.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileRefused(SkipReason.UNREADABLE, f"the archive is broken ({type(error).__name__})") from error
    infos = sorted((info for info in archive.infolist() if not info.is_dir()), key=lambda info: info.filename)
    check_zip(infos, most_files=MOST_FILES, most_bytes=MAX_TOTAL_BYTES)
    for info in infos:
        name = prefix + info.filename
        if is_noise(info.filename):
            continue
        if info.filename.lower().endswith(_ARCHIVES):
            on_skipped(SkippedPage(name, "an archive inside an archive", SkipReason.ARCHIVE_INSIDE))
        else:
            yield SourceFile(name, partial(_read_member, archive, info))


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    _check_size(info.filename, info.file_size)
    try:
        return archive.read(info)
    except BROKEN_ZIP as error:
        raise FileRefused(SkipReason.UNREADABLE, f"the archive is broken here ({type(error).__name__})") from error


def _check_size(name: str, size: int) -> None:
    file_format = format_of(name)
    most = most_bytes(file_format) if file_format else MAX_MEMBER_BYTES
    if size > most:
        raise FileRefused(SkipReason.TOO_BIG, "too many bytes", f"{size / 2**20:.0f} > {most // 2**20} MiB")


def is_noise(name: str) -> bool:
    """What systems and programs leave beside documents."""
    *folders, file = PurePosixPath(name.replace("\\", "/").lower()).parts
    return not _NOISE_FOLDERS.isdisjoint(folders) or file in _NOISE_NAMES or file.startswith(("~$", "._", ".~lock."))
