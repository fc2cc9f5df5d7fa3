"""What every test runs in: no network, no settings but its own, no folder but a temporary one."""

import os
from pathlib import Path

import pytest
from platformdirs import user_cache_path

REAL_CACHE = Path(os.environ.get("PARVIS_CACHE") or user_cache_path("parvis"))
"""Where `make fetch` puts models and corpora; read by tests marked ``weights`` and ``corpus`` only."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sockets are closed for every test; those that drive a browser may reach this machine."""
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.allow_hosts(["127.0.0.1"]))


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PARVIS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PARVIS_CONFIG", str(tmp_path / "parvis.toml"))
    monkeypatch.setenv("PARVIS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("PARVIS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "120")
