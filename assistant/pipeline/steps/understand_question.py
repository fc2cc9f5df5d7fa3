"""Second step: language, route, and what to search for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from assistant.pipeline.choices import read_choice
from assistant.pipeline.routes import Route, choose_route, fold
from assistant.pipeline.turn import Ending, Turn
from assistant.vocabulary import AnswerStatus

_PLACEHOLDER = re.compile(r"<[A-ZÀ-Ý_]+_\d+>")
_WORD = re.compile(r"\w+")
_FEWEST_WORDS_TO_STAND_ALONE = 5

_LEANS_ON_WHAT_WAS_SAID = re.compile(
    r"^(?:et|mais|sinon|ou sinon|and|but|what (?:about|if)|how about)\b(?!.{60})"
    r"|^(?:\w+ ){0,4}(?:cela|ca|celui-ci|celle-ci|cette demarche|ce document|ce papier|la-bas|this|that|it)"
    r"(?: \w+){0,3}$"
)
"""Openings and words that point back: alone, such a question searches for nothing."""

_WAYS_TO_A_PERSON = frozenset({AnswerStatus.NEEDS_PERSON, AnswerStatus.OUT_OF_SCOPE, AnswerStatus.OTHER_COUNTRY})


@dataclass(frozen=True, slots=True)
class UnderstandQuestion:
    """Ends the turn for greetings and for what no page answers; else leaves a stand-alone query."""

    routes: Sequence[Route]
    name: ClassVar[str] = "understand_question"

    async def __call__(self, turn: Turn) -> Ending | None:
        text = _PLACEHOLDER.sub(" ", turn.question.text)
        if chosen := read_choice(text, turn.memory.offered):
            turn.chosen = chosen
            turn.query = " ".join((*turn.memory.questions[-1:], chosen.label))
            return None
        words = _WORD.findall(text)
        turn.details["language"] = turn.language.value
        ending = choose_route(self.routes, text)
        if ending is not None:
            turn.offers_person = ending.status in _WAYS_TO_A_PERSON
            return ending
        if not any(len(word) > 1 for word in words):
            return Ending(AnswerStatus.UNCLEAR)
        turn.query = _stand_alone(text, words, turn.memory.questions)
        return None


def _stand_alone(text: str, words: Sequence[str], earlier: Sequence[str]) -> str:
    """« Et pour un enfant ? » means nothing alone: the question before it says what it is about."""
    query = " ".join(text.split())
    leans = len(words) < _FEWEST_WORDS_TO_STAND_ALONE or _LEANS_ON_WHAT_WAS_SAID.search(fold(text))
    return f"{earlier[-1]} {query}" if earlier and leans else query
