"""What a purge has to show: counts and bytes, each read from the database and its file and never worked out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class KindCount:
    """Rows of one kind. ``after`` and ``past_after`` are counted again once everything is done."""

    kind: str
    days: int
    before: int
    past: int
    """Rows past their time: those that go."""
    after: int
    past_after: int


@dataclass(frozen=True, slots=True)
class BytesProof:
    """What the files of the database hold, looked at as bytes before and after."""

    bytes_before: int
    bytes_after: int
    is_log_empty: bool
    """Whether the write-ahead log, which holds pages as they were, was cut to nothing."""
    looked_for: int
    """Ids of rows past their time, a sample of each kind, that were looked for in the raw bytes."""
    found_before: int
    """As many as were looked for, or the search proves nothing."""
    found_after: int


@dataclass(frozen=True, slots=True)
class Proof:
    """The whole account of one purge."""

    at: datetime
    is_dry_run: bool
    kinds: tuple[KindCount, ...]
    file: BytesProof | None
    """None for a server database: its own vacuum frees the bytes."""

    @property
    def removed(self) -> int:
        """Rows that went, or would go."""
        return sum(kind.past for kind in self.kinds)

    @property
    def holds(self) -> bool:
        """Whether what was past its time is gone from the tables and, where there is a file, from its bytes."""
        if self.is_dry_run:
            return True
        is_gone = all(kind.past_after == 0 for kind in self.kinds)
        if self.file is None:
            return is_gone
        is_searched = self.file.found_before == self.file.looked_for
        return is_gone and is_searched and self.file.is_log_empty and self.file.found_after == 0

    def to_json(self) -> Mapping[str, Any]:
        return {**asdict(self), "at": self.at.isoformat(), "removed": self.removed, "holds": self.holds}
