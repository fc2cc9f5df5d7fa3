"""Answers that a person of the administration wrote and checked, and the pages that they stand on."""

from dataclasses import dataclass
from datetime import datetime

from assistant.vocabulary import Language, ValidatedChange


@dataclass(frozen=True, slots=True)
class PageTie:
    """A page that an answer stands on, as it was when the answer was checked."""

    base: str
    document_id: str
    title: str
    content_sha256: str
    """Of what the page said: when it says something else, the answer is served to nobody."""
    base_version: str


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What an author gives."""

    language: Language
    service: str
    """Name of the author's service, as people read it. Never a person's name."""
    text: str
    """Plain text, a paragraph a line."""
    questions: tuple[str, ...]
    """Ways to ask what it answers. It is served to these and to what is near enough to one of them."""
    pages: tuple[tuple[str, str], ...]
    """Base and id of each page that it stands on."""
    situation: tuple[str, ...] = ()
    """Texts of the situations and cases of its page that it holds for alone; empty when it holds for everybody."""
    unsupported_why: str = ""
    """Why it holds figures or addresses that stand in none of its pages; empty when it has none."""


@dataclass(frozen=True, slots=True)
class ValidatedAnswer:
    """An answer as it is kept."""

    id: str
    version: int
    """Grows by one with each change, so that two people never correct one text at once."""
    written: WrittenAnswer
    ties: tuple[PageTie, ...]
    is_withdrawn: bool
    author: str
    """Name of an account, for colleagues; a person who asks never sees it."""
    checked_at: datetime

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.written.text.splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class ChangeOfAnswer:
    """What was done to an answer, and its text from then on."""

    at: datetime
    who: str
    what: ValidatedChange
    text: str
    why: str
