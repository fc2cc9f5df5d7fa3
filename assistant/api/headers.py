"""Security headers on every reply. Plain ASGI, because it must not hold back a stream."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "media-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the address of a conversation is its key
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # the microphone is asked for by our own page alone; the browser's own recognition may send the sound elsewhere
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), on-device-speech-recognition=(), payment=()",
}
_HTTPS_ALONE = {"Strict-Transport-Security": "max-age=31536000"}
"""One year, this name alone: what stands under it is the administration's to decide."""
_KEPT_NOWHERE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def security_headers(path: str, *, is_https: bool) -> Mapping[str, str]:
    """Those of a reply. Caches may keep static files and nothing else."""
    headers = {**SECURITY_HEADERS, **(_HTTPS_ALONE if is_https else {})}
    return headers if path.startswith("/static/") else {**headers, **_KEPT_NOWHERE}


class SecurityHeaders:
    """Adds them to every HTTP response."""

    def __init__(self, app: ASGIApp, *, is_https: bool = False) -> None:
        self._app = app
        self._is_https = is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(security_headers(scope["path"], is_https=self._is_https))
            await send(message)

        await self._app(scope, receive, send_with_headers)
