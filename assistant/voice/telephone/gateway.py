"""Waits for the calls of an Asterisk and tells it, once a call is over, whether a human takes over.

One port, two protocols of Asterisk: AudioSocket for the sound, FastAGI for the question that the dialplan asks after.
"""

import asyncio
import contextlib
import ipaddress
import uuid
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from assistant.errors import SpeechRefused
from assistant.pipeline.pipeline import log_place
from assistant.voice.session import SpokenConversation
from assistant.voice.telephone.call import hold_call
from assistant.voice.telephone.frames import Frame, Kind, NotAudioSocket, read_identity
from assistant.voice.telephone.line import CallerGone, Line
from assistant.voice.utterance import Next
from models.speech.types import Synthesizer

_FIRST_FRAME_SECONDS: Final = 10.0
_MOST_ENDINGS: Final = 1000
_LONGEST_QUESTION_LINES: Final = 100


class Gateway:
    """Lives in one event loop."""

    def __init__(
        self,
        start_conversation: Callable[[], SpokenConversation],
        synthesizer: Synthesizer | None,
        *,
        peers: Sequence[str] = (),
        calls_at_once: int = 8,
    ) -> None:
        """``peers``: addresses or networks that may connect, beside this machine. Raises ``ValueError`` for another
        thing than an address."""
        self._start_conversation = start_conversation
        self._synthesizer = synthesizer
        self._peers = tuple(ipaddress.ip_network(peer, strict=False) for peer in peers)
        self._calls_at_once = calls_at_once
        self._calls = 0
        self._endings: OrderedDict[uuid.UUID, Next] = OrderedDict()

    @asynccontextmanager
    async def listen(self, host: str, port: int) -> AsyncGenerator[int, None]:
        """Gives the port. Hangs up on everybody at the end. Raises ``OSError`` when the address cannot be taken."""
        connections: set[asyncio.Task[None]] = set()

        def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self.answer(reader, writer))
            connections.add(task)
            task.add_done_callback(connections.discard)

        server = await asyncio.start_server(connect, host, port)
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            server.close()
            for task in connections:
                task.cancel()
            await asyncio.gather(*connections, return_exceptions=True)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until its end. What goes wrong in it is logged by type and place, and ends it alone."""
        try:
            if not self._is_peer(str((writer.get_extra_info("peername") or ("",))[0])):
                return
            async with asyncio.timeout(_FIRST_FRAME_SECONDS):
                first = await reader.read(1)
            if first == b"a":  # « agi_… »
                await self._tell_ending(reader, writer)
            elif first:
                await self._take_call(first, reader, writer)
        except (NotAudioSocket, TimeoutError, ConnectionError, CallerGone):
            pass
        except Exception as error:
            log_place(error, "telephone")
        finally:
            with contextlib.suppress(ConnectionError):
                writer.close()
                await writer.wait_closed()

    def _is_peer(self, address: str) -> bool:
        try:
            known = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = getattr(known, "ipv4_mapped", None) or known
        return mapped.is_loopback or any(mapped in peer for peer in self._peers)

    async def _take_call(self, first: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(_FIRST_FRAME_SECONDS):
            call = read_identity(await _read_rest(first, reader))
        if self._calls >= self._calls_at_once:
            self._remember(call, Next.PERSON)  # nobody is left without an answer: the exchange passes a human
            writer.write(Frame(Kind.HANG_UP).pack())
            return
        self._calls += 1
        line = Line(reader, writer, self._synthesizer)
        try:
            self._remember(call, await hold_call(self._start_conversation(), line))
        except SpeechRefused:
            self._remember(call, Next.PERSON)
        except CallerGone:
            raise
        except Exception:
            self._remember(call, Next.PERSON)
            raise
        finally:
            self._calls -= 1
            await line.close()

    def _remember(self, call: uuid.UUID, ending: Next) -> None:
        self._endings[call] = ending
        while len(self._endings) > _MOST_ENDINGS:
            self._endings.popitem(last=False)

    async def _tell_ending(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """FastAGI: read the question of the dialplan, set ``PARVIS_NEXT`` to ``person`` or ``end``."""
        named = ""
        async with asyncio.timeout(_FIRST_FRAME_SECONDS):
            for _ in range(_LONGEST_QUESTION_LINES):
                line = (await reader.readline()).decode("ascii", errors="replace").strip()
                if not line:
                    break
                name, _, value = line.partition(": ")
                named = value if name.endswith("gi_arg_1") else named
            try:
                ending = self._endings.pop(uuid.UUID(named), Next.PERSON)
            except ValueError:
                ending = Next.PERSON  # of a call that nobody knows, a human knows best
            writer.write(f"SET VARIABLE PARVIS_NEXT {ending.value}\n".encode())
            await writer.drain()
            await reader.readline()


async def _read_rest(first: bytes, reader: asyncio.StreamReader) -> Frame | None:
    """The frame whose first byte was read."""
    try:
        length = int.from_bytes(await reader.readexactly(2))
        return Frame(first[0], await reader.readexactly(length)) if length <= 16 else None
    except asyncio.IncompleteReadError:
        return None
