"""How much of a request is read. Plain ASGI, and inside the security headers: a refusal has them like any reply."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Stops reading a body past a number of bytes, announced or not: whoever reads it gets a 413 to answer with.

    The framework's own limit answers in its own words, outside every handler and header of the application.
    """

    def __init__(self, app: ASGIApp, *, most_bytes: int, by_ending: Mapping[str, int] | None = None) -> None:
        """``by_ending``: another number for paths that end so."""
        self._app = app
        self._most_bytes = most_bytes
        self._by_ending = by_ending or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        endings = (most for ending, most in self._by_ending.items() if scope["path"].endswith(ending))
        most_bytes = next(endings, self._most_bytes)
        announced = Headers(scope=scope).get("content-length", "")
        is_too_large = announced.isdigit() and int(announced[:20]) > most_bytes
        read = 0

        async def receive_some() -> Message:
            nonlocal read
            message = await receive() if not is_too_large else None
            if message is not None:
                read += len(message.get("body", b""))
            if message is None or read > most_bytes:
                raise HTTPException(413)
            return message

        await self._app(scope, receive_some, send)
