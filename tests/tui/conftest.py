"""A desk before a fake server."""

from collections.abc import AsyncGenerator

import httpx
import pytest
from pytest_textual_snapshot import SVGImageExtension  # type: ignore[import-untyped]

from assistant.vocabulary import Language
from tests.tui.fake_server import FakeServer, frozen_now
from tui.client import DeskClient
from tui.desk import Desk

SVGImageExtension.file_extension = "svg"  # the name that syrupy reads: a picture is opened by what it is


@pytest.fixture
def server() -> FakeServer:
    return FakeServer()


@pytest.fixture
async def desk(server: FakeServer) -> AsyncGenerator[Desk, None]:
    async with httpx.AsyncClient(transport=server.transport, base_url="http://desk.test") as http:
        yield Desk(DeskClient(http, Language.FRENCH), now=frozen_now)
