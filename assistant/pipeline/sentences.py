"""Cuts a model's stream into sentences with the passage that each one cites."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_END = re.compile(r"(?<!^\d)(?<!\n\d)[.!?…](?:\s*\[\d+\])*(?=\s+[^\s\[a-zà-ÿ])|(?:\[\d+\])?\s*\n\s*(?=[^\s\[])")
"""A full stop or the end of a line, with the citations that follow it; not a number of a list, not « par ex. en »."""
_CITATION = re.compile(r"\s*\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One finished sentence of the model."""

    text: str
    cites: tuple[int, ...]
    """Numbers of the passages that it names, before or after its words, each once, as the prompt numbers them."""


@dataclass(slots=True)
class SentenceCutter:
    """Feed it the pieces of a stream; it gives back sentences as they end."""

    _rest: str = field(default="")

    def feed(self, piece: str) -> Iterator[Sentence]:
        self._rest += piece
        while match := _END.search(self._rest):
            finished, self._rest = self._rest[: match.end()], self._rest[match.end() :]
            yield from _read(finished)

    def finish(self) -> Iterator[Sentence]:
        """What is left, if it ends like a sentence: a stream that was stopped halfway says nothing more."""
        finished, self._rest = self._rest.strip(), ""
        if re.search(r"[.!?…](?:\s*\[\d+\])*$|[.!?…]?\s*\[\d+\][.!?…]?$", finished):
            yield from _read(finished)


def _read(raw: str) -> Iterator[Sentence]:
    cites = tuple(dict.fromkeys(int(number) for number in _CITATION.findall(raw)))
    text = " ".join(_CITATION.sub("", raw).split())
    text = re.sub(r"^(?:[-*•]|\d+\.)\s+", "", text)
    if any(c.isalnum() for c in text):
        yield Sentence(text if text[-1] in ".!?…" else f"{text}.", cites)
