"""The steps of the speed of reading aloud."""

from itertools import pairwise

import pytest

from assistant.messages.catalogue import read_messages
from assistant.speed import FASTEST, FIRST_RATE, RATES, SLOWEST, faster_than, slower_than
from assistant.vocabulary import Language
from models.speech.synthesizer import FASTEST_RATE, SLOWEST_RATE


def test_every_step_down_is_a_step_back_up_and_the_ends_hold() -> None:
    assert FIRST_RATE in RATES
    for below, above in pairwise(RATES):
        assert (slower_than(above), faster_than(below)) == (below, above)
    assert (slower_than(SLOWEST), faster_than(FASTEST)) == (SLOWEST, FASTEST)


@pytest.mark.parametrize(("rate", "slower", "faster"), [(131, 130, 150), (85, 80, 90), (229, 210, 230)])
def test_a_speed_between_two_steps_goes_to_the_next(rate: int, slower: int, faster: int) -> None:
    assert (slower_than(rate), faster_than(rate)) == (slower, faster)


def test_the_engines_take_every_step() -> None:
    assert SLOWEST_RATE <= SLOWEST
    assert FASTEST <= FASTEST_RATE


@pytest.mark.parametrize("language", Language)
def test_each_step_has_a_name_of_its_own(language: Language) -> None:
    names = [read_messages().text(f"voice.speed.at_{rate}", language) for rate in RATES]
    assert len(set(names)) == len(RATES)
