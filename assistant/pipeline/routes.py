"""Reads ``routes.yaml`` and tells what a question is about before anything is searched."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import yaml

from assistant.vocabulary import AnswerStatus

_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'"})
_EDGES = " \t\n.,;:!?…«»\"'()"


@dataclass(frozen=True, slots=True)
class Route:
    """A way to end a turn without a search."""

    status: AnswerStatus
    patterns: tuple[re.Pattern[str], ...]

    def takes(self, folded: str) -> bool:
        return any(pattern.search(folded) for pattern in self.patterns)


def read_routes() -> tuple[Route, ...]:
    """The routes in their order. Raises ``ValueError`` for an unknown status or a broken pattern."""
    rows = yaml.safe_load(resources.files(__package__).joinpath("routes.yaml").read_text(encoding="utf-8"))
    return tuple(
        Route(AnswerStatus(row["status"]), tuple(re.compile(pattern) for pattern in row["patterns"])) for row in rows
    )


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes, single spaces, no signs at the edges."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).lower()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"\s*[,;:!?.…]+\s*", " ", plain).split()).strip(_EDGES)


def choose_route(routes: Sequence[Route], text: str) -> AnswerStatus | None:
    """The status of the first route that takes the text, or None to search."""
    folded = fold(text)
    return next((route.status for route in routes if route.takes(folded)), None)
