"""The doctrine: which subjects the assistant answers alone, which an agent checks first, and which go to a person.

It is a file that the administration writes (``doctrine.toml``, or the one that ``governance.doctrine`` names), read
once when the assistant starts. What it says is about pages: by theme, by id, or by words of their title.
"""

import tomllib
from collections.abc import Iterable
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from assistant.errors import SettingsInvalid
from assistant.pipeline.routes import fold
from assistant.vocabulary import Language
from knowledge.types import Document

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Handling(StrEnum):
    """What becomes of a question whose best page falls under a rule."""

    ANSWERED = "answered"
    """At once, like everything that no rule names."""
    CHECKED = "checked_by_a_person"
    """The pages at once, the answer once an agent has checked it."""
    HUMAN_FIRST = "human_first"
    """The pages and the way to a person; no answer is made."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Table):
    """One subject. A page falls under it by any of the three lists."""

    subject: Words
    """What it is about, in the administration's words."""
    why: Words
    """Why people cannot be answered at once here."""
    themes: tuple[Words, ...] = ()
    pages: tuple[Words, ...] = ()
    """Publisher's ids, such as ``F1342``."""
    title_words: tuple[Words, ...] = ()
    """Each holds the words that a title has, all of them, in any order; case and accents count for nothing."""

    @model_validator(mode="after")
    def _names_a_page(self) -> "Rule":
        if not (self.themes or self.pages or self.title_words):
            raise ValueError("name themes, pages or title_words: a rule without any never holds")
        return self

    def covers(self, page: Document) -> bool:
        words = set(fold(page.title).split())
        return (
            page.id in self.pages
            or fold(page.theme) in map(fold, self.themes)
            or any(set(fold(wanted).split()) <= words for wanted in self.title_words)
        )


class Doctrine(_Table):
    """What the administration decided of its assistant."""

    statement: dict[Language, Words]
    """What the assistant is for and what it does not do, in a few sentences, in each language."""
    checked_by_a_person: tuple[Rule, ...] = ()
    human_first: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _speaks_every_language(self) -> "Doctrine":
        if missing := [language.value for language in Language if language not in self.statement]:
            raise ValueError(f"statement lacks {', '.join(missing)}")
        return self

    def handling_of(self, page: Document) -> Handling:
        """The most careful of the rules that cover a page."""
        if _covers(self.human_first, page):
            return Handling.HUMAN_FIRST
        return Handling.CHECKED if _covers(self.checked_by_a_person, page) else Handling.ANSWERED


def _covers(rules: Iterable[Rule], page: Document) -> bool:
    return any(rule.covers(page) for rule in rules)


def read_doctrine(file: Path | None = None) -> Doctrine:
    """The doctrine of a file; without one, that of the program. Raises :class:`SettingsInvalid`, one line a mistake."""
    source = file or resources.files(__package__) / "doctrine.toml"
    try:
        return Doctrine.model_validate(tomllib.loads(source.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsInvalid(
            f"{source}: the doctrine cannot be read ({error.strerror}). Mend governance.doctrine in the settings."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{source}: the doctrine is not TOML in UTF-8 ({error}).") from None
    except ValidationError as error:
        lines = [f"{_place(fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise SettingsInvalid("\n  ".join((f"{source}: the doctrine cannot be used:", *lines))) from None


def _place(steps: tuple[int | str, ...]) -> str:
    """« checked_by_a_person, rule 2, theme »: rules are counted as people count."""
    return ", ".join(f"number {step + 1}" if isinstance(step, int) else step for step in steps) or "doctrine"
