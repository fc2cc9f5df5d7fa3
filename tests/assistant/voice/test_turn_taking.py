"""Where a turn begins and ends in a stream of sound."""

import numpy as np
import pytest

from assistant.voice.turn_taking import (
    AFTER_OUR_QUESTION,
    FRAME_SECONDS,
    QUICK,
    TAKE_YOUR_TIME,
    Heard,
    Patience,
    TurnTaker,
)
from models.speech.audio import decode

RATE = 8000
RANDOM = np.random.default_rng(3)


def sound(seconds: float, level: float) -> bytes:
    """Noise: what matters here is how loud it is."""
    return (RANDOM.normal(0, level, int(seconds * RATE)) * 32767).astype("<i2").tobytes()


def room(seconds: float) -> bytes:
    return sound(seconds, 0.0008)


def voice(seconds: float) -> bytes:
    return sound(seconds, 0.08)


def follow(taker: TurnTaker, pcm: bytes) -> list[tuple[float, Heard]]:
    """What changed, and at which second, until the turn is over."""
    size = taker.frame_bytes
    changes: list[tuple[float, Heard]] = []
    for number, place in enumerate(range(0, len(pcm) - size + 1, size), start=1):
        heard = taker.take(pcm[place : place + size])
        if heard is not Heard.NOTHING:
            changes.append((number * FRAME_SECONDS, heard))
        if heard in (Heard.ENDED, Heard.SILENCE):
            break
    return changes


def test_a_turn_is_cut_out_of_the_silence_around_it() -> None:
    taker = TurnTaker(RATE)
    taker.begin(QUICK)
    changes = follow(taker, room(2) + voice(3) + room(1.02))
    assert [heard for _, heard in changes] == [Heard.BEGAN, Heard.ENDED]
    (began, _), (ended, _) = changes
    assert began == pytest.approx(2 + QUICK.onset, abs=0.04)
    assert ended == pytest.approx(5 + QUICK.pause, abs=0.04)
    clip = decode(taker.clip().data, most_seconds=60)
    assert len(clip) / 16_000 == pytest.approx(0.4 + 3 + QUICK.pause, abs=0.1)


def test_a_knock_is_no_turn_and_interrupts_nobody() -> None:
    taker = TurnTaker(RATE)
    assert follow(taker, room(1) + voice(0.1) + room(2)) == []


def test_a_hesitation_does_not_end_a_turn() -> None:
    taker = TurnTaker(RATE)
    changes = follow(taker, room(1) + voice(1) + room(0.8) + voice(1) + room(1.1))
    assert [heard for _, heard in changes] == [Heard.BEGAN, Heard.ENDED]
    assert changes[1][0] > 4.5


@pytest.mark.parametrize(("patience", "pause"), [(QUICK, 1.0), (AFTER_OUR_QUESTION, 2.0), (TAKE_YOUR_TIME, 3.0)])
def test_people_who_think_are_given_time(patience: Patience, pause: float) -> None:
    taker = TurnTaker(RATE)
    taker.begin(patience)
    ended = follow(taker, room(1) + voice(1) + room(3.1))[-1]
    assert ended[1] is Heard.ENDED
    assert ended[0] == pytest.approx(2 + pause, abs=0.05)


def test_when_nobody_speaks_it_is_told_once_the_time_is_over() -> None:
    taker = TurnTaker(RATE)
    [(at, heard)] = follow(taker, room(QUICK.nothing))
    assert heard is Heard.SILENCE
    assert at == pytest.approx(QUICK.nothing, abs=0.05)


def test_a_turn_without_end_is_cut() -> None:
    taker = TurnTaker(RATE, Patience(longest=5))
    at, heard = follow(taker, voice(6))[1]
    assert heard is Heard.ENDED
    assert at == pytest.approx(5, abs=0.1)


def test_a_noisy_room_is_learned() -> None:
    taker = TurnTaker(RATE)
    hall = sound(8, 0.002)
    assert all(heard is not Heard.ENDED for _, heard in follow(taker, hall))
    taker.begin(QUICK)
    changes = follow(taker, sound(1, 0.002) + voice(1) + sound(1.1, 0.002))
    assert [heard for _, heard in changes] == [Heard.BEGAN, Heard.ENDED]


def test_each_turn_has_its_own_recording() -> None:
    taker = TurnTaker(RATE)
    follow(taker, room(1) + voice(3) + room(1.02))
    taker.begin(QUICK)
    follow(taker, room(1) + voice(1) + room(1.02))
    assert len(decode(taker.clip().data, most_seconds=60)) / 16_000 < 3
