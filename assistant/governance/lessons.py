"""The course that staff pass before they answer people: short lessons, and questions whose wrong choices are plausible.

Passing means every answer right, tried as often as needed: each wrong one is explained. A share of right answers would
let somebody pass who is wrong about danger or personal data; an exam without a second try would teach nothing.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.vocabulary import Language


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Question(_Table):
    id: str
    text: str
    choices: Annotated[tuple[str, ...], Field(min_length=3)]
    """Numbered from 1, as people see them."""
    right: int
    explanation: str
    """Why the right one is right; told after a wrong one."""

    @model_validator(mode="after")
    def _has_its_right_choice(self) -> "Question":
        if not 1 <= self.right <= len(self.choices):
            raise ValueError(f"question {self.id}: right names no choice")
        return self


class Lesson(_Table):
    id: str
    title: str
    paragraphs: tuple[str, ...]
    questions: tuple[Question, ...]


class Course(_Table):
    """One course in one language. Ids and right choices are the same in each."""

    version: str
    lessons: tuple[Lesson, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for lesson in self.lessons for question in lesson.questions)

    def correct(self, answers: Mapping[str, int]) -> Mapping[str, str]:
        """The questions that are not answered right, each with its explanation."""
        return {
            question.id: question.explanation
            for question in self.questions
            if answers.get(question.id) != question.right
        }


@cache
def read_course(language: Language) -> Course:
    """The course of the program. Raises ``ValueError`` for a file that is not whole."""
    file = resources.files("assistant.governance.course") / f"{language.value}.toml"
    return Course.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
