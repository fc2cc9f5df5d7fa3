"""Learns ``planted.json`` from ``planted_examples.yaml`` and the lines of the official pages: a logistic regression.

The pages are what offices really say to people, by the ten thousand. One line in five is not learned: the floor is
set on those, so that it holds for pages of other bases too.
"""

import base64
import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from guards.planted_reader import DAMPING, PLACES, LearnedLines, LineReader, cut, features_of, place_of

EXAMPLES = Path(__file__).with_name("planted_examples.yaml")
_SEED = 2811
_DRAWN = 6000
"""Orders put together from the pieces."""
_PAGE_LINES = 24_000
_HONEST_COUNTS, _LINE_COUNTS = 6.0, 6.0
"""What was written by hand says more than what was drawn."""
_ROUNDS = 3
_HARDEST = 4000
_STEPS = 250
_PACE = 0.1
_AFTER_A_LINE, _WITH_A_CAPITAL = 0.15, 0.7
"""Share of the drawn orders that follow a line of a page; that open with a capital."""
_RESTRAINT = 5e-6
_HELD_OUT = 5
_FALSE_ALARMS = 2e-4
"""Share of the lines that were not learned which may be above the floor."""

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PlantedExamples:
    """The pieces of planted orders, and what is near and honest."""

    readers: tuple[str, ...]
    openings: tuple[str, ...]
    orders: tuple[str, ...]
    lines: tuple[str, ...]
    honest: tuple[str, ...]


def read_planted_examples(path: Path = EXAMPLES) -> PlantedExamples:
    content: Mapping[str, Sequence[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return PlantedExamples(**{name: tuple(entries) for name, entries in content.items()})


def digest_planted(path: Path = EXAMPLES) -> str:
    """Tells one set of examples from another."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def draw_orders(examples: PlantedExamples, count: int, page_lines: Sequence[str], seed: int = _SEED) -> list[str]:
    """Orders as somebody would plant them: to a reader or to nobody, alone or after a line of the page."""
    chance = random.Random(seed)
    drawn = []
    for _ in range(count):
        opening = chance.choice(examples.openings).format(reader=chance.choice(examples.readers))
        wanted = chance.sample(examples.orders, min(chance.choice((1, 1, 2, 3)), len(examples.orders)))
        order = chance.choice((", ", " et ", ". ", " ; ", ", puis ")).join(wanted)
        ended = f"{opening}{order}{chance.choice(('.', '', ' !', ')', '.'))}"
        if chance.random() < _AFTER_A_LINE and page_lines:
            ended = f"{chance.choice(page_lines)} {ended}"
        drawn.append(ended[0].upper() + ended[1:] if chance.random() < _WITH_A_CAPITAL else ended)
    return drawn


def learn_lines(examples: PlantedExamples, page_lines: Sequence[str]) -> LearnedLines:
    """Weights and floor. The hardest lines of the pages are looked for and learned in several rounds."""
    chance = random.Random(_SEED)
    held_out = page_lines[::_HELD_OUT]
    kept = [line for at, line in enumerate(page_lines) if at % _HELD_OUT]
    pages = [text for line in kept for text in cut(line)]
    planted = [*draw_orders(examples, _DRAWN, kept), *examples.lines]
    honest = [text for line in examples.honest for text in cut(line)]
    count_of = dict.fromkeys(examples.lines, _LINE_COUNTS) | dict.fromkeys(honest, _HONEST_COUNTS)
    known = chance.sample(pages, min(_PAGE_LINES, len(pages)))
    learned = LearnedLines([0.0] * PLACES, 0.0, 0.0)
    for _ in range(_ROUNDS):
        texts = [*planted, *honest, *known]
        answers = np.array([1.0] * len(planted) + [0.0] * (len(texts) - len(planted)), dtype=np.float32)
        counts = np.array([count_of.get(text, 1.0) for text in texts], dtype=np.float32)
        learned = _fit(texts, answers, counts)
        hardest = sorted(pages, key=LineReader(learned).score, reverse=True)[:_HARDEST]
        known = list(dict.fromkeys([*known, *hardest]))
    reader = LineReader(learned)
    scores = [reader.score(line) for line in held_out]
    floor = float(np.quantile(scores, 1 - _FALSE_ALARMS)) if scores else 0.0
    return LearnedLines(learned.weights, learned.always, floor)


def write_lines(learned: LearnedLines, digest: str) -> str:
    """The content of ``planted.json``."""
    weights = np.array(learned.weights, dtype=np.float32)
    scale = float(np.abs(weights).max()) / 127 or 1.0
    small = np.round(weights / scale).astype(np.int8)
    return json.dumps(
        {
            "examples": digest,
            "always": round(learned.always, 4),
            "floor": round(learned.floor, 4),
            "scale": scale,
            "weights": base64.b64encode(small.tobytes()).decode(),
        },
        indent=1,
    )


@lru_cache(maxsize=200_000)
def _row(text: str) -> NDArray[np.int32]:
    return np.array(sorted({place_of(feature) for feature in features_of(text)}), dtype=np.int32)


def _fit(texts: Sequence[str], answers: Numbers, counts: Numbers) -> LearnedLines:
    """By Adam over the whole table, which holds few numbers a row."""
    rows = [_row(text) for text in texts]
    lengths = np.array([max(1, len(row)) for row in rows])
    places = np.concatenate(rows)
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    norms = (1 / np.sqrt(DAMPING + lengths)).astype(np.float32)
    shares = counts / counts.sum()
    weights = np.zeros(PLACES + 1, dtype=np.float32)
    slope, size = np.zeros_like(weights), np.zeros_like(weights)
    gradient = np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        scores = np.add.reduceat(weights[places], starts) * norms + weights[-1]
        wrong = (1 / (1 + np.exp(-scores)) - answers) * shares
        gradient[:-1] = np.bincount(places, np.repeat(wrong * norms, lengths), minlength=PLACES)
        gradient[:-1] += _RESTRAINT * weights[:-1]
        gradient[-1] = wrong.sum()
        slope = 0.9 * slope + 0.1 * gradient
        size = 0.999 * size + 0.001 * gradient**2
        weights -= _PACE * (slope / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.999**step)) + 1e-8)
    return LearnedLines(weights[:-1].tolist(), float(weights[-1]), 0.0)
