"""Scores retrieval: at which rank a page that answers stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from assistant.evaluation.report import Metrics, Report, percentile, share
from assistant.evaluation.sets import AskedQuestion, read_set
from knowledge.types import Retriever

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class _Case:
    question: AskedQuestion
    returned: tuple[str, ...]
    milliseconds: float

    @property
    def rank(self) -> int | None:
        return next((n for n, page in enumerate(self.returned, start=1) if page in self.question.gold), None)


def evaluate_retrieval(file: Path, retriever: Retriever, versions: Mapping[str, str]) -> Report:
    """Every answerable question of the set, searched as it was typed."""
    questions = [row for row in read_set(file, AskedQuestion) if row.kind == "answerable" and row.gold]
    cases = [_search(question, retriever) for question in questions]
    registers = sorted({case.question.register_ for case in cases})
    return Report(
        kind="retrieval",
        set=str(file),
        count=len(cases),
        metrics=_measure(cases),
        by={"register": {name: _measure([c for c in cases if c.question.register_ == name]) for name in registers}},
        cases=[
            {
                "id": case.question.id,
                "register": case.question.register_,
                "question": case.question.question,
                "gold": case.question.gold,
                "rank": case.rank,
                "returned": case.returned,
                "milliseconds": round(case.milliseconds, 1),
            }
            for case in cases
        ],
        versions=versions,
    )


def _search(question: AskedQuestion, retriever: Retriever) -> _Case:
    started = perf_counter()
    report = retriever.search(question.question, pages=_DEPTH)
    milliseconds = (perf_counter() - started) * 1000
    return _Case(question, tuple(page.document.id for page in report.pages), milliseconds)


def _measure(cases: Sequence[_Case]) -> Metrics:
    def recall(depth: int) -> float | None:
        return share(case.rank is not None and case.rank <= depth for case in cases)

    ranks = [case.rank for case in cases]
    return {
        **{f"recall_at_{depth}": recall(depth) for depth in (1, 3, 5, 10)},
        "mrr": round(sum(1 / rank for rank in ranks if rank) / len(ranks), 4) if ranks else None,
        "p50_ms": percentile((case.milliseconds for case in cases), 50),
        "p95_ms": percentile((case.milliseconds for case in cases), 95),
    }
