"""Compresses what is the same for everybody, and nothing that belongs to one conversation.

The length of a compressed page tells what in it repeats (BREACH): where a secret stands beside words that somebody else
chose, guesses can be counted. A page of a conversation holds its code and what a person typed: none is compressed, and
neither is what answers a form. Nor is a stream: each piece must leave at once.
"""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

_OF_ONE_PERSON = ("/conversation/", "/api/")


class Compression:
    """Plain ASGI around the library's own, for the paths that hold nothing of anybody."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain = app
        self._compressing = GZipMiddleware(app, minimum_size=500, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_for_all = (
            scope["type"] == "http"
            and scope["method"] in ("GET", "HEAD")
            and not scope["path"].startswith(_OF_ONE_PERSON)
        )
        await (self._compressing if is_for_all else self._plain)(scope, receive, send)
