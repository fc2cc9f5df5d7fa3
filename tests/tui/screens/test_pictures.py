"""What the main screens look like, at three sizes. Read a changed picture before it is accepted
(``pytest --snapshot-update``)."""

from collections.abc import Awaitable, Callable
from datetime import UTC

import httpx
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from assistant.vocabulary import Language, Role
from tests.tui.fake_server import ME, PASSWORD, FakeServer, frozen_now
from tui.app import DeskApp
from tui.client import DeskClient
from tui.desk import Desk
from tui.words import Words

Compare = Callable[..., bool]
WIDE, USUAL, NARROW = (120, 40), (80, 24), (40, 24)


def open_app(role: Role = Role.AGENT) -> DeskApp:
    """Frozen clock, no blinking: the same picture each time."""
    server = FakeServer()
    server.roles = (role,)
    http = httpx.AsyncClient(transport=server.transport, base_url="http://desk.test")
    return DeskApp(Desk(DeskClient(http, Language.FRENCH), now=frozen_now), Words(Language.FRENCH, UTC))


def after(*keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    async def press(pilot: Pilot[None]) -> None:
        await pilot.pause()
        pilot.app.screen.query_one("#name", Input).value = ME
        pilot.app.screen.query_one("#password", Input).value = PASSWORD
        for key in ("enter", *keys):
            await pilot.press(key)
            for _ in range(5):
                await pilot.pause()

    return press


@pytest.mark.parametrize("size", [WIDE, USUAL, NARROW], ids=["wide", "usual", "narrow"])
def test_the_lists(size: tuple[int, int], snap_compare: Compare) -> None:
    assert snap_compare(open_app(), terminal_size=size, run_before=after())


@pytest.mark.parametrize("size", [WIDE, USUAL, NARROW], ids=["wide", "usual", "narrow"])
def test_a_case_that_was_taken(size: tuple[int, int], snap_compare: Compare) -> None:
    keys = ("down", "down", "t", *"Bonjour")
    assert snap_compare(open_app(), terminal_size=size, run_before=after(*keys))


def test_how_a_case_ends(snap_compare: Compare) -> None:
    assert snap_compare(open_app(), terminal_size=NARROW, run_before=after("t", "escape", "x", "b"))


def test_a_draft_whose_answer_is_unfolded(snap_compare: Compare) -> None:
    assert snap_compare(open_app(), terminal_size=USUAL, run_before=after("5", "enter", "d", "end"))


@pytest.mark.parametrize("size", [USUAL, NARROW], ids=["usual", "narrow"])
def test_what_a_draft_would_change(size: tuple[int, int], snap_compare: Compare) -> None:
    app = open_app(Role.ADMIN)
    assert snap_compare(app, terminal_size=size, run_before=after("enter", "enter"))


def test_publishing_names_what_changes(snap_compare: Compare) -> None:
    app = open_app(Role.ADMIN)
    assert snap_compare(app, terminal_size=USUAL, run_before=after("enter", "u"))


@pytest.mark.parametrize("size", [USUAL, NARROW], ids=["usual", "narrow"])
def test_contested_answers_that_are_left(size: tuple[int, int], snap_compare: Compare) -> None:
    assert snap_compare(open_app(Role.REFERENT), terminal_size=size, run_before=after("5"))


@pytest.mark.parametrize("size", [WIDE, USUAL, NARROW], ids=["wide", "usual", "narrow"])
def test_a_contested_answer(size: tuple[int, int], snap_compare: Compare) -> None:
    assert snap_compare(open_app(Role.REFERENT), terminal_size=size, run_before=after("5", "enter"))


def test_what_may_be_said_of_a_contested_answer(snap_compare: Compare) -> None:
    keys = ("5", "enter", "d", "x")
    assert snap_compare(open_app(Role.REFERENT), terminal_size=USUAL, run_before=after(*keys))
