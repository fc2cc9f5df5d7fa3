"""Says sentences: one short-lived process each, as many at once as there are cores, and none that runs for ever.

Lives in one event loop.
"""

import asyncio
import hashlib
import textwrap
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

from models.speech.engines import Engine, Order
from models.speech.sound_file import join
from models.speech.types import Speech, Voice
from models.types import ModelDied, ModelMissing, ModelTimedOut
from models.workers.ending import end_process
from models.workers.launch import worker_environment

LONGEST_PIECE: Final = 400
"""Characters. Engines read a longer text in more than its share of time, and one of them crashes on it."""
SLOWEST_RATE, FASTEST_RATE = 80, 260


class EngineSynthesizer:
    """A :class:`models.speech.types.Synthesizer` over an engine, which remembers what it said."""

    def __init__(
        self, engine: Engine, *, at_once: int = 2, seconds: float = 8.0, remembered_bytes: int = 32 * 1024 * 1024
    ) -> None:
        """``at_once``: processes that run together; ``seconds``: longest time of one; ``remembered_bytes``: sound kept
        in memory, the least recently said dropped first."""
        self._engine = engine
        self._slots = asyncio.Semaphore(at_once)
        self._seconds = seconds
        self._remembered_bytes = remembered_bytes
        self._said: OrderedDict[bytes, Speech] = OrderedDict()
        self._held = 0
        self._under_way: set[asyncio.Task[Speech]] = set()

    @property
    def name(self) -> str:
        return self._engine.name

    async def say(self, text: str, *, language: str, rate: int, remember: bool = True) -> Speech:
        """As the Protocol says. A text of more than :data:`LONGEST_PIECE` characters is cut between words.

        Whoever stops waiting lets the program end by itself, within its time: it takes a moment, and to stop a program
        that is being started is not safe.
        """
        voice = self._engine.voice(language)
        rate = max(SLOWEST_RATE, min(rate, FASTEST_RATE))
        pieces = textwrap.wrap(" ".join(text.split()), LONGEST_PIECE)
        if not pieces:
            raise ValueError("there is nothing to say")
        work = asyncio.create_task(self._pieces(pieces, voice, rate, remember=remember))
        self._under_way.add(work)
        work.add_done_callback(self._leave)
        return await asyncio.shield(work)

    async def check(self) -> None:
        """Say one word. Raises :class:`ModelMissing` with what to install, and :class:`ModelDied`."""
        if obstacle := self._engine.obstacle():
            raise ModelMissing(obstacle)
        speech = await self.say("oui", language="fr", rate=SLOWEST_RATE, remember=False)
        if speech.seconds < 0.1:
            raise ModelDied(f"The engine {self.name} says nothing: check its installation.")

    def forget(self) -> None:
        self._said.clear()
        self._held = 0

    def _leave(self, work: asyncio.Task[Speech]) -> None:
        self._under_way.discard(work)
        if not work.cancelled():
            work.exception()  # looked at, so that nothing is said of one that nobody waits for

    async def _pieces(self, pieces: Sequence[str], voice: Voice, rate: int, *, remember: bool) -> Speech:
        said = await asyncio.gather(*(self._piece(piece, voice, rate, remember=remember) for piece in pieces))
        return said[0] if len(said) == 1 else join(list(said))

    async def _piece(self, text: str, voice: Voice, rate: int, *, remember: bool) -> Speech:
        told = "\0".join((self._engine.name, voice.id, str(rate), text))
        key = hashlib.sha256(told.encode()).digest()
        if key in self._said:
            self._said.move_to_end(key)
            return self._said[key]
        async with self._slots:
            speech = self._engine.read(await self._run(self._engine.order(text, voice, rate)))
        if not speech.pcm:
            raise ModelDied("The speech engine gave no sound.")
        if remember:
            self._remember(key, speech)
        return speech

    def _remember(self, key: bytes, speech: Speech) -> None:
        if key not in self._said:
            self._held += len(speech.pcm)
        self._said[key] = speech
        while self._held > self._remembered_bytes:
            _, oldest = self._said.popitem(last=False)
            self._held -= len(oldest.pcm)

    async def _run(self, order: Order) -> bytes:
        """What the program wrote. Whatever ends the wait ends the program."""
        try:
            process = await asyncio.create_subprocess_exec(
                *order.command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,  # a log must not hold what is said
                env=worker_environment(),
            )
        except OSError as error:
            raise ModelMissing(
                f"The speech engine {self.name} cannot be started ({error.strerror}): install it."
            ) from None
        try:
            async with asyncio.timeout(self._seconds):
                stdout, _ = await process.communicate(order.stdin)
        except TimeoutError:
            raise ModelTimedOut("The speech engine took longer than it was given.") from None
        finally:
            await end_process(process)
        if process.returncode:
            raise ModelDied("The speech engine stopped at work.")
        return stdout
