import asyncio
from contextlib import aclosing

import pytest

from assistant.pipeline.events import Event, StepStarted, TurnEnded
from assistant.pipeline.running import RunningTurn
from tests.assistant.fakes import make_answer

ONE, TWO, THREE = StepStarted("one"), StepStarted("two"), StepStarted("three")
ENDED = TurnEnded(make_answer())
NEVER = 3600.0


async def read(running: RunningTurn, after: int = 0) -> list[tuple[int, Event]]:
    return [numbered async for numbered in running.follow(after)]


async def hang() -> None:
    await asyncio.Event().wait()


async def settle() -> None:
    """Let every task and timer that is due run."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_late_reader_sees_everything_from_the_start() -> None:
    running = RunningTurn("q", NEVER)
    for event in (ONE, TWO, ENDED):
        running.emit(event)
    assert await read(running) == [(1, ONE), (2, TWO), (3, ENDED)]
    assert running.answer is ENDED.answer
    assert len(running.moments) == 3
    assert running.moments == sorted(running.moments)


async def test_a_reader_that_comes_back_goes_on_after_what_it_has_seen() -> None:
    running = RunningTurn("q", NEVER)
    running.emit(ONE)
    running.emit(TWO)
    reader = asyncio.create_task(read(running, after=1))
    await settle()
    running.emit(ENDED)
    assert await reader == [(2, TWO), (3, ENDED)]


async def test_two_readers_see_the_same_whenever_they_come() -> None:
    running = RunningTurn("q", NEVER)
    first = asyncio.create_task(read(running))
    await settle()
    running.emit(ONE)
    second = asyncio.create_task(read(running))
    await settle()
    running.emit(TWO)
    running.emit(ENDED)
    assert await first == await second == [(1, ONE), (2, TWO), (3, ENDED)]


async def test_the_last_reader_that_leaves_stops_the_turn() -> None:
    running = RunningTurn("q", abandon_seconds=0.0)
    running.task = asyncio.create_task(hang())
    readers = [running.follow(), running.follow()]
    running.emit(ONE)
    for reader in readers:
        await anext(reader)
    await readers[0].aclose()
    await settle()
    assert not running.task.cancelling()
    await readers[1].aclose()
    await asyncio.wait([running.task])
    assert running.task.cancelled()


async def test_a_reader_that_comes_back_in_time_keeps_the_turn_going() -> None:
    running = RunningTurn("q", abandon_seconds=0.05)
    running.task = asyncio.create_task(hang())
    running.emit(ONE)
    async with aclosing(running.follow()) as reader:
        await anext(reader)
    async with aclosing(running.follow(after=1)) as reader:
        waiting = asyncio.ensure_future(anext(reader))
        await asyncio.sleep(0.15)  # three times what an absent reader is given
        assert not running.task.cancelling()
        running.emit(ENDED)
        assert await waiting == (2, ENDED)
    running.task.cancel()
    await asyncio.wait([running.task])


async def test_a_turn_that_nobody_begins_to_read_is_stopped() -> None:
    running = RunningTurn("q", abandon_seconds=0.0)
    running.task = asyncio.create_task(hang())
    running.watch()
    await asyncio.wait([running.task])
    assert running.task.cancelled()


async def test_a_turn_that_has_ended_is_left_alone() -> None:
    running = RunningTurn("q", abandon_seconds=0.0)
    running.task = asyncio.create_task(hang())
    running.watch()
    running.emit(ENDED)
    await read(running)
    await asyncio.sleep(0.01)
    assert not running.task.cancelling()
    running.task.cancel()
    await asyncio.wait([running.task])


async def test_closing_lets_every_reader_go_without_a_last_event() -> None:
    running = RunningTurn("q", NEVER)
    readers = [asyncio.create_task(read(running)) for _ in range(2)]
    await settle()
    running.emit(ONE)
    running.close()
    assert await asyncio.gather(*readers) == [[(1, ONE)], [(1, ONE)]]
    assert running.is_over
    assert await read(running) == [(1, ONE)]


@pytest.mark.parametrize("events", [(), (ONE, THREE)])
async def test_a_turn_without_an_end_has_no_answer(events: tuple[Event, ...]) -> None:
    running = RunningTurn("q", NEVER)
    for event in events:
        running.emit(event)
    with pytest.raises(LookupError):
        _ = running.answer


@pytest.mark.parametrize("after", [3, 99])
async def test_a_reader_that_comes_back_after_the_end_is_told_the_end_again(after: int) -> None:
    running = RunningTurn("q", NEVER)
    for event in (ONE, TWO, ENDED):
        running.emit(event)
    assert await read(running, after) == [(3, ENDED)]


@pytest.mark.parametrize("after", [0, 3])
async def test_a_turn_that_was_closed_before_its_first_event_lets_its_readers_go(after: int) -> None:
    running = RunningTurn("q", NEVER)
    running.close()
    assert await read(running, after) == []


async def test_a_number_below_the_first_event_means_from_the_start() -> None:
    running = RunningTurn("q", NEVER)
    for event in (ONE, TWO, ENDED):
        running.emit(event)
    assert await read(running, after=-2) == [(1, ONE), (2, TWO), (3, ENDED)]
