"""Chooses the page's own words that answer: which lines of which passages, in which order."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.pipeline.asking import Want, answers_want, opens_with_verdict, states_rule
from assistant.pipeline.routes import fold
from assistant.pipeline.units import GIVEN_AS_DATA, DataLine, LineKind, Unit, cut_into_units, headings_above, line_kinds
from guards.planted import speaks_to_a_machine
from knowledge.types import FoundPage, Heading, HeadingKind, Passage, ScoredPassage

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")

_ADDS = re.compile(r"(?:attention|a noter|a savoir|rappel|exemple|de plus|par ailleurs|en outre)\b")
"""Openings of a line that adds to a rule said elsewhere."""

_ASIDE = re.compile(r"\([^()]*\)|(?:\*|\(\*\)|\(\d\)) .*")
"""A line that stands in brackets as a whole, or a note under a table: it belongs to a line that is not there."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for a unit, beside the score of its passage (between 0 and 1). Measured on the development set."""

    wanted: float = 0.7
    """It gives what the question asks for (an amount, a place…): the share of the wants that it serves."""
    overlap: float = 0.3
    """Share of the question's rare words that stand in it."""
    verdict: float = 0.4
    """It opens with a yes or a no to the very question that was asked; to another question, it counts against it."""
    introduction: float = 0.1
    """It stands in the page's first passage, which says what the page is about."""
    data: float = 0.5
    """It tells of an office that nobody asked for, or of a service or a form: it counts against it."""


WEIGHTS = Weights()
_WHOM = frozenset({Want.PLACE, Want.CONTACT})
"""Wants that a telephone number or an address serves."""

_SAME_QUESTION = 0.5
"""Share of the title's words from which the question that the page answers is taken for the person's own: only then is
its « Oui » or « Non » an answer."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A passage, and the lines of it that are shown."""

    passage: Passage
    source: int
    """Number of the page among the sources."""
    lines: tuple[str, ...]
    is_cut: bool = False
    """True when a rule or a list that is shown goes on in the page."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: int
    """Rank of its passage in the page."""
    passage: Passage
    unit: Unit
    lines: tuple[str, ...]
    """Every line of the passage."""
    telling: frozenset[int]
    """Numbers of those that tell something alone."""
    score: float


@dataclass(slots=True)
class _Selection:
    """What was taken so far."""

    left: int
    numbers: dict[int, set[int]] = field(default_factory=dict)
    """Rank of a passage → numbers of its lines, passages in the order in which they were first taken."""
    passages: list[Passage] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)
    in_part: set[int] = field(default_factory=set)
    """Ranks of the passages with a list of which some items are shown and others are not."""

    def take(self, candidate: _Candidate) -> bool:
        """Add the unit if it fits, says something new and contradicts nothing that was taken."""
        passage = candidate.passage
        new = [number for number in candidate.unit.lines if candidate.lines[number] not in self.shown]
        cost = sum(count_words(candidate.lines[number]) for number in new)
        if candidate.telling.isdisjoint(new) or cost > self.left:
            return False
        if any(contradicts(passage.situation, taken.situation) for taken in self.passages):
            return False
        if candidate.place not in self.numbers:
            self.passages.append(passage)
        self.numbers.setdefault(candidate.place, set()).update(new)
        self.shown.update(candidate.lines[number] for number in new)
        self.left -= cost
        return True

    def note_left_out(self, candidate: _Candidate) -> None:
        """An item of a list that is shown in part."""
        if candidate.unit.is_piece and candidate.place in self.numbers:
            opening = candidate.unit.lines[0]
            if opening in self.numbers[candidate.place]:
                self.in_part.add(candidate.place)


def count_words(text: str) -> int:
    return len(_WORD.findall(text))


def contradicts(one: Sequence[Heading], other: Sequence[Heading]) -> bool:
    """True when two situations exclude each other: different branches of one list of branches."""
    return any(a.group and a.group == b.group and a.text != b.text for a in one for b in other)


def choose_lines(
    page: FoundPage, *, wants: frozenset[Want] = frozenset(), words: int, most: int, source: int = 1
) -> tuple[Chosen, ...]:
    """The lines of a page that answer best, never across situations, within ``words`` words and ``most`` passages.

    The best unit is always shown, cut at the end of a line when it is longer than everything allowed. A passage that
    gives orders to a machine is passed over. A line is shown once, and those that the page gives as data are left to
    it.
    """
    candidates = sorted(_candidates(page, wants), key=lambda candidate: -candidate.score)
    selection = _Selection(words)
    for candidate in candidates:
        has_room = len(selection.numbers) < most or candidate.place in selection.numbers
        if not (has_room and selection.take(candidate)):
            selection.note_left_out(candidate)
    if not selection.numbers and candidates:
        return (_cut(candidates[0], words, source),)
    told = list(_told(page, selection, source))
    return tuple(_lead_first(page, told, candidates, wants))


def _verdict(page: FoundPage, folded: str, wants: frozenset[Want]) -> int:
    """1 for a yes or a no to what was asked, -1 for one to another question, 0 where there is none."""
    if not opens_with_verdict(folded):
        return 0
    return 1 if Want.PERMISSION in wants and page.title_overlap >= _SAME_QUESTION else -1


def _lead_first(
    page: FoundPage, told: list[Chosen], candidates: Sequence[_Candidate], wants: frozenset[Want]
) -> list[Chosen]:
    """The passage whose first line decides, or states the rule, before the others, where a yes or a no was asked for.

    A yes or a no to another question comes last.
    """
    best = {candidate.passage.id: candidate.score for candidate in reversed(candidates)}
    kinds = line_kinds(page.document.blocks)

    def worth(choice: Chosen) -> tuple[int, float]:
        opening = fold(_SENTENCE_END.split(choice.lines[0])[0])
        rule = Want.PERMISSION in wants and states_rule(opening) and not _ADDS.match(opening)
        return 2 * _verdict(page, opening, wants) + rule - _is_beside(choice.lines[0], kinds, wants), best[
            choice.passage.id
        ]

    return sorted(told, key=worth, reverse=True)


def _candidates(page: FoundPage, wants: frozenset[Want]) -> Iterator[_Candidate]:
    kinds = line_kinds(page.document.blocks)
    above = headings_above(page.document.blocks)
    for place, found in enumerate(page.passages):
        lines = tuple(found.passage.text.splitlines())
        if any(speaks_to_a_machine(line) for line in lines):
            continue
        quotable = _worth_quoting(lines, kinds)
        telling = _telling(lines, kinds)
        for unit in cut_into_units(lines, kinds, whole_lists=Want.PAPERS in wants):
            empty = _empty_headings([lines[number] for number in unit.lines], kinds, above)
            kept = tuple(number for number in unit.lines if number in quotable and lines[number] not in empty)
            if kept and not lines[kept[-1]].rstrip().endswith(":"):  # what it announces stands under other headings
                score = _score(page, found, [(number, lines[number]) for number in kept], wants)
                score -= WEIGHTS.data * _is_beside(lines[kept[0]], kinds, wants)
                yield _Candidate(place, found.passage, Unit(kept, unit.is_piece), lines, telling, score)


def _is_beside(opening: str, kinds: Mapping[str, LineKind], wants: frozenset[Want]) -> bool:
    """Whether a unit is data of the page beside the answer: an office counts as an answer where one is asked for."""
    is_office = opening.startswith("Où s'adresser")
    return isinstance(kinds.get(opening), DataLine) and not (is_office and wants & _WHOM)


def _telling(lines: Sequence[str], kinds: Mapping[str, LineKind]) -> frozenset[int]:
    """Numbers of the lines that are no headings, no names, and no asides to what stands elsewhere."""
    return frozenset(
        number
        for number, line in enumerate(lines)
        if not isinstance(kinds.get(line), HeadingKind)
        and kinds.get(line) is not DataLine.NAME
        and not _ASIDE.fullmatch(line.strip())
    )


def _empty_headings(
    unit: Sequence[str], kinds: Mapping[str, LineKind], above: Mapping[str, Set[str]]
) -> frozenset[str]:
    """The headings of a unit under which none of its lines stands: their own words are in another passage."""
    over = frozenset[str]().union(*(above.get(line, ()) for line in unit))
    return frozenset(line for line in unit if over and isinstance(kinds.get(line), HeadingKind) and line not in over)


def _score(page: FoundPage, found: ScoredPassage, lines: Sequence[tuple[int, str]], wants: frozenset[Want]) -> float:
    folded = fold_text("\n".join(line for _, line in lines))
    served = sum(answers_want(want, folded) for want in wants) / len(wants) if wants else 0.0
    overlap = min(1.0, sum(found.line_overlaps[number] for number, _ in lines)) if found.line_overlaps else 0.0
    introduces = found.passage.position == 0
    return (
        found.score
        + WEIGHTS.wanted * served
        + WEIGHTS.overlap * overlap
        + WEIGHTS.verdict * _verdict(page, folded, wants)
        + WEIGHTS.introduction * introduces
    )


def fold_text(text: str) -> str:
    """As a question is folded, line by line."""
    return "\n".join(fold(line) for line in text.splitlines())


def _told(page: FoundPage, selection: _Selection, source: int) -> Iterator[Chosen]:
    for place, numbers in selection.numbers.items():
        passage = page.passages[place].passage
        lines = passage.text.splitlines()
        kept = tuple(lines[number] for number in sorted(numbers))
        yield Chosen(passage, source, kept, is_cut=place in selection.in_part)


def _cut(candidate: _Candidate, words: int, source: int) -> Chosen:
    told = [candidate.lines[number] for number in candidate.unit.lines]
    lines = cut_lines(told, words) or tuple(told[:1])
    return Chosen(candidate.passage, source, lines, is_cut=len(lines) < len(told))


def _worth_quoting(lines: Sequence[str], kinds: Mapping[str, LineKind]) -> frozenset[int]:
    """Numbers of the lines that the page's data does not say again, unless the line before announces them or the next
    ones are nothing without them."""
    return frozenset(
        number
        for number, (before, line) in enumerate(pairwise(("", *lines)))
        if not GIVEN_AS_DATA.match(line)
        or before.rstrip().endswith(":")
        or kinds.get(next(iter(lines[number + 1 :]), "")) is DataLine.DETAIL
    )


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
