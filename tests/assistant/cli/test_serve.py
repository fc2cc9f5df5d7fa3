"""What the server starts beside its pages."""

from collections.abc import Callable, Collection

import pytest

from assistant.cli.serve import start_purge
from assistant.retention.keeping import Keeping
from assistant.settings import Retention
from tests.assistant.conftest import OpenWorld


async def test_the_server_purges_daily_beside_its_own_turns(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    spared: list[Collection[str]] = []

    async def purge_daily(self: Keeping, find_busy: Callable[[], Collection[str]]) -> None:
        spared.append(find_busy())

    monkeypatch.setattr(Keeping, "purge_daily", purge_daily)
    purging = start_purge(Retention(), open_world().services)
    assert purging
    await purging
    assert spared == [frozenset()]


def test_the_purge_is_left_to_the_operator_where_the_settings_say_so(open_world: OpenWorld) -> None:
    assert start_purge(Retention(purge_daily=False), open_world().services) is None
