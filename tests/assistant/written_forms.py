"""Every way in which a value may stand in a file, and the search for all of them."""

import base64
import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

SEPARATORS = ("", " ", ".", "-", "/", "\u00a0", "\u202f")
FEWEST_DIGITS = 6
"""From so many on, the digits of a value are looked for however they are grouped."""


def spellings(value: str) -> set[str]:
    """The same value in other letters and with other separators."""
    found = {value, value.lower(), value.upper(), value.title(), value.casefold()}
    groups = re.findall(r"\d+", value)
    digits = "".join(groups)
    if len(digits) >= FEWEST_DIGITS:
        pairs = re.findall(r"\d\d?", digits)
        found |= {separator.join(some) for separator in SEPARATORS for some in (groups, pairs)}
        found |= {value.replace(" ", separator) for separator in SEPARATORS}
    found |= {unicodedata.normalize(form, text) for form in ("NFC", "NFD") for text in list(found)}
    return found


def encodings(text: str) -> Iterator[bytes]:
    """The same text as different bytes."""
    yield text.encode()
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")
    yield text.encode("latin-1", "xmlcharrefreplace")
    for escaped in (
        quote(text, safe=""),
        quote_plus(text),
        quote(text, safe="").lower(),
        json.dumps(text)[1:-1],
        html.escape(text),
        repr(text)[1:-1],
        text.encode().hex(),
        text.encode().hex().upper(),
    ):
        yield escaped.encode()
    for shift in range(3):  # where the value begins in a longer text decides which letters stand for it
        for alphabet in (base64.b64encode, base64.urlsafe_b64encode):
            whole = alphabet(b"\0" * shift + text.encode())
            inside = whole[4 if shift else 0 : -4]
            if len(inside) >= 8:
                yield inside


def written_forms(value: str) -> frozenset[bytes]:
    return frozenset(form for text in spellings(value) for form in encodings(text))


def read_files(folders: Iterable[Path]) -> dict[Path, bytes]:
    return {file: file.read_bytes() for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()}


def find_written(values: Iterable[str], files: Mapping[Path, bytes]) -> list[tuple[str, Path, bytes]]:
    """Each value, file and form in which it stands there."""
    everything = b"\0".join(files.values())
    return [
        (value, file, form)
        for value in values
        for form in written_forms(value)
        if form in everything
        for file, content in files.items()
        if form in content
    ]
