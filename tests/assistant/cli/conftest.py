"""Commands run inside the tests' own process here."""

import pytest

from assistant.cli import main as command_line


@pytest.fixture(autouse=True)
def _open_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hook could not be taken out again: every later test of this process would be refused its own loopback."""
    monkeypatch.setattr(command_line, "close_network", lambda: None)
