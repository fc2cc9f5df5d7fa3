"""What the language model has read and may read again for somebody else: beginnings of prompts, public text only."""

from collections.abc import Sequence
from typing import Final, NamedTuple

_ROOM: Final = 128 * 2**20


class Beginning(NamedTuple):
    """A beginning that was found: how much of it serves, and the state after all of it."""

    length: int
    state: bytes


class PrefixStore:
    """States by the tokens that led to them, the least recently used forgotten first.

    The caller sees to it that no token of a private text comes in here.
    """

    def __init__(self, *, grain: int, room: int = _ROOM) -> None:
        """Beginnings serve by whole multiples of ``grain`` tokens; their states take at most ``room`` bytes."""
        self._grain = grain
        self._room = room
        self._states: dict[tuple[int, ...], bytes] = {}

    def covers(self, tokens: Sequence[int]) -> bool:
        """Whether a state of these tokens, or of more, is kept."""
        return any(known[: len(tokens)] == tuple(tokens) for known in self._states)

    def add(self, tokens: Sequence[int], state: bytes) -> None:
        """Keep ``state``, and drop the states of shorter beginnings of the same tokens."""
        added = tuple(tokens)
        self._states = {known: kept for known, kept in self._states.items() if added[: len(known)] != known}
        self._states[added] = state
        while sum(map(len, self._states.values())) > self._room:
            del self._states[next(iter(self._states))]

    def find(self, prompt: Sequence[int], most: int) -> Beginning:
        """The kept beginning that spares the most of the first ``most`` tokens of ``prompt``; length 0 when none."""
        best = max(self._states, key=lambda known: common_length(known, prompt), default=())
        length = min(common_length(best, prompt), most)
        length -= length % self._grain
        if not length:
            return Beginning(0, b"")
        self._states[best] = self._states.pop(best)
        return Beginning(length, self._states[best])


def common_length(left: Sequence[int], right: Sequence[int]) -> int:
    """Length of the longest common beginning."""
    return next((at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
