"""Asks the addresses of a base's pages whether they still answer: on command, slowly, and nobody else."""

import hashlib
import ipaddress
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

import httpx
from sqlalchemy import Engine, delete, insert, select

from assistant.conversation.database import writing
from assistant.conversation.tables import link_checks
from assistant.egress import Destination
from knowledge.documents import DocumentStore

_SECONDS_BETWEEN = 1.0
"""Between two requests to one host: a publisher's site is asked no faster than a person reads."""
_TIMEOUT = httpx.Timeout(20.0, connect=10.0)
_MOST_REDIRECTS = 5
_PORTS = {"http": 80, "https": 443}
_AGENT = "parvis-links (checks the links of pages, on an administrator's command)"
_GONE = frozenset({404, 410})
_HEAD_REFUSED = frozenset({403, 405, 501})


class LinkOutcome(StrEnum):
    """What an address answered."""

    ALIVE = "alive"
    MOVED = "moved"
    """It leads to a host that no page names: nobody went there."""
    DEAD = "dead"
    """It says that there is nothing there."""
    UNREACHABLE = "unreachable"
    """Nothing came, or a mistake of the site: it may be alive tomorrow."""


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """An address, and what it answered last."""

    url: str
    outcome: LinkOutcome
    status: int
    """Of HTTP; 0 when nothing came."""
    leads_to: str
    """Where it leads now, when that is elsewhere."""
    checked_at: datetime


def addresses_of(store: DocumentStore) -> dict[str, tuple[str, ...]]:
    """Each address that the pages give, theirs included, with the ids of the pages that give it."""
    holders: dict[str, dict[str, None]] = {}
    for _, document in store.all_documents():
        for url in (document.url, *(action.url for action in document.actions)):
            if may_be_asked(url):
                holders.setdefault(url.partition("#")[0], {})[document.id] = None
    return {url: tuple(pages) for url, pages in sorted(holders.items())}


def may_be_asked(url: str) -> bool:
    """Whether it is a public address of the web. A page must not make this machine knock on its own network."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in _PORTS or parts.username is not None or port not in (None, _PORTS[parts.scheme]):
        return False
    return "." in host and not _is_number(host) and not host.endswith((".local", ".internal", ".localhost", ".lan"))


def destinations_of(urls: Iterable[str]) -> frozenset[Destination]:
    """The hosts that a check may reach, and no other."""
    return frozenset(
        Destination((parts.hostname or "").rstrip("."), _PORTS[parts.scheme]) for parts in map(urlsplit, urls)
    )


class LinkStore:
    """Owns the table ``link_checks``. Synchronous."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def known(self) -> dict[str, CheckedLink]:
        """What each address answered last."""
        with self._engine.connect() as connection:
            return {
                row.url: CheckedLink(row.url, LinkOutcome(row.outcome), row.status, row.leads_to, row.checked_at)
                for row in connection.execute(select(link_checks))
            }

    def keep(self, link: CheckedLink) -> None:
        """In place of what it answered before; on the disk when the call returns."""
        key = hashlib.sha256(link.url.encode()).hexdigest()
        with writing(self._engine) as connection:
            connection.execute(delete(link_checks).where(link_checks.c.url_sha256 == key))
            connection.execute(
                insert(link_checks).values(
                    url_sha256=key,
                    url=link.url,
                    outcome=link.outcome.value,
                    status=link.status,
                    leads_to=link.leads_to,
                    checked_at=link.checked_at,
                )
            )


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """One run over some addresses. It may be stopped at any moment: what was asked is kept."""

    client: httpx.Client
    """Follows nothing by itself; made by :func:`open_client`."""
    store: LinkStore
    hosts: Collection[Destination]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    seconds_between: float = _SECONDS_BETWEEN

    def run(self, urls: Iterable[str], *, fresh_for: timedelta, most: int | None = None) -> Iterator[CheckedLink]:
        """Asks those that were not asked within ``fresh_for``, at most ``most`` of them, hosts taking turns."""
        known = self.store.known()
        oldest = self.clock() - fresh_for
        due = [url for url in urls if url not in known or known[url].checked_at < oldest]
        last: dict[str, float] = {}
        spent = 0.0
        for url in _take_turns(due)[:most]:
            host = urlsplit(url).hostname or ""
            wait = self.seconds_between - (spent - last[host]) if host in last else 0.0
            if wait > 0:
                self.sleep(wait)
                spent += wait
            started = time.monotonic()
            link = self.ask(url)
            spent += time.monotonic() - started
            last[host] = spent
            self.store.keep(link)
            yield link

    def ask(self, url: str) -> CheckedLink:
        """What one address answers, following it while it stays on the hosts of the pages."""
        here = url
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                response = self._request(here)
                target = urljoin(here, response.headers.get("Location", "")) if response.is_redirect else ""
                if not target:
                    return self._tell(url, here, response.status_code)
                if not self._may_follow(target):
                    return CheckedLink(url, LinkOutcome.MOVED, response.status_code, target, self.clock())
                here = target
        except (httpx.HTTPError, httpx.InvalidURL, PermissionError, OSError, ValueError):
            return CheckedLink(url, LinkOutcome.UNREACHABLE, 0, "", self.clock())
        return CheckedLink(url, LinkOutcome.UNREACHABLE, 0, here, self.clock())

    def _request(self, url: str) -> httpx.Response:
        """The head alone; the beginning of the page where a site refuses to give a head."""
        response = self.client.head(url)
        if response.status_code not in _HEAD_REFUSED:
            return response
        with self.client.stream("GET", url) as whole:
            return whole

    def _may_follow(self, url: str) -> bool:
        return may_be_asked(url) and destinations_of([url]) <= frozenset(self.hosts)

    def _tell(self, url: str, here: str, status: int) -> CheckedLink:
        if status in _GONE:
            outcome = LinkOutcome.DEAD
        elif status < 400:
            outcome = LinkOutcome.ALIVE
        else:
            outcome = LinkOutcome.UNREACHABLE
        return CheckedLink(url, outcome, status, "" if here == url else here, self.clock())


def open_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """Carries no cookie and no address of whoever hosts the assistant."""
    return httpx.Client(transport=transport, timeout=_TIMEOUT, follow_redirects=False, headers={"User-Agent": _AGENT})


def _take_turns(urls: Iterable[str]) -> list[str]:
    """One address of each host, then the next of each: no host waits for another and none is asked in a row."""
    by_host: dict[str, list[str]] = {}
    for url in urls:
        by_host.setdefault(urlsplit(url).hostname or "", []).append(url)
    rounds = max(map(len, by_host.values()), default=0)
    return [listed[turn] for turn in range(rounds) for listed in by_host.values() if turn < len(listed)]


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
