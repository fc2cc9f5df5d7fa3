"""Opens small worlds for a test and closes them after it."""

from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.conversation.database import open_database
from assistant.conversation.store import ConversationStore
from tests.assistant.fakes import World, build_world

OpenWorld = Callable[..., World]


@pytest.fixture
async def open_world(tmp_path: Path) -> AsyncGenerator[OpenWorld, None]:
    """Builds a world; every one is stopped at the end."""
    worlds: list[World] = []

    def open_one(**parts: object) -> World:
        worlds.append(build_world(tmp_path, **parts))  # type: ignore[arg-type]
        return worlds[-1]

    yield open_one
    for world in worlds:
        await world.services.stop()
        world.engine.dispose()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'conversations.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> ConversationStore:
    return ConversationStore(engine)
