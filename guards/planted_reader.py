"""What a line of a page resembles: what an office says to people, or an order planted for the machine that reads it.

A linear reader of words, pairs of words, pieces of words and shapes. It learned from ``planted_examples.yaml`` and from
every line of the official pages; ``guards.planted_learning`` does that and writes ``planted.json``. No model is asked:
a line costs some microseconds.
"""

import base64
import json
import re
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

from guards.normal_form import fold

LEARNED = Path(__file__).with_name("planted.json")
PLACES = 32768
"""How many numbers words and pieces are counted in."""
_LENGTHS = (3, 4, 5)
_WORD = re.compile(r"[a-z]+|\d+|[^\W\d_a-z]+")
_SENTENCE_END = re.compile(r"(?<=[.!?;»)\]])\s+")
_FEWEST_WORDS = 3
DAMPING = 30
"""Counted beside what a text holds, so that two words alone say little."""
_UNREAD = -10.0
"""Score of what is too short to say anything."""
_SHAPES = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("mark", r"\b[^\W\d_a-zà-ÿ]{3,}-?/?\d+\b"),
        ("capitals", r"\b[^\W\d_a-zà-ÿ]{3,}[ -][^\W\d_a-zà-ÿ]{3,}\b"),
        ("key", r"^\W{0,4}\w+[_.-]\w+\W{0,2}[:=]|^[A-Z]+="),
        ("braces", r"[{}<>]|\[/?[A-Z]{3,}|```|^\W{3,}$|^(?:[#=>*-]{3,}|//|/\*|%)"),
        ("quoted", r"[«\"].{1,80}?[»\"]"),
        ("mobile", r"(?<!\d)0[67](?:[ .-]?\d{2}){4}(?!\d)"),
        ("paid", r"(?<!\d)0[ .-]?8(?:[ .-]?\d){8}(?!\d)"),
        ("link", r"https?://|www\."),
        ("mail", r"\w@\w"),
        ("handle", r"(?<!\w)@\w"),
    )
)
"""Signs that folding would lose, or that no single word shows."""


_SIGN = re.compile(r"[^\w\s,.;:'’()?!-]|\d|_|[A-ZÀ-Ý]{3}|^\W{3}")
"""Without one of these there is no shape to look for."""


@dataclass(frozen=True, slots=True)
class LearnedLines:
    """A weight for each place, what is always added, and the score from which a line is planted."""

    weights: Sequence[float]
    always: float
    floor: float
    """Of page lines that it had not learned, one in some thousands is above."""


def read_learned_lines(path: Path = LEARNED) -> LearnedLines:
    """What ``guards.planted_learning`` wrote. Raises ``ValueError`` and ``OSError`` for a file of another kind."""
    content = json.loads(path.read_text(encoding="utf-8"))
    numbers = array("b", base64.b64decode(content["weights"]))
    if len(numbers) != PLACES:
        raise ValueError("The learned weights have not the size that this program reads.")
    scale = float(content["scale"])
    return LearnedLines([number * scale for number in numbers], float(content["always"]), float(content["floor"]))


class LineReader:
    """Tells how much a line resembles a planted one. Safe for threads."""

    def __init__(self, learned: LearnedLines) -> None:
        self._learned = learned
        self._word = lru_cache(maxsize=50_000)(self._weigh_word)
        self._pair = lru_cache(maxsize=100_000)(self._weigh_pair)

    def excess(self, line: str) -> float:
        """How far above the floor the line is; below zero for what an office says to people."""
        return self.score(line) - self._learned.floor

    def score(self, line: str) -> float:
        """Of the line, or of the sentence in it that resembles an order most."""
        return max(map(self._score_one, cut(line)), default=_UNREAD)

    def _score_one(self, text: str) -> float:
        words = _WORD.findall(fold(text))
        total, count = 0.0, 0
        for word in set(words):
            weight, pieces = self._word(word)
            total += weight
            count += pieces
        pairs = set(pairwise(("^", *words, "$")))
        shapes = tuple(_shapes(text))
        total += sum(map(self._pair, pairs))
        total += sum(self._learned.weights[place_of(shape)] for shape in shapes)
        return total / sqrt(DAMPING + count + len(pairs) + len(shapes)) + self._learned.always

    def _weigh_pair(self, pair: tuple[str, str]) -> float:
        return self._learned.weights[place_of(_name_pair(pair))]

    def _weigh_word(self, word: str) -> tuple[float, int]:
        features = tuple(_pieces(word))
        return sum(self._learned.weights[place_of(feature)] for feature in features), len(features)


def cut(line: str) -> list[str]:
    """The line, and each of its sentences: what is long enough to be judged alone."""
    sentences = dict.fromkeys((line, *_SENTENCE_END.split(line)))
    return [part for part in sentences if len(part.split()) >= _FEWEST_WORDS]


def features_of(text: str) -> set[str]:
    """Everything that is counted in one text."""
    words = _WORD.findall(fold(text))
    return {
        *(feature for word in set(words) for feature in _pieces(word)),
        *map(_name_pair, pairwise(("^", *words, "$"))),
        *_shapes(text),
    }


def place_of(feature: str) -> int:
    return zlib.crc32(feature.encode()) % PLACES


def _pieces(word: str) -> Iterator[str]:
    if word.isdigit():
        yield "number"
        return
    yield f"w:{word}"
    edged = f"^{word}$"
    yield from {f"c:{edged[at : at + size]}" for size in _LENGTHS for at in range(len(edged) - size + 1)}


def _name_pair(pair: tuple[str, str]) -> str:
    return " ".join("0" if word.isdigit() else word for word in pair)


def _shapes(text: str) -> Iterator[str]:
    if not _SIGN.search(text):
        return
    for name, shape in _SHAPES:
        if shape.search(text):
            yield f"s:{name}"
