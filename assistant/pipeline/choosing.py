"""Chooses the page's own words that answer: which passages, in which order, and where they are cut."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.types import FoundPage, Heading, Passage

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage, and the lines of it that are shown."""

    passage: Passage
    source: int
    """Number of the page among the sources."""
    lines: tuple[str, ...]

    @property
    def is_cut(self) -> bool:
        return len(self.lines) < len(self.passage.text.splitlines())


def count_words(text: str) -> int:
    return len(_WORD.findall(text))


def contradicts(one: Sequence[Heading], other: Sequence[Heading]) -> bool:
    """True when two situations exclude each other: different branches of one list of branches."""
    return any(a.group and a.group == b.group and a.text != b.text for a in one for b in other)


def choose_passages(pages: Sequence[FoundPage], *, words: int, most: int) -> tuple[Chosen, ...]:
    """The best passages of the best page, never across situations, within ``words`` words.

    The first passage is always shown, cut at the end of a line when it is longer than everything allowed.
    """
    if not pages:
        return ()
    chosen: list[Chosen] = []
    left = words
    for passage in _candidates(pages[0]):
        if len(chosen) == most:
            break
        if any(contradicts(passage.situation, earlier.passage.situation) for earlier in chosen):
            continue
        lines = cut_lines(passage.text.splitlines(), left)
        # half a passage may hold a rule without its condition: only the first one is worth cutting
        whole = len(lines) == len(passage.text.splitlines())
        if not lines or (chosen and not whole):
            continue
        chosen.append(Chosen(passage, 1, lines))
        left -= sum(count_words(line) for line in lines)
    return tuple(chosen)


def _candidates(page: FoundPage) -> Iterator[Passage]:
    return (found.passage for found in page.passages)


def cut_lines(lines: Sequence[str], words: int) -> tuple[str, ...]:
    """The first lines that fit in ``words`` words; at least the first one when anything fits at all."""
    kept: list[str] = []
    for line in lines:
        words -= count_words(line)
        if words < 0 and kept:
            break
        if words < 0:
            return ()
        kept.append(line)
    return tuple(kept)
