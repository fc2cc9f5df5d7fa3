"""Second step: language, route, and what to search for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from assistant.pipeline.routes import Route, choose_route
from assistant.pipeline.turn import Ending, Turn
from assistant.vocabulary import AnswerStatus, Language

_PLACEHOLDER = re.compile(r"<[A-ZÀ-Ý_]+_\d+>")
_WORD = re.compile(r"\w+")
_FEWEST_WORDS_TO_TELL_A_LANGUAGE = 3
_FEWEST_WORDS_TO_STAND_ALONE = 5

_WAYS_TO_A_PERSON = frozenset({AnswerStatus.NEEDS_PERSON, AnswerStatus.OUT_OF_SCOPE})


@dataclass(frozen=True, slots=True)
class UnderstandQuestion:
    """Ends the turn for greetings and for what no page answers; else leaves a stand-alone query."""

    routes: Sequence[Route]
    tell_language: Callable[[str], str]
    """Two-letter code of the language of a text."""
    name: ClassVar[str] = "understand_question"

    async def __call__(self, turn: Turn) -> Ending | None:
        text = _PLACEHOLDER.sub(" ", turn.question.text)
        words = _WORD.findall(text)
        if len(words) >= _FEWEST_WORDS_TO_TELL_A_LANGUAGE:
            self._follow_language(turn, text)
        turn.details["language"] = turn.language.value
        status = choose_route(self.routes, text)
        if status is not None:
            turn.offers_person = status in _WAYS_TO_A_PERSON
            return Ending(status)
        if not any(len(word) > 1 for word in words):
            return Ending(AnswerStatus.UNCLEAR)
        turn.query = self._stand_alone(text, words, turn.earlier)
        return None

    def _follow_language(self, turn: Turn, text: str) -> None:
        code = self.tell_language(text)
        if code in set(Language) and code != turn.language.value:
            turn.question = replace(turn.question, language=Language(code))

    @staticmethod
    def _stand_alone(text: str, words: Sequence[str], earlier: Sequence[str]) -> str:
        """« Et pour un enfant ? » means nothing alone: the question before it says what it is about."""
        query = " ".join(text.split())
        if earlier and len(words) < _FEWEST_WORDS_TO_STAND_ALONE:
            return f"{_PLACEHOLDER.sub(' ', earlier[-1])} {query}"
        return query
