"""What makes a zip safe to open: read from its table of contents, before anything is unpacked."""

import stat
import zipfile
from collections.abc import Sequence

from knowledge.loaders.archive import MAX_EXPANSION, is_bomb, leaves
from knowledge.loaders.skipped import FileRefused, SkipReason


def check_zip(infos: Sequence[zipfile.ZipInfo], *, most_files: int, most_bytes: int) -> None:
    """Raises :class:`FileRefused` for a bomb, a path or a link out of the archive, a password, too much of it."""
    if len(infos) > most_files:
        raise FileRefused(SkipReason.TOO_MANY, "too many files in it", str(most_files))
    for info in infos:
        if leaves(info.filename):
            raise FileRefused(SkipReason.OUTSIDE, "a name in it points outside")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise FileRefused(SkipReason.LINK, "it holds a link")
        if info.flag_bits & 0x1:
            raise FileRefused(SkipReason.PASSWORD, "it is locked with a password")
        if is_bomb(info):
            raise FileRefused(SkipReason.BOMB, f"a file in it grows more than {MAX_EXPANSION} times")
    if sum(info.file_size for info in infos) > most_bytes:
        raise FileRefused(SkipReason.TOO_BIG, "it unpacks to too much", f"> {most_bytes // 2**20} MiB")
