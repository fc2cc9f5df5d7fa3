"""Links are asked on command, slowly, on the hosts of the pages alone, and a stopped check goes on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from assistant.egress import Destination
from assistant.keepers.links import (
    CheckedLink,
    LinkCheck,
    LinkOutcome,
    LinkStore,
    addresses_of,
    destinations_of,
    may_be_asked,
    open_client,
)
from knowledge.documents import DocumentStore
from knowledge.versions import DOCUMENTS_FILE, version_folder
from tests.assistant.validated.conftest import publish_pages

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MONTH = timedelta(days=30)
HOSTS = frozenset({Destination("a.example.fr", 443), Destination("b.example.fr", 443)})
Reply = Callable[[httpx.Request], httpx.Response]


class Site:
    """Answers in place of the web, and remembers what it was asked."""

    def __init__(self, reply: Reply) -> None:
        self.asked: list[tuple[str, str]] = []
        self._reply = reply

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.method, str(request.url)))
        return self._reply(request)


def status(code: int, **headers: str) -> Reply:
    return lambda _request: httpx.Response(code, headers=headers)


def make_check(engine: Engine, site: Site, *, pauses: list[float] | None = None) -> LinkCheck:
    waited: list[float] = pauses if pauses is not None else []
    client = open_client(httpx.MockTransport(site))
    return LinkCheck(client, LinkStore(engine), HOSTS, clock=lambda: NOW, sleep=waited.append)


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (status(200), LinkOutcome.ALIVE),
        (status(404), LinkOutcome.DEAD),
        (status(410), LinkOutcome.DEAD),
        (status(500), LinkOutcome.UNREACHABLE),
        (status(429), LinkOutcome.UNREACHABLE),
        (status(301, Location="https://elsewhere.example.com/"), LinkOutcome.MOVED),
        (status(302, Location="http://127.0.0.1/admin"), LinkOutcome.MOVED),
        (status(302, Location="file:///etc/passwd"), LinkOutcome.MOVED),
        (status(302, Location="https://a.example.fr/"), LinkOutcome.UNREACHABLE),  # in a ring
    ],
)
def test_an_address_is_told_by_what_it_answers(engine: Engine, reply: Reply, outcome: LinkOutcome) -> None:
    assert make_check(engine, Site(reply)).ask("https://a.example.fr/").outcome is outcome


def test_nobody_goes_to_a_host_that_no_page_names(engine: Engine) -> None:
    site = Site(status(301, Location="https://tracker.example.com/x"))
    link = make_check(engine, site).ask("https://a.example.fr/old")
    assert link.leads_to == "https://tracker.example.com/x"
    assert site.asked == [("HEAD", "https://a.example.fr/old")]


def test_a_redirection_among_the_pages_own_hosts_is_followed(engine: Engine) -> None:
    def reply(request: httpx.Request) -> httpx.Response:
        is_old = request.url.host == "a.example.fr"
        return httpx.Response(301, headers={"Location": "https://b.example.fr/new"}) if is_old else httpx.Response(200)

    link = make_check(engine, Site(reply)).ask("https://a.example.fr/old")
    assert (link.outcome, link.leads_to) == (LinkOutcome.ALIVE, "https://b.example.fr/new")


def test_a_site_that_gives_no_head_is_asked_for_the_page(engine: Engine) -> None:
    site = Site(lambda request: httpx.Response(405 if request.method == "HEAD" else 200))
    assert make_check(engine, site).ask("https://a.example.fr/").outcome is LinkOutcome.ALIVE
    assert [method for method, _ in site.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize("error", [httpx.ConnectTimeout("x"), PermissionError("closed"), OSError("x")])
def test_what_breaks_is_unreachable_and_not_dead(engine: Engine, error: Exception) -> None:
    def reply(_request: httpx.Request) -> httpx.Response:
        raise error

    assert make_check(engine, Site(reply)).ask("https://a.example.fr/").outcome is LinkOutcome.UNREACHABLE


def test_a_stopped_check_goes_on_and_asks_nothing_twice(engine: Engine) -> None:
    urls = [f"https://a.example.fr/{number}" for number in range(6)]
    first, second = Site(status(200)), Site(status(404))
    for number, _ in enumerate(make_check(engine, first).run(urls, fresh_for=MONTH), start=1):
        if number == 2:
            break
    assert [link.url for link in make_check(engine, second).run(urls, fresh_for=MONTH, most=3)] == urls[2:5]
    assert not {url for _, url in first.asked} & {url for _, url in second.asked}
    known = LinkStore(engine).known()
    assert [known[url].outcome for url in urls[:5]] == [LinkOutcome.ALIVE] * 2 + [LinkOutcome.DEAD] * 3


def test_an_answer_that_is_old_is_asked_again(engine: Engine) -> None:
    url = "https://a.example.fr/"
    LinkStore(engine).keep(CheckedLink(url, LinkOutcome.DEAD, 404, "", NOW - timedelta(days=31)))
    (link,) = make_check(engine, Site(status(200))).run([url], fresh_for=MONTH)
    assert LinkStore(engine).known() == {url: link}


def test_one_host_is_asked_no_faster_than_once_a_second_and_hosts_take_turns(engine: Engine) -> None:
    pauses: list[float] = []
    site = Site(status(200))
    urls = [f"https://{host}.example.fr/{number}" for host in "ab" for number in range(3)]
    list(make_check(engine, site, pauses=pauses).run(urls, fresh_for=MONTH))
    assert [url[8:9] + url[-1] for _, url in site.asked] == ["a0", "b0", "a1", "b1", "a2", "b2"]
    assert sum(pauses) == pytest.approx(2.0, abs=0.2)


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://www.example.fr/a?b=c", True),
        ("http://www.example.fr/", True),
        ("http://www.example.fr:8080/", False),
        ("https://127.0.0.1/", False),
        ("https://[::1]/", False),
        ("https://192.168.1.1/", False),
        ("https://routeur/", False),
        ("https://serveur.local/", False),
        ("https://someone:secret@www.example.fr/", False),
        ("ftp://www.example.fr/", False),
        ("mailto:port@example.fr", False),
        ("https://www.example.fr:port/", False),
        ("", False),
    ],
)
def test_a_page_cannot_make_the_machine_knock_on_its_own_network(url: str, may: bool) -> None:
    assert may_be_asked(url) is may


def test_the_addresses_of_a_base_are_its_pages_and_their_links(tmp_path: Path) -> None:
    version = publish_pages(tmp_path)
    store = DocumentStore(version_folder(tmp_path, "port", version) / DOCUMENTS_FILE, "port")
    holders = addresses_of(store)
    assert holders["https://www.example.fr/formulaire.pdf"] == ("F10",)
    assert any("F12" in pages for pages in holders.values())
    assert Destination("www.example.fr", 443) in destinations_of(holders)
