"""The files that pages load: style sheet, scripts, icon, and those of the theme. All from our own origin.

Each address ends in the hash of its content, so that a browser keeps a file for good and asks nothing of it again.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

from assistant.api.access import PUBLIC, declare_public
from assistant.web.theme import Theme

FOLDER: Final = Path(__file__).parent / "static"
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "no-cache"
"""Kept by the browser, which asks each time whether it still holds (ETag)."""


class HashedFiles(StaticFiles):
    """The folder's files; one asked for under the hash of its content may be kept for good."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        super().__init__(directory=FOLDER)
        self._addresses = addresses

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        is_current = self._addresses.get(path, "").partition("?")[2] == scope["query_string"].decode("latin-1")
        response.headers["Cache-Control"] = _FOR_GOOD if is_current else _ASK_AGAIN
        return response


class PageFiles:
    """Owns the addresses of what pages load."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self._colours = theme.style_sheet.encode()
        self._addresses = {file.name: _address(file.name, file.read_bytes()) for file in sorted(FOLDER.iterdir())}
        self._of_theme = {"colours.css": (self._colours, "text/css; charset=utf-8")} if self._colours else {}
        if theme.logo:
            name = f"logo.{theme.logo.media_type.partition('/')[2]}"
            self._of_theme[name] = (theme.logo.data, theme.logo.media_type)

    def address(self, name: str) -> str:
        """Where a page finds one of the files of the folder."""
        return self._addresses[name]

    @property
    def colours(self) -> str:
        """Address of the theme's colours; empty when there are none."""
        return self._theme_address("colours.css") if self._colours else ""

    @property
    def logo(self) -> str:
        """Address of the logo; empty when there is none."""
        return next((self._theme_address(name) for name in self._of_theme if name.startswith("logo.")), "")

    def add_to(self, app: FastAPI) -> None:
        router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])
        router.get("/static/theme/{name}")(self.theme_file)
        app.include_router(router)
        declare_public(app, "/static")
        app.mount("/static", HashedFiles(self._addresses), name="static")

    async def theme_file(self, name: str, request: Request) -> Response:
        if name not in self._of_theme:
            return Response(status_code=404)
        data, media_type = self._of_theme[name]
        is_current = request.url.query == self._theme_address(name).partition("?")[2]
        return Response(data, media_type=media_type, headers={"Cache-Control": _FOR_GOOD if is_current else _ASK_AGAIN})

    def _theme_address(self, name: str) -> str:
        return _address(f"theme/{name}", self._of_theme[name][0])


def _address(name: str, data: bytes) -> str:
    return f"/static/{name}?{hashlib.sha256(data).hexdigest()[:16]}"
