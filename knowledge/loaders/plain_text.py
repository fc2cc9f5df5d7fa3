"""Bytes as text, in the encodings that French offices write."""

from knowledge.loaders.skipped import FileRefused, SkipReason

_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def decode(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else Windows-1252. Raises :class:`FileRefused` for bytes that are no text."""
    encoding = next((encoding for mark, encoding in _MARKS.items() if content.startswith(mark)), "")
    if not encoding and b"\0" in content:
        raise FileRefused(SkipReason.UNREADABLE, "not a text")
    try:
        return content.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise FileRefused(SkipReason.UNREADABLE, f"not {encoding}, as it says") from None
        return content.decode("cp1252", errors="replace")
