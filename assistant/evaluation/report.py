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
        table = Table(title=f"{self.kind} – {Path(self.set).name} ({self.count})", title_justify="left")
        table.add_column("")
        groups = [(f"{axis}: {name}", figures) for axis, rows in self.by.items() for name, figures in rows.items()]
        names = list(self.metrics)
        columns = [("all", self.metrics), *groups]
        for title, _ in columns:
            table.add_column(title, justify="right")
        for name in names:
            table.add_row(name, *(_say(figures.get(name)) for _, figures in columns))
        console.print(table)


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
