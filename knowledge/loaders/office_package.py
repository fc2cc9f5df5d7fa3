"""The zip that a DOCX or an ODT is: checked before a library opens it."""

import io
import zipfile

from knowledge.loaders.archive import BROKEN_ZIP
from knowledge.loaders.skipped import FileRefused, SkipReason
from knowledge.loaders.zip_checks import check_zip

MOST_PARTS = 10_000
MOST_BYTES = 256 * 1024 * 1024
"""Unpacked: pictures weigh, text does not."""
MOST_XML_BYTES = 48 * 1024 * 1024
"""One XML part. The whole civil code takes a tenth of it."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a locked DOCX begins, and a document of Word 97."""
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("Basic/", "Scripts/")
_OLD_MANIFEST = "META-INF/manifest.xml"


def check_package(content: bytes) -> frozenset[str]:
    """Names of its parts. Raises :class:`FileRefused` for one that is broken, locked, hostile or carries a program."""
    if content.startswith(_OLD_OFFICE):
        if _LOCKED in content:
            raise FileRefused(SkipReason.PASSWORD, "it is locked with a password")
        raise FileRefused(SkipReason.OLD_WORD, "a document of Word 97")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            infos = package.infolist()
            check_zip(infos, most_files=MOST_PARTS, most_bytes=MOST_BYTES)
            for info in infos:
                _check_part(package, info)
    except BROKEN_ZIP as error:
        raise FileRefused(SkipReason.UNREADABLE, f"the file is broken ({type(error).__name__})") from error
    return frozenset(info.filename for info in infos)


def _check_part(package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    name = info.filename
    if name.lower().endswith(_MACRO_PARTS) or (name.startswith(_MACRO_FOLDERS) and not info.is_dir()):
        raise FileRefused(SkipReason.MACRO, "it carries a program (macro)")
    if not name.lower().endswith((".xml", ".rels")):
        return
    if info.file_size > MOST_XML_BYTES:
        raise FileRefused(SkipReason.TOO_BIG, "one part of it is too long", f"> {MOST_XML_BYTES // 2**20} MiB")
    # whatever its encoding, UTF-16 included
    text = package.read(info).replace(b"\0", b"")
    if b"<!ENTITY" in text or (b"<!DOCTYPE" in text and name != _OLD_MANIFEST):
        raise FileRefused(SkipReason.ENTITIES, "it declares XML entities, which no word processor does")
    if name == _OLD_MANIFEST and b"encryption-data" in text:
        raise FileRefused(SkipReason.PASSWORD, "it is locked with a password")
    if name == "[Content_Types].xml" and b"macroEnabled" in text:
        raise FileRefused(SkipReason.MACRO, "it carries a program (macro)")
