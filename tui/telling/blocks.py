"""A piece of what is told of a case, before any face lays it out."""

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """Whose words they are. Each has a mark of its own in both faces, beside any colour."""

    FACTS = "facts"
    ALARM = "alarm"
    PERSON = "person"
    PAGE = "page"
    FOLDED = "folded"
    """The assistant's own answer: shown on demand, after the pages."""
    AGENT = "agent"
    NOTE = "note"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Block:
    kind: BlockKind
    title: str
    lines: tuple[str, ...]
