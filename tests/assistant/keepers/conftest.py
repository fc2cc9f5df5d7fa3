"""Keepers of a published base of invented pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.keepers.keepers import Keepers
from knowledge.library import Library
from tests.assistant.fakes import NameGuard, build_keepers
from tests.assistant.validated.conftest import publish_pages


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    publish_pages(tmp_path)
    with Library.open(tmp_path, ["port"], None) as opened:
        yield opened


@pytest.fixture
def keepers(tmp_path: Path, engine: Engine, library: Library) -> Keepers:
    return build_keepers(tmp_path, engine, library, NameGuard(), tmp_path)
