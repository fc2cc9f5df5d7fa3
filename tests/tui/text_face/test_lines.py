"""Lines of a real terminal: hidden passwords, Ctrl+C, the end, and bytes that come in pieces."""

import asyncio
import os
import pty
import sys
import termios
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tui.face import AgentGone
from tui.text_face.lines import TerminalLines, wrap


@dataclass
class Terminal:
    """The other end of what the lines read."""

    end: int
    lines: TerminalLines

    def type(self, text: str) -> None:
        os.write(self.end, text.encode())


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    end, there = pty.openpty()
    with os.fdopen(there, encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        yield Terminal(end, TerminalLines())
    os.close(end)


async def test_a_line_is_read_with_its_accents(terminal: Terminal) -> None:
    terminal.type("déjà\n")
    assert await terminal.lines.read("? ") == "déjà"


async def test_lines_that_come_together_are_read_one_by_one(terminal: Terminal) -> None:
    terminal.type("un\ndeux\n")
    assert [await terminal.lines.read("? "), await terminal.lines.read("? ")] == ["un", "deux"]


async def test_others_work_while_a_line_is_awaited(terminal: Terminal) -> None:
    reading = asyncio.create_task(terminal.lines.read("? "))
    await asyncio.sleep(0)
    assert not reading.done()
    terminal.type("oui\n")
    assert await reading == "oui"


async def test_a_password_is_not_echoed_and_the_echo_comes_back(terminal: Terminal) -> None:
    fd = sys.stdin.fileno()
    reading = asyncio.create_task(terminal.lines.read("? ", is_secret=True))
    await asyncio.sleep(0)
    assert not int(termios.tcgetattr(fd)[3]) & termios.ECHO
    terminal.type("quatre mots\n")
    assert await reading == "quatre mots"
    assert int(termios.tcgetattr(fd)[3]) & termios.ECHO


async def test_ctrl_c_gives_the_line_up_and_the_next_one_is_read(terminal: Terminal) -> None:
    reading = asyncio.create_task(terminal.lines.read("? "))
    await asyncio.sleep(0)
    os.kill(os.getpid(), 2)
    assert await reading is None
    terminal.type("encore\n")
    assert await terminal.lines.read("? ") == "encore"


async def test_the_end_is_told_after_the_last_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "typed"
    file.write_text("un\nsans fin de ligne", encoding="utf-8")
    with file.open(encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        lines = TerminalLines()
        assert [await lines.read(""), await lines.read("")] == ["un", "sans fin de ligne"]
        with pytest.raises(AgentGone):
            await lines.read("")


def test_what_the_output_cannot_write_is_replaced(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "told").open("w", encoding="ascii") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        terminal.lines.write("« é »")
    assert (tmp_path / "told").read_text(encoding="ascii") == "? ? ?\n"


async def test_an_alarm_writes_the_prompt_again(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    reading = asyncio.create_task(terminal.lines.read("Choix ? "))
    await asyncio.sleep(0)
    terminal.lines.interrupt_with("URGENT")
    assert capsys.readouterr().out == "Choix ? \nURGENT\nChoix ? "
    terminal.type("1\n")
    assert await reading == "1"


@pytest.mark.parametrize(
    ("line", "width", "pieces"),
    [
        ("  un deux trois", 9, ["  un deux", "  trois"]),
        ("tout tient", 10, ["tout tient"]),
        ("voir https://exemple.gouv.fr/une-page-longue", 12, ["voir", "https://exemple.gouv.fr/une-page-longue"]),
        ("vous venez\u00a0?", 10, ["vous", "venez\u00a0?"]),
        ("aucune borne " * 20, 0, ["aucune borne " * 20]),
        ("", 10, [""]),
    ],
)
def test_lines_are_broken_between_words(line: str, width: int, pieces: list[str]) -> None:
    assert wrap(line, width) == pieces
