"""What a message resembles by its meaning, where nobody has foreseen its words: a second reader beside the rules.

It is a linear classifier over the message's vector (another leaf computes it) and over the words and pieces of words
that stand in it. It learned from ``examples/``, one file a label; ``guards.learning`` does that and writes
``likeness.json``. It refuses nothing by itself: each guard says which labels it looks at, and from what share.
"""

import base64
import json
import math
import re
import zlib
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from guards.normal_form import straighten

LEARNED = Path(__file__).with_name("likeness.json")
ORDINARY = "ordinary"
"""The label of what is to be answered."""

Embed = Callable[[str], Sequence[float]]
"""A text's vector of unit length. May raise anything: nothing is known of the message then."""

PIECES = 4096
"""How many numbers the words and pieces of words are counted in."""
VECTOR_WEIGHT, PIECES_WEIGHT = 10.0, 6.0
LONGEST = 1500
"""Characters read: more are cut, from the middle, for what is wanted stands at the ends."""
FEWEST_WORDS = 3
"""« Piscine », « chèque volé »: people who are used to search engines type keywords, and nothing is wrong with them."""
_SIGNS = re.compile(r"[^\w ]+")
_PLACEHOLDER = re.compile(r"<[^\W\d]+_\d+>")
"""What stands for masked personal data, folded: it tells nothing of what is wanted."""
_LENGTHS = (4, 5)
_REMEMBERED = 16


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned with one embedder: a weight for each label and each number of a message."""

    embedder: str
    labels: tuple[str, ...]
    mean: Sequence[float]
    weights: Sequence[Sequence[float]]
    """A row for each number of the vector, for each of the pieces, and one for what is always there."""

    def shares(self, vector: Sequence[float], pieces: Mapping[int, float]) -> Mapping[str, float]:
        """How much of the message each label has: numbers from 0 to 1 that add up to 1."""
        totals = list(self.weights[-1])
        for row, value, mean in zip(self.weights, vector, self.mean, strict=False):
            _add(totals, row, (value - mean) * VECTOR_WEIGHT)
        for place, value in pieces.items():
            _add(totals, self.weights[len(self.mean) + place], value * PIECES_WEIGHT)
        highest = max(totals)
        grown = [math.exp(total - highest) for total in totals]
        return dict(zip(self.labels, (each / sum(grown) for each in grown), strict=True))


class Likeness:
    """Tells what a text resembles. Safe for threads. Remembers the last few by a number, since several guards ask."""

    def __init__(self, learned: Learned, embed: Embed) -> None:
        self._learned = learned
        self._embed = embed
        self._lately: dict[int, Mapping[str, float]] = {}

    def shares(self, text: str) -> Mapping[str, float]:
        """The share of each label; nothing when the text cannot be embedded: the rules have read it all the same."""
        plain = prepare(text)
        if not plain:
            return {}
        key = hash(plain)
        lately = self._lately
        if key in lately:
            return lately[key]
        try:
            vector = self._embed(plain)
        except Exception:  # whatever broke there: the rules decide alone
            return {}
        shares = self._learned.shares(vector, count_pieces(plain))
        kept = list(lately.items())[1 - _REMEMBERED :]
        self._lately = {**dict(kept), key: shares}  # a new one each time: another thread may be reading the old one
        return shares

    def share_of(self, text: str, labels: Iterable[str]) -> tuple[float, str]:
        """The share of several labels together, and which of them is the strongest. ``(0.0, "")`` when unknown, and for
        a text of so few words that only its rules can tell it from a keyword."""
        shares = self.shares(text) if count_words(text) >= FEWEST_WORDS else {}
        wanted = [(shares.get(label, 0.0), label) for label in labels] if shares else []
        return (sum(share for share, _ in wanted), max(wanted)[1]) if wanted else (0.0, "")


def count_words(text: str) -> int:
    return len(_SIGNS.sub(" ", prepare(text)).split())


def prepare(text: str) -> str:
    """The text as it is learned and read: no invisible characters, plain letters, one case, not too long."""
    plain = " ".join(_PLACEHOLDER.sub(" ", straighten(text)).split())
    half = LONGEST // 2
    return plain if len(plain) <= LONGEST else f"{plain[:half]} {plain[-half:]}"


def count_pieces(plain: str) -> Mapping[int, float]:
    """Words, pairs and threes of words, and pieces of words of a prepared text, each at its place among ``PIECES``."""
    words = _SIGNS.sub(" ", plain).split()
    found = {f"w:{word}" for word in words}
    found |= {" ".join(words[at : at + size]) for size in (2, 3) for at in range(len(words) - size + 1)}
    for word in words:
        edged = f"^{word}$"
        found |= {f"c:{edged[at : at + size]}" for size in _LENGTHS for at in range(len(edged) - size + 1)}
    weight = 1 / math.sqrt(max(1, len(found)))
    return {zlib.crc32(piece.encode()) % PIECES: weight for piece in found}


def read_learned(path: Path = LEARNED) -> Learned:
    """What ``guards.learning`` wrote. Raises ``ValueError`` and ``OSError`` for a file that is not of that kind."""
    content = json.loads(path.read_text(encoding="utf-8"))
    labels = tuple(content["labels"])
    mean = _floats(content["mean"])
    numbers = array("b", base64.b64decode(content["weights"]))
    scales = _floats(content["scales"])
    width = len(labels)
    rows = tuple(
        [number * scale for number in numbers[at * width : (at + 1) * width]] for at, scale in enumerate(scales)
    )
    if len(rows) != len(mean) + PIECES + 1 or len(numbers) != width * len(rows):
        raise ValueError("The learned weights have not the size that this program reads.")
    return Learned(content["embedder"], labels, mean, rows)


def _floats(written: str) -> Sequence[float]:
    return array("f", base64.b64decode(written))


def _add(totals: list[float], row: Sequence[float], value: float) -> None:
    for at, weight in enumerate(row):
        totals[at] += weight * value
