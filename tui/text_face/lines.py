"""Lines in and lines out of a terminal that is never redrawn: no colour, no cursor movement, nothing hidden but a
password."""

import asyncio
import os
import signal
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Protocol

from tui.face import AgentGone


class Lines(Protocol):
    async def read(self, prompt: str, *, is_secret: bool = False) -> str | None:
        """One line without its end. None when the agent interrupts (Ctrl+C). Raises :class:`~tui.face.AgentGone`."""

    def write(self, line: str = "") -> None: ...

    def ring(self) -> None:
        """The bell, where there is one."""

    def interrupt_with(self, line: str) -> None:
        """A line that cannot wait. The prompt that stood there is written again."""


class TerminalLines:
    """Standard input and output. Reads bytes itself, so that events are heard while a line is being typed."""

    def __init__(self) -> None:
        self._input = sys.stdin.fileno()
        self._encoding = sys.stdin.encoding or "utf-8"
        self._typed = b""
        self._has_ended = False
        self._prompt = ""

    async def read(self, prompt: str, *, is_secret: bool = False) -> str | None:
        self._put(prompt)
        self._prompt = prompt
        try:
            with self._hidden() if is_secret else nullcontext():
                line = await self._next_line()
        finally:
            self._prompt = ""
        if is_secret or line is None:
            self.write()
        return line

    def write(self, line: str = "") -> None:
        width = os.get_terminal_size(sys.stdout.fileno()).columns if sys.stdout.isatty() else 0
        for piece in wrap(line, width):
            self._put(f"{piece}\n")

    def ring(self) -> None:
        if sys.stdout.isatty():
            self._put("\a")

    def interrupt_with(self, line: str) -> None:
        self.write()
        self.write(line)
        self._put(self._prompt)

    def _put(self, text: str) -> None:
        """What the terminal has no sign for is a question mark."""
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()

    async def _next_line(self) -> str | None:
        while b"\n" not in self._typed and not self._has_ended:
            read = await self._read_some()
            if read is None:
                self._typed = b""
                return None
            self._typed += read
            self._has_ended = not read
        if not self._typed:
            raise AgentGone
        line, _, self._typed = self._typed.partition(b"\n")
        return line.decode(self._encoding, "replace").rstrip("\r")

    async def _read_some(self) -> bytes | None:
        """What was typed; None after Ctrl+C; empty at the end."""
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[bool] = loop.create_future()

        def settle(is_readable: bool) -> None:
            if not ready.done():
                ready.set_result(is_readable)

        try:
            loop.add_reader(self._input, settle, True)
        except PermissionError:  # a plain file is always ready
            return os.read(self._input, 65536)
        loop.add_signal_handler(signal.SIGINT, settle, False)
        try:
            return os.read(self._input, 65536) if await ready else None
        finally:
            loop.remove_reader(self._input)
            loop.remove_signal_handler(signal.SIGINT)

    @contextmanager
    def _hidden(self) -> Iterator[None]:
        """The terminal echoes nothing meanwhile."""
        if not os.isatty(self._input):
            yield
            return
        import termios

        before = termios.tcgetattr(self._input)
        silent = [*before]
        silent[3] = int(silent[3]) & ~termios.ECHO
        termios.tcsetattr(self._input, termios.TCSADRAIN, silent)
        try:
            yield
        finally:
            termios.tcsetattr(self._input, termios.TCSADRAIN, before)


def wrap(line: str, width: int) -> list[str]:
    """The line in pieces that break no word, each as far in as the first. An address stays whole; 0: no bound."""
    if len(line) <= width or width <= 0:
        return [line]
    indent = line[: len(line) - len(line.lstrip(" "))]
    return textwrap.wrap(
        line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
    )
