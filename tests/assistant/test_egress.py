"""What the closed network refuses, asked of real sockets in processes of their own: the hook cannot be taken out."""

import ast
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from assistant import egress
from assistant.artifacts.catalogue import read_catalogue
from assistant.artifacts.fetch import Fetcher
from assistant.artifacts.packages import run_command
from assistant.artifacts.types import WebAddress, ignore_progress
from assistant.egress import Destination, destination_of
from assistant.settings import Settings
from assistant.wiring import build_guards
from guards.personal_data.processes import FinderProcesses
from guards.types import GuardContext

ROOT = Path(__file__).parents[2]

OPENING = """
import json, socket, threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from assistant.egress import Destination, allow, close_network, reaching, refused_connections

listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]

def outcome(attempt):
    try:
        attempt()
    except PermissionError as error:
        return str(error)
    except OSError as error:
        return type(error).__name__
    return "let through"

def connect(host="127.0.0.1"):
    with socket.create_connection((host, port), timeout=5):
        pass
"""


def run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-c", OPENING + script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


REFUSED = {
    "connect": "socket.create_connection(('127.0.0.1', port))",
    "connect_ex": "socket.socket().connect_ex(('127.0.0.1', port))",
    "the type underneath": "__import__('_socket').socket().connect(('127.0.0.1', port))",
    "IPv6": "socket.socket(socket.AF_INET6).connect(('::1', port, 0, 0))",
    "IPv4 within IPv6": "socket.socket(socket.AF_INET6).connect(('::ffff:127.0.0.1', port, 0, 0))",
    "a short form of the number": "socket.socket().connect(('127.1', port))",
    "no host at all": "socket.socket().connect(('', port))",
    "sendto": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', port))",
    "sendmsg": "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('127.0.0.1', port))",
    "getaddrinfo": "socket.getaddrinfo('annuaire.example.org', 443)",
    "a name in bytes": "socket.getaddrinfo(b'annuaire.example.org', 443)",
    "gethostbyname": "socket.gethostbyname('annuaire.example.org')",
    "gethostbyname_ex": "socket.gethostbyname_ex('annuaire.example.org')",
    "gethostbyaddr": "socket.gethostbyaddr('127.0.0.1')",
    "getnameinfo": "socket.getnameinfo(('127.0.0.1', port), 0)",
    "another family": "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "a URL": "__import__('urllib.request').request.urlopen(f'http://127.0.0.1:{port}/')",
    "asyncio": "__import__('asyncio').run(__import__('asyncio').open_connection('127.0.0.1', port))",
    "httpx": "__import__('httpx').get(f'http://127.0.0.1:{port}/')",
}


@pytest.mark.parametrize("attempt", REFUSED.values(), ids=REFUSED)
def test_no_way_of_connecting_leads_anywhere(attempt: str) -> None:
    script = (
        "close_network()\n"
        f"try: {attempt}\n"
        "except Exception as error: pass\n"
        "listener.settimeout(0.1)\n"
        "try: listener.accept(); came = True\n"
        "except TimeoutError: came = False\n"
        "print(json.dumps([refused_connections(), came]))"
    )
    refused, came = json.loads(run(script).stdout)
    assert refused >= 1
    assert not came


def test_the_same_attempt_succeeds_where_nothing_is_closed() -> None:
    assert run("print(outcome(connect))").stdout.strip() == "let through"


def test_a_refusal_says_where_and_is_logged_once() -> None:
    script = "close_network()\nfor _ in range(3): print(outcome(connect))\nprint(refused_connections() == 3, port)"
    done = run(script)
    *texts, counted = done.stdout.splitlines()
    port = counted.split()[1]
    assert texts == [f"No connection to 127.0.0.1:{port}: it is not configured (docs/network.md)."] * 3
    assert counted.startswith("True")
    assert done.stderr.count(f"127.0.0.1:{port}") == 1


def test_a_configured_address_is_reached_on_its_own_port_alone() -> None:
    script = (
        "other = socket.create_server(('127.0.0.1', 0))\n"
        "allow(Destination('127.0.0.1', port))\n"
        "close_network()\n"
        "print(outcome(connect))\n"
        "port = other.getsockname()[1]\n"
        "print(outcome(connect))"
    )
    first, second = run(script).stdout.splitlines()
    assert first == "let through"
    assert second.startswith("No connection to 127.0.0.1:")


def test_a_configured_name_is_resolved_and_what_it_leads_to_is_reached() -> None:
    script = (
        "close_network()\n"
        "print(outcome(lambda: connect('localhost')))\n"
        "allow(Destination('localhost', port))\n"
        "print(outcome(lambda: connect('localhost')))"
    )
    first, second = run(script).stdout.splitlines()
    assert first.startswith("No connection to localhost")
    assert second == "let through"


def test_what_is_reached_for_a_time_is_closed_after_it() -> None:
    script = (
        "close_network()\n"
        "with reaching(Destination('localhost', port)): print(outcome(lambda: connect('localhost')))\n"
        "print(outcome(connect)[:13])"
    )
    assert run(script).stdout.splitlines() == ["let through", "No connection"]


def test_unix_sockets_and_accepting_are_no_way_out(tmp_path: Path) -> None:
    path = tmp_path / "s"
    script = (
        "import asyncio\n"
        "close_network()\n"
        f"local = socket.socket(socket.AF_UNIX); local.bind({str(path)!r}); local.listen()\n"
        f"print(outcome(lambda: socket.socket(socket.AF_UNIX).connect({str(path)!r})))\n"
        "asyncio.run(asyncio.sleep(0))\n"
        "print(refused_connections())"
    )
    assert run(script).stdout.splitlines() == ["let through", "0"]


def test_a_child_process_closes_its_own_network_by_the_same_call() -> None:
    script = (
        "import assistant.egress, _socket\n"
        "if __name__ == '__main__':\n"
        "    with ProcessPoolExecutor(1, get_context('spawn'), initializer=assistant.egress.close_network) as pool:\n"
        "        print(type(pool.submit(socket.create_connection, ('127.0.0.1', port)).exception()).__name__)"
    )
    assert run(script).stdout.strip() == "PermissionError"


def test_the_server_of_the_model_is_reached_because_the_settings_name_it() -> None:
    script = (
        "from assistant.settings import Settings\n"
        "from assistant.wiring import find_language_model\n"
        "close_network()\n"
        "print(outcome(connect)[:13])\n"
        "find_language_model(Settings(language_model={'model': f'http://127.0.0.1:{port}/v1'}))\n"
        "print(outcome(connect))"
    )
    assert run(script).stdout.splitlines() == ["No connection", "let through"]


def test_the_hosts_of_an_origin_are_reached_while_its_file_is_fetched(tmp_path: Path) -> None:
    hosts = ("editeur.example.org", "miroir.exemple.net", "exemple.net", "ailleurs.example.org")
    seen: list[list[bool]] = []

    def open_client() -> httpx.Client:
        seen.append([egress._doors.lets_resolve(host) for host in hosts])
        return httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=b"x")))

    origin = WebAddress("https://editeur.example.org/modele.gguf", (".exemple.net",))
    artifact = next(iter(read_catalogue("models").values()))
    Fetcher(run_command, open_client).fetch(artifact, origin, tmp_path, ignore_progress)
    assert seen == [[True, True, False, False]]
    assert not any(egress._doors.lets_resolve(host) for host in hosts)


def test_every_address_of_a_catalogue_may_be_fetched_and_names_where_it_leads() -> None:
    """A publisher that answers with a redirection elsewhere is named with where it leads."""
    origins = [o for leaf in ("models", "knowledge") for entry in read_catalogue(leaf).values() for o in entry.origins]
    addresses = [origin for origin in origins if isinstance(origin, WebAddress)]
    assert all((to := destination_of(origin.url)) and to.port == 443 for origin in addresses)
    assert all(origin.leads_to for origin in addresses if "//huggingface.co/" in origin.url)


@pytest.mark.parametrize(
    ("url", "destination"),
    [
        ("sqlite:////var/lib/parvis/conversations.sqlite", None),
        ("postgresql+psycopg:///parvis", None),
        ("postgresql+psycopg://parvis:secret@base.example.org/parvis", Destination("base.example.org", 5432)),
        ("http://10.0.0.5:8080/v1", Destination("10.0.0.5", 8080)),
        ("http://LLM.example.org/v1", Destination("llm.example.org", 80)),
        ("https://[2001:db8:0::1]/v1", Destination("2001:db8::1", 443)),
    ],
)
def test_a_url_gives_its_destination(url: str, destination: Destination | None) -> None:
    assert destination_of(url) == destination


@pytest.mark.parametrize(
    ("host", "held"),
    [("a.example.org", True), ("a.b.example.org", True), ("example.org", False), ("aexample.org", False)],
)
def test_a_leading_dot_means_every_name_under_it(host: str, held: bool) -> None:
    assert Destination(".example.org", 443).has_name(host) is held


def test_every_process_of_ours_closes_its_network_first() -> None:
    """The command line before it loads anything of ours, the workers of the models before they read an order."""
    for module, first in {
        "assistant/cli/start.py": "close_network",
        "assistant/cli/main.py": "close_network",
        "assistant/bench/bare.py": "close_network",
        "models/language/worker.py": "forbid_network",
        "models/embeddings/worker.py": "forbid_network",
    }.items():
        tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
        (main,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "main"]
        call = main.body[1]  # after the docstring
        assert isinstance(call, ast.Expr)
        assert ast.unparse(call) == f"{first}()", module


def test_the_workers_of_the_guard_refuse_connections_and_read() -> None:
    guards = build_guards(Settings(), None)
    try:
        finder = guards.personal_data._finder
        assert isinstance(finder, FinderProcesses)
        attempt = finder._pool.schedule(socket.create_connection, args=(("127.0.0.1", 9),))  # nobody listens there
        with pytest.raises(PermissionError, match=r"No connection to 127\.0\.0\.1:9"):
            attempt.result(60)
        verdict = guards.personal_data.check("Je m'appelle Fatoumata Diallo.", GuardContext())
        assert verdict.text == "Je m'appelle <PERSONNE_1>."
    finally:
        guards.personal_data.close()


def test_the_database_is_reached_because_the_settings_name_it() -> None:
    script = (
        "from contextlib import suppress\n"
        "from assistant.settings import Settings\n"
        "from assistant.wiring import connect_database\n"
        "close_network()\n"
        "print(outcome(connect)[:13])\n"
        "with suppress(Exception):\n"  # it is no database
        "    connect_database(Settings(database_url=f'nothing://127.0.0.1:{port}/parvis'))\n"
        "print(outcome(connect))"
    )
    assert run(script).stdout.splitlines() == ["No connection", "let through"]


def test_the_database_is_opened_where_it_is_let_through_alone() -> None:
    opening = {
        str(file.relative_to(ROOT))
        for file in (ROOT / "assistant").rglob("*.py")
        if "open_database(" in file.read_text(encoding="utf-8")
    }
    assert opening == {"assistant/conversation/database.py", "assistant/wiring.py"}


def test_other_programs_are_started_in_known_places_alone() -> None:
    """A program that is started passes beside the hook: who starts one is written down here."""
    starting = (
        *("subprocess", "create_subprocess_exec", "os.system", "os.exec", "posix_spawn", "pty.spawn"),
        *("multiprocessing", "ProcessPool", "os.fork"),
    )
    known = {
        "assistant/artifacts/packages.py",  # pip and npm, in the fetch commands
        "assistant/cli/serve.py",  # the build of the dense index: `parvis` again
        "assistant/bench/speeds.py",  # the bench's own measure: a Python of ours
        "assistant/voice/devices.py",  # arecord and aplay, of the operator's own machine
        "models/language/worker_link.py",
        "models/speech/synthesizer.py",  # one worker a sentence, or the engine that the settings name
        "models/speech/transcriber.py",
        "models/workers/ending.py",  # ends what the others started
        "models/embeddings/supervised.py",
        "guards/personal_data/processes.py",  # workers, which wiring has close their network
        "knowledge/loaders/reading_process.py",  # workers, which refuse every socket and program themselves
    }
    found = {
        str(file.relative_to(ROOT))
        for package in ("assistant", "guards", "knowledge", "models")
        for file in (ROOT / package).rglob("*.py")
        if any(word in file.read_text(encoding="utf-8") for word in starting)
    }
    assert found == known
