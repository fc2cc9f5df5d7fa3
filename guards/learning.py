"""Learns ``likeness.json`` from ``examples/``: a multinomial logistic regression, the same at each run.

``titles.txt`` holds titles of official pages (DILA, service-public.fr, Licence Ouverte 2.0): they count as ordinary.

Every French sentence is learned twice: as it stands, and as it would be typed on a telephone.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from guards.likeness import ORDINARY, PIECES, PIECES_WEIGHT, VECTOR_WEIGHT, count_pieces, prepare

EXAMPLES = Path(__file__).with_name("examples")
TITLES = "titles"
_STEPS = 300
_PACE = 0.05
_RESTRAINT = 2e-4
"""How much large weights cost: what keeps single examples from being learned by heart."""
_BALANCE = 0.3
"""0: labels count by their number of examples; 1: all labels count the same."""
_TYPED_COUNTS = 0.4
_TITLE_COUNTS = 0.5
_ASKED = (
    "je voudrais savoir", "comment on fait pour", "c'est quoi", "j'ai besoin de", "je dois faire quoi pour",
    "il me faut", "on m'a parlé de", "je veux", "combien ça coûte", "quel papier pour", "mon fils",
    "ma mère a besoin de",
)  # fmt: skip
"""Openings that ask nothing of their own: put before titles, they are learned as ordinary."""
_TYPED = (
    ("qu'", "k "), ("que ", "ke "), ("qui ", "ki "), ("quoi", "koi"), ("c'est", "c"), ("j'ai", "jai"), ("je ", "j "),
    ("pour ", "pr "), ("dans ", "ds "), ("avec ", "av "), ("vous ", "vs "), ("tout ", "tt "), ("n'", ""), ("ne ", ""),
    ("'", " "), ("beaucoup", "bcp"), ("maintenant", "mtn"), ("comment", "coment"), ("er ", "é "), ("ent ", "e "),
    ("?", ""), (".", ""), (",", ""),
)  # fmt: skip

Numbers = NDArray[np.float32]


def read_examples(folder: Path = EXAMPLES) -> Mapping[str, tuple[str, ...]]:
    """Label → sentences, one a line."""
    return {
        file.stem: tuple(line for line in file.read_text(encoding="utf-8").splitlines() if line.strip())
        for file in sorted(folder.glob("*.txt"))
    }


def digest(examples: Mapping[str, Sequence[str]]) -> str:
    """Tells one set of examples from another."""
    written = json.dumps({label: list(lines) for label, lines in examples.items()}, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def type_quickly(sentence: str) -> str:
    """A French sentence as it would be typed on a telephone."""
    typed = sentence.lower()
    for written, quick in _TYPED:
        typed = typed.replace(written, quick)
    return typed


def learn(
    examples: Mapping[str, Sequence[str]],
    embedder: str,
    embed: Callable[[str], Sequence[float]],
    on_progress: Callable[[int, int], None] = lambda done, of: None,
) -> str:
    """The content of ``likeness.json``, with the vectors of ``embed``, which is called ``embedder``."""
    labels = sorted(label for label in examples if label != TITLES)
    texts: list[str] = []
    answers: list[int] = []
    counts: list[float] = []

    def add(text: str, label: int, count: float) -> None:
        texts.append(prepare(text))
        answers.append(label)
        counts.append(count)

    for label, name in enumerate(labels):
        for sentence in examples[name]:
            add(sentence, label, 1.0)
            if sentence.isascii() or _looks_french(sentence):
                add(type_quickly(sentence), label, _TYPED_COUNTS)
    for at, title in enumerate(examples.get(TITLES, ())):
        add(title, labels.index(ORDINARY), _TITLE_COUNTS)
        add(type_quickly(f"{_ASKED[at % len(_ASKED)]} {title}"), labels.index(ORDINARY), _TYPED_COUNTS)
    vectors = np.zeros((len(texts), len(embed("a"))), dtype=np.float32)
    for row, text in enumerate(texts):
        vectors[row] = embed(text)
        on_progress(row + 1, len(texts))
    mean = vectors.mean(axis=0)
    pieces = np.zeros((len(texts), PIECES), dtype=np.float32)
    for row, text in enumerate(texts):
        for place, value in count_pieces(text).items():
            pieces[row, place] = value
    always = np.ones((len(texts), 1), dtype=np.float32)
    table = np.hstack([(vectors - mean) * VECTOR_WEIGHT, pieces * PIECES_WEIGHT, always])
    weights = _fit(table, np.array(answers), np.array(counts, dtype=np.float32), len(labels))
    return _write({"examples": digest(examples), "embedder": embedder, "labels": labels}, mean, weights)


def _looks_french(sentence: str) -> bool:
    return all(ord(letter) < 0x180 or letter in "’«»…œ" for letter in sentence)


def _fit(table: Numbers, answers: NDArray[np.int64], counts: Numbers, labels: int) -> Numbers:
    """The weights that explain the answers best, by Adam on the whole table."""
    by_label = np.array([counts[answers == label].sum() for label in range(labels)])
    balanced = counts * ((by_label.sum() / labels / by_label) ** _BALANCE)[answers]
    balanced = (balanced / balanced.sum()).astype(np.float32)
    wanted = np.eye(labels, dtype=np.float32)[answers]
    weights = np.zeros((table.shape[1], labels), dtype=np.float32)
    slope, size = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        guessed = np.exp((scores := table @ weights) - scores.max(axis=1, keepdims=True))
        guessed /= guessed.sum(axis=1, keepdims=True)
        gradient = table.T @ ((guessed - wanted) * balanced[:, None])
        gradient[:-1] += _RESTRAINT * weights[:-1]
        slope = 0.9 * slope + 0.1 * gradient
        size = 0.999 * size + 0.001 * gradient**2
        weights -= _PACE * (slope / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.999**step)) + 1e-8)
    return weights


def _write(facts: Mapping[str, object], mean: Numbers, weights: Numbers) -> str:
    """One byte a weight and a scale for each row: a hundredth of the size of what was learned, and no less exact."""
    scales = np.maximum(np.abs(weights).max(axis=1), 1e-9) / 127
    bytes_ = np.round(weights / scales[:, None]).astype(np.int8)
    content = {
        **facts,
        "mean": base64.b64encode(mean.astype("<f4").tobytes()).decode(),
        "scales": base64.b64encode(scales.astype("<f4").tobytes()).decode(),
        "weights": base64.b64encode(bytes_.tobytes()).decode(),
    }
    return json.dumps(content, indent=1) + "\n"
