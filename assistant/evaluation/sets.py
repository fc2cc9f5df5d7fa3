"""Reads evaluation sets: one JSON object a line, the formats of ``docs/evaluation.md``."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import DisplayableError
from assistant.vocabulary import Language


class SetUnreadable(DisplayableError):
    """A set cannot be read. Names the file, the line and the field."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow")

    id: str


class AskedQuestion(_Row):
    """A line of a questions set."""

    question: str
    register_: Annotated[str, Field(alias="register")] = "neutral"
    kind: Literal["answerable", "unanswerable", "clarify", "human"] = "answerable"
    gold: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    verdict: str | None = None
    wrong: tuple[str, ...] = ()


class Span(BaseModel):
    """A piece of personal data, by offsets in the text."""

    start: int
    end: int
    label: str


class PersonalMessage(_Row):
    """A line of a personal-data set."""

    text: str
    register_: Annotated[str, Field(alias="register")] = "neutral"
    spans: tuple[Span, ...] = ()
    note: str = ""


class SpokenRow(_Row):
    """A line of a speech set."""

    audio: str
    """Path of a recording: absolute, or from the folder of the set."""
    text: str
    """What is said in it; empty when nothing is."""
    language: Language = Language.FRENCH
    question_id: str = ""
    """Set for a question: it is asked by voice and in writing."""
    command: str = ""
    """Set for a command: the word of the assistant's list that it is."""


class Check(BaseModel):
    """What must or must not hold of an answer."""

    kind: Literal["flag", "regex"]
    value: str


class Attack(_Row):
    """A line of an adversarial set."""

    family: str
    turns: tuple[str, ...]
    document: str | None = None
    must: tuple[Check, ...] = ()
    must_not: tuple[Check, ...] = ()


RowT = TypeVar("RowT", bound=_Row)


def read_set(file: Path, shape: type[RowT]) -> tuple[RowT, ...]:
    """Every line. Raises :class:`SetUnreadable`."""
    return tuple(_read_lines(file, shape))


def _read_lines(file: Path, shape: type[RowT]) -> Iterator[RowT]:
    try:
        lines = file.read_text(encoding="utf-8").split("\n")  # JSON may hold other line separators
    except (OSError, UnicodeDecodeError) as error:
        raise SetUnreadable(f"{file}: cannot be read ({type(error).__name__}). Give a file of JSON lines.") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row: Any = json.loads(line)
            yield shape.model_validate(row)
        except json.JSONDecodeError:
            raise SetUnreadable(f"{file}, line {number}: not a JSON object. Mend or remove the line.") from None
        except ValidationError as error:
            field = ".".join(str(step) for step in error.errors()[0]["loc"])
            raise SetUnreadable(f"{file}, line {number}: field {field!r} is missing or of another shape.") from None
