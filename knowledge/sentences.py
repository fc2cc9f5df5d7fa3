"""Sentences of a French text."""

import re

_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀÂÇÉÈÊÎÔÙÛ«])")


def split_sentences(text: str) -> list[str]:
    """The sentences of one line of text, in order."""
    return [part for part in _END.split(text) if part]
