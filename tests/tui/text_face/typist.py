"""Types lines at a desk and keeps everything that it says."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC

from assistant.vocabulary import Language
from tui.desk import Desk
from tui.face import AgentGone
from tui.text_face.session import TextSession
from tui.words import NO_BREAK, Words

Step = str | Callable[[], object] | None
"""A line; something that happens before the next line is asked for; or Ctrl+C."""


class Typist:
    """A ``Lines`` that types what a test gives it, then is gone."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = list(steps)
        self.told: list[str] = []
        self.prompts: list[str] = []
        self.secrets: list[str] = []
        self.bells = 0

    async def read(self, prompt: str, *, is_secret: bool = False) -> str | None:
        self.prompts.append(_plain(prompt))
        await _let_others_work()
        while self._steps and callable(self._steps[0]):
            happens = self._steps.pop(0)
            assert callable(happens)
            done = happens()
            if isinstance(done, Awaitable):
                await done
            await _let_others_work()
        if not self._steps:
            raise AgentGone
        typed = self._steps.pop(0)
        assert typed is None or isinstance(typed, str)
        if is_secret and typed is not None:
            self.secrets.append(typed)
        return typed

    def write(self, line: str = "") -> None:
        self.told.append(_plain(line))

    def ring(self) -> None:
        self.bells += 1

    def interrupt_with(self, line: str) -> None:
        self.told.append(_plain(line))

    @property
    def text(self) -> str:
        return "\n".join(self.told)


def _plain(line: str) -> str:
    """With plain spaces, as tests are typed."""
    return line.replace(NO_BREAK, " ")


async def _let_others_work() -> None:
    """What the server told is heard."""
    for _ in range(200):
        await asyncio.sleep(0)


async def no_pause(_: float) -> None:
    await asyncio.sleep(0)


async def hold(desk: Desk, *steps: Step, language: Language = Language.FRENCH) -> Typist:
    """One whole session."""
    typist = Typist(steps)
    await TextSession(desk, Words(language, UTC), typist, no_pause).run()
    assert "incident" not in typist.text, typist.text
    return typist
