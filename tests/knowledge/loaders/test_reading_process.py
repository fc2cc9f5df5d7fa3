"""A file is read apart: what it does there stays there."""

import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from knowledge.loaders import reading_process
from knowledge.loaders.formats import FileFormat
from knowledge.loaders.reading_process import ReadingProcesses
from knowledge.loaders.skipped import FileRefused, SkipReason

MEMORY = 1024 * 1024 * 1024


def misbehave(_format: FileFormat, name: str, content: bytes) -> Any:
    """Stands for a reader that a file has taken over. Runs in the process."""
    match name:
        case "loop":
            while True:
                time.sleep(0.01)
        case "memory":
            return len(b"x" * (4 * MEMORY))
        case "die":
            import os

            os.abort()
    try:
        match name:
            case "network":
                socket.create_connection(("127.0.0.1", 9), timeout=1)
            case "name":
                socket.getaddrinfo("example.org", 80)
            case "program":
                subprocess.run(["true"], check=True)
            case "write":
                Path(content.decode()).write_text("x")
    except Exception as error:
        return type(error).__name__
    return "done"


@pytest.fixture(scope="module")
def processes() -> Iterator[ReadingProcesses]:
    with ReadingProcesses(1, seconds=20, memory=MEMORY) as pool:
        yield pool


def run(pool: ReadingProcesses, name: str, content: bytes = b"", seconds: float = 20) -> Any:
    doing = pool._pool.schedule(misbehave, args=(FileFormat.HTML, name, content), timeout=seconds)
    return pool.finish(doing)


def test_a_file_is_read(processes: ReadingProcesses) -> None:
    parsed = processes.finish(processes.start(FileFormat.MARKDOWN, "a.md", b"# A\n\nb\n"))
    assert parsed.documents[0].title == "A"


def test_a_refusal_comes_back_with_its_reason(processes: ReadingProcesses) -> None:
    with pytest.raises(FileRefused) as refused:
        processes.finish(processes.start(FileFormat.QUESTIONS, "a.csv", b"a,b\n"))
    assert refused.value.kind is SkipReason.NO_COLUMNS


@pytest.mark.parametrize("name", ["network", "name", "program"])
def test_a_reader_reaches_nothing(processes: ReadingProcesses, name: str) -> None:
    assert run(processes, name) == "PermissionError"


def test_a_reader_writes_nothing(processes: ReadingProcesses, tmp_path: Path) -> None:
    assert run(processes, "write", str(tmp_path / "x").encode()) == "OSError"
    assert not (tmp_path / "x").exists() or not (tmp_path / "x").read_bytes()


@pytest.mark.parametrize("name", ["loop", "die"])
def test_a_reader_that_never_ends_or_dies_costs_its_file_alone(processes: ReadingProcesses, name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        run(processes, name, seconds=1)
    assert refused.value.kind is SkipReason.TOO_SLOW
    assert processes.finish(processes.start(FileFormat.MARKDOWN, "a.md", b"# A\n\nb\n")).documents


def test_a_reader_that_takes_too_much_memory_is_refused(processes: ReadingProcesses) -> None:
    with pytest.raises(FileRefused) as refused:
        run(processes, "memory")
    assert refused.value.kind in (SkipReason.UNREADABLE, SkipReason.TOO_SLOW)


def test_a_reader_s_file_that_runs_out_of_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("knowledge.loaders.formats._reader_of", lambda _format: exhausted)
    refusal = reading_process._read(FileFormat.PDF, "a.pdf", b"x")
    assert isinstance(refusal, reading_process._Refusal)
    assert refusal.kind is SkipReason.TOO_SLOW
