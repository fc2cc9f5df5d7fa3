"""Slows guessing down: growing delays by account and by address, in the memory of the server.

Nobody is locked out for ever. Delays have a limit; the one of an account is shorter than the one of an address, so that
whoever guesses from one place waits longer than the colleague whose name is guessed; and an address from which the
account has signed in before answers only for its own mistakes on that account.
"""

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from assistant.errors import AccountRefused
from assistant.vocabulary import AccountRefusal

_MOST_KEPT = 20_000
"""Accounts and addresses that are counted; past it the ones that failed longest ago are forgotten."""
_FORGOTTEN_SECONDS = 3600.0
"""Failures are forgotten after this time without another."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How the delay of one kind of count grows."""

    free: int
    """Failures that cost nothing: people mistype."""
    longest_seconds: float

    def delay(self, failures: int) -> float:
        """Seconds to wait after so many failures: 1, 2, 4… past the free ones, up to the longest."""
        beyond = failures - self.free
        return 0.0 if beyond <= 0 else min(self.longest_seconds, 2.0 ** min(beyond - 1, 30))


ACCOUNT_PATIENCE = Patience(free=4, longest_seconds=60.0)
ADDRESS_PATIENCE = Patience(free=10, longest_seconds=900.0)


@dataclass(slots=True)
class _Count:
    failures: int = 0
    failed_at: float = 0.0
    opens_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try that was let through and counted as failed until it is forgiven."""

    account_key: tuple[str, str]
    address_key: tuple[str, str] | None


class Attempts:
    """Lives in one event loop. An attempt counts before its password is checked, so that many at once gain nothing."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._counts: OrderedDict[tuple[str, str], _Count] = OrderedDict()

    def begin(self, name: str, address: str, *, is_familiar: bool) -> Attempt:
        """Let a try through. Raises :class:`AccountRefused` with the seconds to wait; such a try is not counted."""
        attempt = Attempt((name, address), None) if is_familiar else Attempt((name, ""), ("", address))
        wait = max((self._wait(key) for key in _keys(attempt)), default=0.0)
        if wait > 0:
            raise AccountRefused(AccountRefusal.TOO_MANY_ATTEMPTS, retry_after_seconds=math.ceil(wait))
        self._count(attempt.account_key, ACCOUNT_PATIENCE)
        if attempt.address_key:
            self._count(attempt.address_key, ADDRESS_PATIENCE)
        return attempt

    def forgive(self, attempt: Attempt) -> None:
        """The password was right. The account starts anew; the address only gets this one try back, so that whoever has
        one account gains nothing for guessing others."""
        self._counts.pop(attempt.account_key, None)
        count = self._counts.get(attempt.address_key) if attempt.address_key else None
        if count:
            count.failures -= 1
            count.opens_at = self._clock()

    def _wait(self, key: tuple[str, str]) -> float:
        count = self._counts.get(key)
        return count.opens_at - self._clock() if count else 0.0

    def _count(self, key: tuple[str, str], patience: Patience) -> None:
        now = self._clock()
        count = self._counts.pop(key, None)
        if count is None or now - count.failed_at > _FORGOTTEN_SECONDS:
            count = _Count()
        count.failures += 1
        count.failed_at = now
        count.opens_at = now + patience.delay(count.failures)
        self._counts[key] = count
        while len(self._counts) > _MOST_KEPT:
            self._counts.popitem(last=False)


def _keys(attempt: Attempt) -> list[tuple[str, str]]:
    return [attempt.account_key, *([attempt.address_key] if attempt.address_key else [])]


def name_address(host: str) -> str:
    """What counts as one address: an IPv4 address, or the network of 64 bits that one subscriber gets in IPv6."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
