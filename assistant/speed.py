"""How fast answers are read aloud, and the steps between: the same in a spoken conversation and on the page."""

from typing import Final

RATES: Final = (80, 90, 110, 130, 150, 170, 190, 210, 230)
"""In espeak's words a minute; 130 is 171 real words of French."""
FIRST_RATE: Final = 130
"""Before anybody chose: a calm voice."""
SLOWEST: Final = RATES[0]
FASTEST: Final = RATES[-1]


def slower_than(rate: int) -> int:
    """The step below; the same at the slowest."""
    return max((step for step in RATES if step < rate), default=rate)


def faster_than(rate: int) -> int:
    """The step above; the same at the fastest."""
    return min((step for step in RATES if step > rate), default=rate)
