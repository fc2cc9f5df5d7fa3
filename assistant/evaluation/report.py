"""What an evaluation writes: one object of figures and cases, and a table to read."""

import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

Metrics = Mapping[str, float | int | None]


@dataclass(frozen=True, slots=True)
class Report:
    """Shares are between 0 and 1, times in milliseconds. ``None`` stands for nothing to measure."""

    kind: str
    set: str
    count: int
    metrics: Metrics
    by: Mapping[str, Mapping[str, Metrics]] = field(default_factory=dict)
    cases: Sequence[Mapping[str, Any]] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0
    """Nothing is drawn at random: generation is greedy."""

    def write(self, file: Path) -> None:
        body = {
            "kind": self.kind,
            "set": self.set,
            "count": self.count,
            "seed": self.seed,
            "versions": {"parvis": version("parvis"), "python": platform.python_version(), **self.versions},
            "metrics": self.metrics,
            "by": self.by,
            "cases": list(self.cases),
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(body, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")

    def show(self, console: Console) -> None:
        """One table for everything, then one an axis."""
        console.print(f"{self.kind}: {Path(self.set).name}, {self.count} cases")
        console.print(_table({"all": self.metrics}))
        for axis, groups in self.by.items():
            console.print(f"by {axis}")
            console.print(_table(groups))


def _table(groups: Mapping[str, Metrics]) -> Table:
    """Metrics are rows; where there are more groups than metrics, groups are."""
    metrics = list(dict.fromkeys(metric for figures in groups.values() for metric in figures))
    table = Table()
    table.add_column("")
    if len(groups) > len(metrics):
        for metric in metrics:
            table.add_column(metric, justify="right")
        for name, figures in groups.items():
            table.add_row(name, *(_say(figures.get(metric)) for metric in metrics))
        return table
    for name in groups:
        table.add_column(name, justify="right")
    for metric in metrics:
        table.add_row(metric, *(_say(figures.get(metric)) for figures in groups.values()))
    return table


def _say(figure: float | int | None) -> str:
    if figure is None:
        return "–"
    return str(figure) if isinstance(figure, int) else f"{figure:.3f}" if abs(figure) < 10 else f"{figure:.0f}"


def share(values: Iterable[bool]) -> float | None:
    """The share of true ones, or None of nothing."""
    counted = list(values)
    return round(sum(counted) / len(counted), 4) if counted else None


def percentile(values: Iterable[float], rank: int) -> float | None:
    counted = list(values)
    return round(float(np.percentile(counted, rank)), 2) if counted else None
