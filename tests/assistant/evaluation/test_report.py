import json
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from assistant.evaluation.report import Report, percentile, share

REPORT = Report(
    kind="retrieval",
    set="/sets/questions.jsonl",
    count=2,
    metrics={"recall_at_1": 0.5, "p50_ms": 12.25, "unsupported_figures": 3, "mrr": None},
    by={"register": {"neutral": {"recall_at_1": 1.0}}},
    cases=[{"id": "1", "question": "Où ? « é »"}],
    versions={"base": "v1"},
)


def test_the_file_has_the_documented_keys(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "report.json"
    REPORT.write(file)
    body = json.loads(file.read_text(encoding="utf-8"))
    assert list(body) == ["kind", "set", "count", "seed", "versions", "metrics", "by", "cases"]
    assert set(body["versions"]) == {"parvis", "python", "base"}
    assert body["metrics"] == REPORT.metrics
    assert body["cases"] == REPORT.cases
    assert "« é »" in file.read_text(encoding="utf-8")


def test_the_table_shows_every_figure_and_each_group() -> None:
    console = Console(file=StringIO(), width=120)
    REPORT.show(console)
    output = console.file
    assert isinstance(output, StringIO)
    table = output.getvalue()
    for word in (
        "retrieval: questions.jsonl, 2 cases",
        "by register",
        "neutral",
        "recall_at_1",
        "0.500",
        "1.000",
        "12",
        "3",
        "–",
    ):
        assert word in table


@pytest.mark.parametrize(
    ("values", "expected"), [([True, False, True], 0.6667), ([False], 0.0), ([True], 1.0), ([], None)]
)
def test_a_share_of_nothing_is_nothing(values: list[bool], expected: float | None) -> None:
    assert share(iter(values)) == expected


@pytest.mark.parametrize(("values", "rank", "expected"), [([1.0, 2.0, 3.0], 50, 2.0), ([5.0], 95, 5.0), ([], 50, None)])
def test_a_percentile_of_nothing_is_nothing(values: list[float], rank: int, expected: float | None) -> None:
    assert percentile(iter(values), rank) == expected
