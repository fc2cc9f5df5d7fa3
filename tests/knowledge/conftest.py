"""A loaded base to search."""

from pathlib import Path

import pytest

from knowledge.ingest import load_base
from tests.knowledge.sources import write_zip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_zip(tmp_path / "pages.zip")


@pytest.fixture
def root(tmp_path: Path, source: Path) -> Path:
    """A root where the base « port » is published, words only."""
    folder = tmp_path / "knowledge"
    load_base(source, "port", folder)
    return folder
