"""Which agents are there: said by themselves, believed for a while, and kept in memory alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

from assistant.vocabulary import Presence

LONGEST_COMMENT = 120
"""Characters."""


@dataclass(frozen=True, slots=True)
class Present:
    """What an agent said of themselves."""

    presence: Presence = Presence.AVAILABLE
    comment: str = ""


@dataclass(slots=True)
class _Seen:
    at: float
    streams: int = 0


class PresenceBoard:
    """Lives in one event loop. Whoever asks nothing for a while, and follows no events, is no longer there.

    A server that has just started has seen nobody: for ``seconds`` it takes nobody for gone for good.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._started = clock()
        self._said: dict[str, Present] = {}
        self._seen: dict[str, _Seen] = {}

    def see(self, account: str) -> bool:
        """The agent has just asked for something. Returns whether they were not there before."""
        is_back = not self.is_there(account)
        streams = self._seen[account].streams if account in self._seen else 0
        self._seen[account] = _Seen(self._clock(), streams)
        return is_back

    def arrive(self, account: str) -> None:
        """The agent follows the events: there until :meth:`leave`."""
        self.see(account)
        self._seen[account].streams += 1

    def leave(self, account: str) -> None:
        """A stream was cut; one that outlived a signing out changes nothing."""
        if (seen := self._seen.get(account)) is not None and seen.streams:
            seen.streams -= 1
            seen.at = self._clock()

    def say(self, account: str, presence: Presence, comment: str) -> None:
        """Raises nothing: a comment is one line, cut where it is too long."""
        self._said[account] = Present(presence, " ".join(comment.split())[:LONGEST_COMMENT])
        self.see(account)

    def sign_out(self, account: str) -> None:
        """Not there any more, and nothing said is kept."""
        self._seen.pop(account, None)
        self._said.pop(account, None)

    def of(self, account: str) -> Present:
        """What the agent said; away when not there."""
        said = self._said.get(account, Present())
        return said if self.is_there(account) else Present(Presence.AWAY, said.comment)

    def is_there(self, account: str) -> bool:
        seen = self._seen.get(account)
        return seen is not None and (seen.streams > 0 or self._clock() - seen.at < self._seconds)

    def gone_for(self, account: str) -> float:
        """Seconds since the agent was last there; since the start for one that was never seen."""
        if self.is_there(account):
            return 0.0
        return self._clock() - (self._seen[account].at if account in self._seen else self._started)

    def there(self) -> Mapping[str, Present]:
        """Every agent who is there."""
        return {account: self.of(account) for account in tuple(self._seen) if self.is_there(account)}

    def count_available(self) -> int:
        return sum(present.presence is Presence.AVAILABLE for present in self.there().values())
