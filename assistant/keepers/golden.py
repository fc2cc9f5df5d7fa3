"""The golden questions of a base, and where the pages that answer them stand in two versions of it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.types import Retriever
from knowledge.versions import base_folder

GOLDEN_FILE = "golden.jsonl"
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class GoldenQuestion:
    """A question, and the pages that answer it."""

    id: str
    question: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """How well the pages are found. Shares are between 0 and 1."""

    found_first: float
    found_in_3: float
    found_in_10: float


@dataclass(frozen=True, slots=True)
class MovedQuestion:
    """A question whose best page stands elsewhere. Ranks count from 1; None: not among the first ten."""

    id: str
    question: str
    before: int | None
    after: int | None

    @property
    def is_worse(self) -> bool:
        return (self.after or _DEPTH + 1) > (self.before or _DEPTH + 1)


@dataclass(frozen=True, slots=True)
class GoldenComparison:
    """One set of questions, asked of two versions in the same way."""

    questions: int
    by_meaning: bool
    """False when words alone were compared, in both: one of them has no index by meaning."""
    before: Figures | None
    """None when there is no earlier version."""
    after: Figures
    moved: tuple[MovedQuestion, ...]
    """The worst falls first."""


def read_golden(root: Path, base: str) -> tuple[GoldenQuestion, ...]:
    """Those that are kept for a base; none when nothing is. A line that is not one is left out."""
    try:
        lines = (base_folder(root, base) / GOLDEN_FILE).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ()
    return tuple(_read(lines))


def keep_golden(root: Path, base: str, questions: Iterable[GoldenQuestion]) -> int:
    """Keeps these for a base in place of those before; returns how many. The base's folder must be there."""
    kept = [question for question in questions if question.question and question.pages]
    file = base_folder(root, base) / GOLDEN_FILE
    rows = ({"id": row.id, "question": row.question, "gold": row.pages} for row in kept)
    draft = file.with_name(f"{GOLDEN_FILE}.new")
    draft.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    draft.replace(file)
    return len(kept)


def compare_golden(
    questions: Sequence[GoldenQuestion], before: Retriever | None, after: Retriever, *, by_meaning: bool
) -> GoldenComparison:
    """Asks every question of both. Raises ``ValueError`` when there is none."""
    if not questions:
        raise ValueError("no question")
    new = [_rank(question, after) for question in questions]
    old = [_rank(question, before) for question in questions] if before else []
    moved = [
        MovedQuestion(question.id, question.question, was, is_now)
        for question, was, is_now in zip(questions, old, new, strict=False)
        if was != is_now
    ]
    return GoldenComparison(
        questions=len(questions),
        by_meaning=by_meaning,
        before=_measure(old) if before else None,
        after=_measure(new),
        moved=tuple(sorted(moved, key=lambda found: (found.before or 99) - (found.after or 99))),
    )


def _rank(question: GoldenQuestion, retriever: Retriever) -> int | None:
    report = retriever.search(question.question, pages=_DEPTH)
    ids = [page.document.id for page in report.pages]
    return next((rank for rank, id_ in enumerate(ids, start=1) if id_ in question.pages), None)


def _measure(ranks: Sequence[int | None]) -> Figures:
    def share(depth: int) -> float:
        return round(sum(rank is not None and rank <= depth for rank in ranks) / len(ranks), 4)

    return Figures(share(1), share(3), share(_DEPTH))


def _read(lines: Iterable[str]) -> Iterator[GoldenQuestion]:
    for line in lines:
        try:
            row = json.loads(line)
            yield GoldenQuestion(str(row["id"]), str(row["question"]), tuple(map(str, row["gold"])))
        except (ValueError, KeyError, TypeError):
            continue
