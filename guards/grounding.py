"""Holds a sentence against the passages that it comes from. No model decides here, and doubt counts against it.

Two questions: does every figure stand in a passage (:func:`unsupported_figures`), and does a reworded sentence say
what one sentence of the passage says, no more and no less (:func:`check_rewording`)?
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from guards.figures import Figure, figures_of, with_figures_as_words
from guards.wording import MARKS, Mark, fold
from guards.wording import read_logic as read_words

VERDICT = re.compile(
    r"\W*(?P<verdict>oui|non|yes|no|bien sur|effectivement|absolument|tout a fait|exact\w*|en effet|vrai|faux)\b(?!-)"
)
SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
ENDING_MARKS = " .;:!?,-•*–—"
IN_BRACKETS = re.compile(r"\([^()]*\)")

POLARITY = frozenset({Mark.NOT, Mark.WITHOUT, Mark.FORBIDDEN})
MODALITY = frozenset({Mark.MUST, Mark.MAY, Mark.SHOULD, Mark.CONDITIONAL, Mark.PAST})
SUBJECT = frozenset({Mark.YOU, Mark.THEY})
MOVABLE = frozenset({Mark.IF, Mark.WHEN, Mark.BEFORE, Mark.AFTER, Mark.WITHIN, Mark.SINCE, Mark.UNTIL, Mark.EXCEPT})


class Reason(StrEnum):
    """Why a rewording does not hold."""

    NO_SOURCE = "no_source"
    """No sentence of the passage is near enough, or there is nothing to read."""
    NEW_FIGURE = "new_figure"
    DROPPED_FIGURE = "dropped_figure"
    POLARITY = "polarity"
    CONDITION = "condition"
    """A condition, limit, moment, quantity or alternative came, went or changed."""
    MODALITY = "modality"
    """Must, may, should: not the same."""
    SUBJECT = "subject"
    """Another person is spoken to or of."""
    NEW_CONTENT_WORD = "new_content_word"
    DROPPED_CONTENT_WORD = "dropped_content_word"
    ORDER = "order"
    """The same words in another order: who does what may have turned round."""
    VERDICT = "verdict"
    """It opens with a yes or a no that the passage does not give."""


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """Whether a rewording holds; if not, every reason found."""

    holds: bool
    reasons: tuple[Reason, ...] = ()


def unsupported_figures(sentence: str, passages: Iterable[str]) -> tuple[str, ...]:
    """The figures of a sentence, as written in lower case, that stand in none of the passages."""
    known = {key for passage in passages for figure in figures_of(passage) for key in _ways_to_cite(figure)}
    return tuple(dict.fromkeys(figure.written for figure in figures_of(sentence) if figure.key not in known))


def check_rewording(sentence: str, passage: str) -> Faithfulness:
    """Whether a sentence says what one sentence of the passage says.

    A list item is read with the line that opens its list. Brackets may be left out; nothing else may.
    """
    reasons = min(
        (_differences(sentence, source) for source in _sources(passage)), key=len, default=(Reason.NO_SOURCE,)
    )
    if not read_logic(sentence)[1]:
        reasons = (Reason.NO_SOURCE,)
    return Faithfulness(not reasons, reasons)


def _differences(sentence: str, source: str) -> tuple[Reason, ...]:
    marks, stems = read_logic(sentence)
    wanted = source
    if shorter := _without_naming_brackets(source):
        # brackets are kept or left out as a whole
        in_brackets = set(read_logic(source)[1]) - set(read_logic(shorter)[1])
        wanted = source if in_brackets & set(stems) else shorter
    wanted_marks, wanted_stems = read_logic(wanted)
    changed = {mark for mark in Mark if marks[mark] != wanted_marks[mark]}
    figures, wanted_figures = _keys(sentence), _keys(wanted)
    checks = (
        (Reason.NEW_FIGURE, bool(figures - wanted_figures)),
        (Reason.DROPPED_FIGURE, bool(wanted_figures - figures)),
        (Reason.POLARITY, bool(changed & POLARITY)),
        (Reason.MODALITY, bool(changed & MODALITY)),
        (Reason.SUBJECT, bool(changed & SUBJECT)),
        (Reason.CONDITION, bool(changed - POLARITY - MODALITY - SUBJECT)),
        (Reason.NEW_CONTENT_WORD, bool(Counter(stems) - Counter(wanted_stems))),
        (Reason.DROPPED_CONTENT_WORD, bool(set(wanted_stems) - set(stems))),
        (Reason.ORDER, not _keeps_order(sentence, stems, wanted_stems)),
        (Reason.VERDICT, _verdict(sentence) != _verdict(source) and _verdict(sentence) != ""),
    )
    return tuple(reason for reason, differs in checks if differs)


def read_logic(text: str) -> tuple[Counter[Mark], tuple[str, ...]]:
    """The marks and content words of a text, its figures read as words of their own."""
    return read_words(with_figures_as_words(text))


def _without_naming_brackets(source: str) -> str:
    """The source without the brackets that only give another name: no figure in them, and no word of logic."""

    def blank(match: re.Match[str]) -> str:
        return match.group() if figures_of(match.group()) or read_logic(match.group())[0] else " "

    shorter = IN_BRACKETS.sub(blank, source)
    return shorter if shorter != source else ""


def _keeps_order(sentence: str, stems: Sequence[str], source: Sequence[str]) -> bool:
    """Whether the words come in the order of the source, or with one clause of condition or time moved as a block."""
    if not set(stems) <= set(source):
        return True  # new words are told on their own
    if _is_subsequence(stems, source):
        return True
    folded = with_figures_as_words(sentence)
    for at in _clause_starts(folded):
        tail = read_logic(folded[at:])[1]
        head = stems[: len(stems) - len(tail)]
        if head and tail and _is_subsequence((*tail, *head), source):
            return True
    return False


def _clause_starts(folded: str) -> Iterator[int]:
    """Where a clause that may move begins, or where the one that opens the sentence ends."""
    for mark, pattern in MARKS:
        if mark in MOVABLE:
            for match in pattern.finditer(folded):
                if match.start() > 0:
                    yield match.start()
                elif (comma := folded.find(",")) > 0:
                    yield comma + 1


def _is_subsequence(stems: Sequence[str], source: Sequence[str]) -> bool:
    rest = iter(source)
    return all(stem in rest for stem in stems)


def _sources(passage: str) -> Iterator[str]:
    """Each sentence or line of a passage, list items behind the line that opens their list."""
    opening = ""
    for line in passage.splitlines():
        for sentence in SENTENCE_END.split(line):
            text = sentence.strip(ENDING_MARKS)
            if not text:
                continue
            yield text
            if opening:
                yield f"{opening} {text}"
        stripped = line.strip()
        if stripped.endswith(":"):
            opening = SENTENCE_END.split(stripped)[-1].strip(ENDING_MARKS)
        elif stripped and not stripped.startswith(("-", "•", "*", "–")) and stripped.endswith("."):
            opening = ""


def _verdict(text: str) -> str:
    match = VERDICT.match(fold(text))
    return match.group("verdict") if match else ""


def _keys(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(figure.key for figure in figures_of(text))


def _ways_to_cite(figure: Figure) -> Iterator[tuple[str, ...]]:
    """The key of a figure, and the shorter ones that say less without saying otherwise."""
    yield figure.key
    kind, *rest = figure.key
    if kind == "date":
        yield (kind, "0", *rest[1:])
    if kind == "quantity" and " " in rest[1]:
        yield (kind, rest[0], rest[1].split(" ")[0])
