"""What a load leaves out, and why: the lines of its report."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from knowledge.types import SourceRefused


class SkipReason(StrEnum):
    """Why a file, or a part of it, is left out. Each has a sentence that says what to do."""

    UNREADABLE = "unreadable"
    """Broken, or not what its name says."""
    UNKNOWN_FORMAT = "unknown_format"
    OLD_WORD = "old_word"
    """A document of Word 97."""
    ARCHIVE_INSIDE = "archive_inside"
    """An archive inside an archive."""
    EMPTY = "empty"
    """No text, and no picture of a text either."""
    SCANNED = "scanned"
    """Pages that are pictures: their text can only be read by eye."""
    PASSWORD = "password"  # noqa: S105 - a reason, not a password
    MACRO = "macro"
    """It carries a program."""
    TOO_BIG = "too_big"
    """More bytes than it may have."""
    TOO_MANY = "too_many"
    """More pages, lines or files than it may have."""
    TOO_SLOW = "too_slow"
    """Reading it took more time or memory than a file may."""
    BOMB = "bomb"
    """It would grow out of all proportion."""
    OUTSIDE = "outside"
    """An archive with a name that leads out of it."""
    LINK = "link"
    """A link to another place of the disk."""
    ENTITIES = "entities"
    """XML that declares entities: they multiply a text, or read another file."""
    NESTED = "nested"
    """Elements inside one another past what any document needs."""
    DUPLICATE = "duplicate"
    OUT_OF_DATE = "out_of_date"
    PERSONAL_DATA = "personal_data"
    UNCHECKED = "unchecked"
    """Nobody could say whether it holds personal data."""
    INSTRUCTIONS = "instructions"
    """Lines that give orders to a machine. They are taken out; the rest of the file is loaded."""
    NO_COLUMNS = "no_columns"
    """A list without a column of questions or of answers."""
    NO_QUESTION = "no_question"
    NO_ANSWER = "no_answer"
    FORMULA = "formula"
    """A cell that a spreadsheet would run."""
    BAD_DATE = "bad_date"
    BAD_ADDRESS = "bad_address"
    BROKEN_QUOTES = "broken_quotes"
    """From that line on nobody can say where a row ends."""


@dataclass(frozen=True, slots=True)
class SkippedPage:
    """A page of the source that is left out, or a part of it, and why."""

    name: str
    """Its file in the source."""
    reason: str
    """In English, for whoever mends it. Never a word of the text."""
    kind: SkipReason = SkipReason.UNREADABLE
    place: str = ""
    """The part of the file, by its heading, pages or line; empty for all of it."""
    detail: str = ""
    """A number, a date, a name or a code that makes the reason precise in any language."""


OnSkipped = Callable[[SkippedPage], None]


def ignore_skipped(page: SkippedPage) -> None:
    """For callers that do not report."""


class FileRefused(SourceRefused):
    """One file of a source is left out. Its message is the reason that the report gives."""

    def __init__(self, kind: SkipReason, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.kind = kind
        self.detail = detail

    def of(self, name: str) -> SkippedPage:
        """The line of the report for that file."""
        return SkippedPage(name, str(self), self.kind, detail=self.detail)


class NothingLoaded(SourceRefused):
    """No file of the source could be loaded. Holds the report, which says why."""

    def __init__(self, message: str, skipped: tuple[SkippedPage, ...]) -> None:
        super().__init__(message)
        self.skipped = skipped
