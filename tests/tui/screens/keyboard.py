"""An agent who has a keyboard and eyes, and nothing else."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC

from textual.pilot import Pilot
from textual.widgets import Input

from assistant.vocabulary import Language
from tests.tui.fake_server import ME, PASSWORD
from tui.app import DeskApp
from tui.desk import Desk
from tui.words import NO_BREAK, Words

_KEYS = {" ": "space", ".": "full_stop", "'": "apostrophe", "/": "slash", "\n": "enter"}


class Keyboard:
    """Presses keys, waits until the desk has done what they ask, and reads the screen."""

    def __init__(self, pilot: Pilot[None], app: DeskApp, retry: asyncio.Event) -> None:
        self.pilot = pilot
        self.app = app
        self.retry = retry
        """Set it to end the pause before the next try of a lost connection."""
        self.bells = 0

    async def press(self, *keys: str) -> "Keyboard":
        for key in keys:
            await self.pilot.press(key)
            await self.settle()
        return self

    async def write(self, text: str) -> "Keyboard":
        await self.pilot.press(*(_KEYS.get(sign, sign) for sign in text))
        await self.settle()
        return self

    async def settle(self) -> None:
        for _ in range(3):
            await self.pilot.pause()
            for _ in range(20):
                await asyncio.sleep(0)

    @property
    def seen(self) -> str:
        """What is on the screen, line by line, with plain spaces."""
        return "\n".join(line.rstrip() for line in self._lines())

    @property
    def read(self) -> str:
        """The question that is asked, else the screen, as one text: sentences are found wherever they are broken."""
        lines = self._lines()
        dialogs = self.app.screen.query("#dialog")
        if dialogs:
            left, top, width, height = dialogs.first().region
            lines = [line[left + 1 : left + width - 1] for line in lines[top : top + height]]
        return " ".join(" ".join(lines).replace("█", " ").split())

    def _lines(self) -> list[str]:
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).replace(NO_BREAK, " ") for strip in strips]


@asynccontextmanager
async def open_screen(
    desk: Desk, size: tuple[int, int] = (80, 24), *, signs_in: bool = True, language: Language = Language.FRENCH
) -> AsyncGenerator[Keyboard, None]:
    retry = asyncio.Event()

    async def pause(_: float) -> None:
        await retry.wait()

    app = DeskApp(desk, Words(language, UTC), pause)
    async with app.run_test(size=size) as pilot:
        keyboard = Keyboard(pilot, app, retry)

        def ring() -> None:
            keyboard.bells += 1

        app.bell = ring  # type: ignore[method-assign]
        await keyboard.settle()
        if signs_in:
            app.screen.query_one("#name", Input).value = ME
            app.screen.query_one("#password", Input).value = PASSWORD
            await keyboard.press("enter")
        yield keyboard
