"""Which requests are taken at all: those of our own pages and of programs, under the names that we are known by.

No cookie says who somebody is, so another site's page gains nothing by sending a request in a person's name; it is
refused all the same, before it costs anything.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.requests import Request

from assistant.errors import RequestRefused
from assistant.vocabulary import RequestRefusal

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_OURS = frozenset({"same-origin", "none"})
"""What a browser says of a request that our own page, or the person, has made."""
_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Admission:
    """Decides on the headers of a request alone."""

    def __init__(self, hosts: Collection[str] = ()) -> None:
        """``hosts``: the names that we are known by; empty for any."""
        self._hosts = frozenset(host.lower() for host in hosts)

    def check(self, request: Request) -> None:
        """Raises :class:`RequestRefused`."""
        host = request.headers.get("host", "").lower()
        if self._hosts and _name_of(host) not in self._hosts | _THIS_MACHINE:
            raise RequestRefused(RequestRefusal.UNKNOWN_HOST)
        if request.method not in _READING and not self._is_from_us(request, host):
            raise RequestRefused(RequestRefusal.CROSS_SITE)

    def _is_from_us(self, request: Request, host: str) -> bool:
        """A browser says where a request comes from, in one of two headers; a program or an old browser in none.

        Our own pages send « null » as their origin, since they ask for no referrer: where that is all there is
        (HTTP without encryption), it says nothing.
        """
        if site := request.headers.get("sec-fetch-site"):
            return site in _OURS
        origin = request.headers.get("origin", "null")
        sender = urlsplit(origin.lower()).netloc
        return origin == "null" or sender == host or _name_of(sender) in self._hosts


def _name_of(host: str) -> str:
    """The name in a ``Host`` header, without the port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
