"""Events through breaks, restarts and the end of a session."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from tests.tui.fake_server import ME, PASSWORD, FakeServer
from tui.desk import Desk
from tui.following import PAUSES, Barred, Connected, Happening, Lost, SessionOver, Told, follow


class Clock:
    """Time that passes only in pauses."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def happenings(desk: Desk, clock: Clock) -> AsyncGenerator[AsyncGenerator[Happening, None], None]:
    await desk.client.sign_in(ME, PASSWORD)
    stream = follow(desk.client, clock.pause, clock)
    yield stream
    await stream.aclose()


async def test_an_event_is_told_as_it_comes(happenings: AsyncGenerator[Happening, None], server: FakeServer) -> None:
    assert await anext(happenings) == Connected(is_resumed=False)
    server.add_case("c-new", "Une question")
    told = await anext(happenings)
    assert isinstance(told, Told)
    assert (told.name, told.event.case_id, told.event.is_new) == ("case", "c-new", True)


async def test_pauses_grow_while_the_server_is_away_and_start_over_afterwards(
    happenings: AsyncGenerator[Happening, None], server: FakeServer, clock: Clock
) -> None:
    await anext(happenings)
    server.stop()
    told = [await anext(happenings) for _ in range(len(PAUSES) + 2)]
    assert [lost.retry_seconds for lost in told if isinstance(lost, Lost)] == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    server.start()
    assert await anext(happenings) == Connected(is_resumed=False)
    clock.now += 60
    server.stop()
    lost = await anext(happenings)
    assert isinstance(lost, Lost)
    assert lost.retry_seconds == PAUSES[0]


async def test_what_happened_during_a_break_is_told_after_it(
    happenings: AsyncGenerator[Happening, None], server: FakeServer
) -> None:
    await anext(happenings)
    server.add_case("c-1", "Avant")
    await anext(happenings)
    server.stop()
    await anext(happenings)
    server.add_case("c-2", "Pendant")
    server.start()
    assert isinstance(await anext(happenings), Connected)
    told = await anext(happenings)
    assert isinstance(told, Told)
    assert told.event.case_id == "c-2"


async def test_a_stream_that_ends_after_a_long_life_is_opened_again_without_a_word(
    happenings: AsyncGenerator[Happening, None], server: FakeServer, clock: Clock
) -> None:
    await anext(happenings)
    clock.now += 60
    server.stop()
    server.start()
    assert await anext(happenings) == Connected(is_resumed=False)
    assert clock.pauses == []


async def test_a_reset_asks_for_everything_again(
    happenings: AsyncGenerator[Happening, None], server: FakeServer
) -> None:
    await anext(happenings)
    server.reset()
    assert await anext(happenings) == Connected(is_resumed=False)


async def test_after_the_end_of_the_session_nothing_is_asked_before_a_sign_in(
    happenings: AsyncGenerator[Happening, None], server: FakeServer, desk: Desk, clock: Clock
) -> None:
    await anext(happenings)
    server.expire()
    clock.now += 60
    server.stop()
    server.start()
    assert await anext(happenings) == SessionOver()
    asked = len(server.asked)
    waiting = asyncio.ensure_future(anext(happenings))
    for _ in range(10):
        await asyncio.sleep(0)
    assert len(server.asked) == asked
    await desk.client.sign_in(ME, PASSWORD)
    assert isinstance(await waiting, Connected)


async def test_an_account_that_may_not_listen_is_told_so_once(
    happenings: AsyncGenerator[Happening, None], server: FakeServer
) -> None:
    server.bars_events = True
    assert await anext(happenings) == Barred("Votre compte n'a pas le rôle nécessaire.")
    with pytest.raises(StopAsyncIteration):
        await anext(happenings)
