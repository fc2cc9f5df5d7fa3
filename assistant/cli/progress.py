"""A line that moves in a terminal, and says little where there is none."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from assistant.cli.words import console

_SECONDS_BETWEEN_LINES = 30.0


@contextmanager
def show_progress(title: str) -> Iterator[Callable[[float, float], None]]:
    """Gives a function of (done, total). In a log file: a line at most every thirty seconds."""
    screen = console(errors=True)
    if not screen.is_terminal:
        yield _plain(title)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total or None)


def _plain(title: str) -> Callable[[float, float], None]:
    screen, last = console(errors=True), monotonic()

    def tell(done: float, total: float) -> None:
        nonlocal last
        if total and monotonic() - last >= _SECONDS_BETWEEN_LINES:
            last = monotonic()
            screen.print(f"{title}: {100 * done / total:.0f} %")

    return tell
