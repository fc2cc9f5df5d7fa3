"""Chooses the page's own words that answer: which passages, in which order, and where they are cut."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from guards.planted import speaks_to_a_machine
from knowledge.types import FoundPage, Heading, Passage

_WORD = re.compile(r"\w+")


_GIVEN_AS_DATA = re.compile(r"(?:Où s'adresser|Service en ligne|Formulaire|Modèle de document|Simulateur)\s[:?]\s")
"""Opens the lines that the page's own data says again, with its link, under the answer."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage, and the lines of it that are shown."""

    passage: Passage
    source: int
    """Number of the page among the sources."""
    lines: tuple[str, ...]
    is_cut: bool = False
    """True when the passage says more than what is shown here or elsewhere in the answer."""


def count_words(text: str) -> int:
    return len(_WORD.findall(text))


def contradicts(one: Sequence[Heading], other: Sequence[Heading]) -> bool:
    """True when two situations exclude each other: different branches of one list of branches."""
    return any(a.group and a.group == b.group and a.text != b.text for a in one for b in other)


def choose_passages(pages: Sequence[FoundPage], *, words: int, most: int) -> tuple[Chosen, ...]:
    """The best passages of the best page, never across situations, within ``words`` words.

    The first passage is always shown, cut at the end of a line when it is longer than everything allowed. A
    passage that gives orders to a machine is passed over. A line is shown once, and those that the page gives as data
    are left to it.
    """
    if not pages:
        return ()
    chosen: list[Chosen] = []
    shown: set[str] = set()
    left = words
    for passage in _candidates(pages[0]):
        if len(chosen) == most:
            break
        if any(contradicts(passage.situation, earlier.passage.situation) for earlier in chosen):
            continue
        if any(speaks_to_a_machine(line) for line in passage.text.splitlines()):
            continue
        told = [line for line in _worth_quoting(passage.text.splitlines()) if line not in shown]
        lines = cut_lines(told, left)
        if not chosen and not lines:
            lines = tuple(told[:1])
        # half a passage may hold a rule without its condition: only the first one is worth cutting
        if not lines or (chosen and len(lines) < len(told)):
            continue
        chosen.append(Chosen(passage, 1, lines, is_cut=len(lines) < len(told)))
        shown.update(lines)
        left -= sum(count_words(line) for line in lines)
    return tuple(chosen)


def _candidates(page: FoundPage) -> Iterator[Passage]:
    return (found.passage for found in page.passages)


def _worth_quoting(lines: Sequence[str]) -> Iterator[str]:
    """The lines without those that the page's data says again, unless the line before announces them."""
    for before, line in pairwise(("", *lines)):
        if not _GIVEN_AS_DATA.match(line) or before.rstrip().endswith(":"):
            yield line


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
