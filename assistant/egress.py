"""Which addresses this process may connect to: those that are configured, and no other. Imports nothing of ours.

:func:`close_network` puts an audit hook in place, which nothing can take out again. It sees what Python code asks of
its sockets; native code (llama.cpp, Chroma, tantivy, libpq) passes beside it: the service's own rules hold that
(docs/network.md).
"""

import ipaddress
import logging
import socket
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

_log = logging.getLogger(__name__)

_PORTS = {"http": 80, "https": 443, "postgresql": 5432, "mysql": 3306, "mariadb": 3306}
_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_RESOLVING = frozenset({"socket.getaddrinfo", "socket.gethostbyname"})
_NAMING = frozenset({"socket.gethostbyaddr", "socket.getnameinfo"})
_FAMILIES = frozenset({-1, socket.AF_UNIX, socket.AF_INET, socket.AF_INET6})
"""-1: the family of a descriptor that is already open."""
_MOST_REMEMBERED = 1000
"""Refused addresses that are each logged once; later ones are counted only."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A place that may be connected to."""

    host: str
    """A name, a numeric address, or « .example.org » for every name under it. Small letters."""
    port: int

    def has_name(self, host: str) -> bool:
        return host == self.host or (self.host.startswith(".") and host.endswith(self.host))


def destination_of(url: str) -> Destination | None:
    """Where a URL leads; None for one without a host (a SQLite file, a Unix socket)."""
    parts = urlsplit(url)
    if not parts.hostname:
        return None
    scheme = parts.scheme.partition("+")[0]
    return Destination(_plain(parts.hostname), parts.port or _PORTS.get(scheme, 443))


@dataclass(slots=True)
class _Doors:
    """What is open in this process. One thread may open while another connects."""

    is_watched: bool = False
    allowed: list[Destination] = field(default_factory=list)
    resolved: dict[str, set[Destination]] = field(default_factory=dict)
    """Numeric addresses that the name of an allowed destination led to."""
    refused: int = 0
    told: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def lets_connect(self, host: str, port: int) -> bool:
        known = self.resolved.get(host, ())
        return any(
            to.port == port and (to.has_name(host) or to in known)
            for to in tuple(self.allowed)  # a copy: another thread may close one meanwhile
        )

    def lets_resolve(self, host: str) -> bool:
        return any(to.has_name(host) for to in tuple(self.allowed))

    def remember(self, host: str, addresses: Iterable[str]) -> None:
        """What an allowed name led to may be connected to, on the ports of that name."""
        meant = [to for to in tuple(self.allowed) if to.has_name(host)]
        with self.lock:
            for address in addresses:
                self.resolved.setdefault(address, set()).update(meant)

    def refuse(self, where: str) -> PermissionError:
        with self.lock:
            self.refused += 1
            is_new = where not in self.told and len(self.told) < _MOST_REMEMBERED
            if is_new:
                self.told.add(where)
        if is_new:  # before anything is logged: a log that is sent elsewhere must not call itself for ever
            _log.warning("Refused: a connection to %s, which is not configured.", where)
        return PermissionError(f"No connection to {where}: it is not configured (docs/network.md).")


_doors = _Doors()


def close_network() -> None:
    """Refuse every connection of this process but those that :func:`allow` names, before or after. Idempotent.

    Takes nothing and gives nothing, so that a pool of processes can call it in each of them.
    """
    if _doors.is_watched:
        return
    _doors.is_watched = True
    socket.getaddrinfo = _remembering(socket.getaddrinfo)
    sys.addaudithook(_watch)


def allow(*destinations: Destination | None) -> None:
    """Let this process connect to these from now on."""
    _doors.allowed.extend(to for to in destinations if to is not None)


@contextmanager
def reaching(*destinations: Destination | None) -> Iterator[None]:
    """Let this process connect to these for the time of the block."""
    opened = [to for to in destinations if to is not None]
    _doors.allowed.extend(opened)
    try:
        yield
    finally:
        for to in opened:
            _doors.allowed.remove(to)


def refused_connections() -> int:
    """How many connections of this process were refused since it started."""
    return _doors.refused


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Raises :class:`PermissionError` for a connection that is not configured."""
    if not event.startswith("socket."):
        return
    if event in _CONNECTING:
        _check_connection(arguments[0], arguments[1])
    elif event in _RESOLVING:
        _check_name(_plain(arguments[0]))
    elif event in _NAMING:
        address = arguments[0]
        host = _plain(address[0] if isinstance(address, tuple) else address)
        if not _doors.lets_resolve(host):  # the name of a number is asked of a server too
            raise _doors.refuse(host)
    elif event == "socket.__new__" and arguments[1] not in _FAMILIES:
        # raw frames, another machine beside this one: they leave without an address that could be read here
        raise _doors.refuse(f"a socket of family {int(arguments[1])}")


def _check_connection(opened: socket.socket, address: object) -> None:
    if opened.family == socket.AF_UNIX or address is None:  # None: sent over a connection that was let through
        return
    if not (isinstance(address, tuple) and len(address) >= 2):
        raise _doors.refuse("an address of an unknown shape")
    host, port = _plain(address[0]), address[1]
    if not _doors.lets_connect(host, port):
        raise _doors.refuse(f"{host}:{port}")


def _check_name(host: str) -> None:
    """A number asks nobody anything: connecting to it is what counts."""
    if host and not _is_number(host) and not _doors.lets_resolve(host):
        raise _doors.refuse(host)


def _remembering(resolve: Any) -> Any:
    """``socket.getaddrinfo``, remembering where an allowed name led."""

    def getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
        found = resolve(host, *arguments, **named)
        name = _plain(host)
        if name and _doors.lets_resolve(name):
            _doors.remember(name, [_plain(entry[4][0]) for entry in found])
        return found

    return getaddrinfo


def _plain(host: object) -> str:
    """A host as it is compared: small letters, an IPv4 address as such where IPv6 wraps it."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host or "")
    text = text.lower().rstrip(".")
    try:
        number = ipaddress.ip_address(text)
    except ValueError:
        return text
    wrapped = getattr(number, "ipv4_mapped", None)
    return str(wrapped or number)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
