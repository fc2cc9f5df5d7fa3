"""Tells what a question is about before anything is searched: what no page answers ends the turn here.

``routes.yaml`` holds what is said in one short message, ``beyond.yaml`` what pages do not answer, ``abroad.yaml`` what
another State answers.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Protocol

import yaml

from assistant.pipeline.abroad import Abroad, read_abroad
from assistant.pipeline.turn import Ending
from assistant.vocabulary import AnswerStatus
from guards.likeness import Likeness
from guards.rules import BadRules, RuleBook, read_rules

_FOLDER = Path(str(resources.files(__package__)))
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "`": "'"})
_EDGES = " \t\n.,;:!?…«»\"'()"


class Route(Protocol):
    """A way to end a turn without a search."""

    def ending_for(self, text: str) -> Ending | None:
        """How the turn ends on a question as typed; None when it is not this route's."""
        ...


@dataclass(frozen=True, slots=True)
class PatternRoute:
    """One status, and the patterns that are looked for in the folded text."""

    status: AnswerStatus
    patterns: tuple[re.Pattern[str], ...]

    def ending_for(self, text: str) -> Ending | None:
        folded = fold(text)
        return Ending(self.status) if any(pattern.search(folded) for pattern in self.patterns) else None


@dataclass(frozen=True, slots=True)
class BeyondRoute:
    """What pages do not answer. A rule's reason is a status, a dot, and the sentence that says where to look."""

    rules: RuleBook

    def ending_for(self, text: str) -> Ending | None:
        reason = self.rules.reason_for(text)
        return ending_of(reason) if reason else None


@dataclass(frozen=True, slots=True)
class AbroadRoute:
    """What another State answers."""

    abroad: Abroad

    def ending_for(self, text: str) -> Ending | None:
        return Ending(AnswerStatus.OTHER_COUNTRY) if self.abroad.holds_for(text) else None


ABOUT_FLOOR = 0.5
"""Share of what resembles a question about who answers, from which it is one."""


@dataclass(frozen=True, slots=True)
class AboutRoute:
    """Who or what answers here, asked in words that no pattern has."""

    likeness: Likeness

    def ending_for(self, text: str) -> Ending | None:
        is_about = self.likeness.share_of(text, ("about",))[0] >= ABOUT_FLOOR
        return Ending(AnswerStatus.ABOUT) if is_about else None


def read_routes(likeness: Likeness | None = None) -> tuple[Route, ...]:
    """The routes in their order. Raises ``ValueError`` for an unknown status or a pattern that cannot be used."""
    rows = yaml.safe_load((_FOLDER / "routes.yaml").read_text(encoding="utf-8"))
    beyond = read_rules(_FOLDER / "beyond.yaml")
    for reason in {rule.reason for rule in beyond.rules}:
        if not ending_of(reason).message:
            raise BadRules(f"{reason!r} names no sentence.")
    about = (AboutRoute(likeness),) if likeness else ()
    return (
        *(PatternRoute(AnswerStatus(row["status"]), tuple(map(re.compile, row["patterns"]))) for row in rows),
        *about,
        AbroadRoute(read_abroad()),
        BeyondRoute(beyond),
    )


def ending_of(reason: str) -> Ending:
    """``out_of_scope.hours`` ends as out of scope and says ``beyond.hours``. Raises ``ValueError`` for no status."""
    status, _, sentence = reason.partition(".")
    return Ending(AnswerStatus(status), f"beyond.{sentence}" if sentence else "")


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes, single spaces, no signs at the edges."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).lower()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"\s*[,;:!?.…]+\s*", " ", plain).split()).strip(_EDGES)


def choose_route(routes: Sequence[Route], text: str) -> Ending | None:
    """How the first route that takes the text ends the turn, or None to search."""
    return next((ending for route in routes if (ending := route.ending_for(text))), None)
