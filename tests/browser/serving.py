"""The invented world behind a real socket, for a real browser; and a wire that a test can cut."""

import asyncio
import shutil
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn

from tests.assistant.fakes import FixedRetriever, World, build_world

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--accept-lang=fr-FR",
)


@contextmanager
def serve(folder: Path, retriever: FixedRetriever | None = None, **parts: Any) -> Iterator[str]:
    """The address of a world that answers until the end of the block. ``parts`` go to ``build_world``."""
    with serve_world(build_world(folder, retriever=retriever, **parts)) as address:
        yield address


@contextmanager
def serve_world(world: World) -> Iterator[str]:
    """The address of this world until the end of the block."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()  # a browser that comes before the server is ready waits in the queue
    server = uvicorn.Server(uvicorn.Config(world.app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def reply_as_agent(world: World, address: str, text: str) -> None:
    """An agent takes the request of the conversation at ``address`` and answers it."""
    code = urlsplit(address).path.split("/")[2]

    async def reply() -> None:
        agent, case = world.hire("marie"), world.find_case(code)
        await world.services.desk.claim(agent, case.id, case.version)
        await world.services.desk.reply(agent, case.id, text)

    with ThreadPoolExecutor(1) as thread:  # the browser's own loop runs in this one
        thread.submit(asyncio.run, reply()).result()


class Latch:
    """Holds a turn until a test, in another thread, lets it go."""

    def __init__(self) -> None:
        self._opened = threading.Event()

    def open(self) -> None:
        self._opened.set()

    def shut(self) -> None:
        self._opened.clear()

    async def pass_through(self) -> None:
        await asyncio.to_thread(self._opened.wait, 20)


@dataclass(slots=True)
class Wire:
    """A proxy of bytes between a browser and a server: cutting it breaks every connection at once."""

    target: str
    is_cut: bool = False
    carried: int = 0
    """Connections that were opened over it."""
    _open: list[socket.socket] = field(default_factory=list)
    _listener: socket.socket = field(default_factory=socket.socket)

    @contextmanager
    def lay(self) -> Iterator[str]:
        """The address of its other end."""
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        threading.Thread(target=self._take, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        finally:
            self._listener.close()
            self.cut()

    def cut(self) -> None:
        """Break what is open, and let nothing new through until it is mended."""
        self.is_cut = True
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()

    def mend(self) -> None:
        self.is_cut = False

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.is_cut:
                    near.close()
                    continue
                self.carried += 1
                host, port = self.target.removeprefix("http://").split(":")
                far = socket.create_connection((host, int(port)))
                self._open += [near, far]
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=(one, other), daemon=True).start()


def _pump(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)
