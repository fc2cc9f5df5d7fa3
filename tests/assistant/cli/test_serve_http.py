"""How the real server speaks HTTP, on a loopback socket: what no client of the application alone can show."""

import asyncio
import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn

from assistant.cli.serve import configure_server
from assistant.settings import Rates, Server
from tests.assistant.fakes import QUESTION, build_world

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

Exchange = Callable[[bytes], bytes]
Serve = Callable[..., Exchange]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts the server with settings and gives a way to send it bytes and read all that comes back."""
    stops: list[Callable[[], None]] = []

    def start(server: Server | None = None, rates: Rates | None = None) -> Exchange:
        server = server or Server()
        listener = socket.create_server(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        world = build_world(tmp_path, rates=rates, hosts=server.hosts, is_https=server.https)
        running = uvicorn.Server(configure_server(world.app, server))
        thread = threading.Thread(target=lambda: asyncio.run(running.serve([listener])), daemon=True)
        thread.start()

        def stop() -> None:
            running.should_exit = True
            thread.join(20)
            world.engine.dispose()

        stops.append(stop)

        def exchange(sent: bytes) -> bytes:
            with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
                connection.sendall(sent)
                received = b""
                try:
                    while piece := connection.recv(65536):
                        received += piece
                except ConnectionResetError:  # it stops reading before everything is sent
                    pass
            return received

        return exchange

    yield start
    for stop in stops:
        stop()


def request(method: str, path: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join((*lines, "", "")).encode() + body


def post_json(path: str, body: object, *headers: str) -> bytes:
    return request("POST", path, json.dumps(body).encode(), "Content-Type: application/json", *headers)


def status_of(reply: bytes) -> int:
    return int(reply.split(b" ", 2)[1])


def headers_of(reply: bytes) -> dict[str, str]:
    head = reply.partition(b"\r\n\r\n")[0].decode()
    return {name.lower(): value for name, value in (line.split(": ", 1) for line in head.split("\r\n")[1:])}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request("GET", "/"), 200),
        (request("GET", "/static/parvis.css"), 200),
        (request("GET", "/no/such/page"), 404),
        (post_json("/api/conversations", {"langage": "fr"}), 422),
        (request("GET", "/", b"", "Upgrade: websocket"), 200),
        (b"no HTTP at all\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),  # no host
    ],
)
def test_no_reply_names_the_software(serve: Serve, sent: bytes, status: int) -> None:
    reply = serve()(sent)
    assert status_of(reply) == status
    assert not {"server", "x-powered-by", "via"} & set(headers_of(reply))
    assert not re.search(rb"uvicorn|starlette|fastapi|h11|python", reply, re.IGNORECASE)


@pytest.mark.parametrize(
    "sent",
    [
        request("GET", "/", b"", *(f"X-{number}: {'a' * 1000}" for number in range(2000))),
        request("GET", "/", b"", f"Cookie: {'a' * 2_000_000}"),
        request("GET", f"/?language={'a' * 2_000_000}"),
    ],
    ids=["many headers", "a long header", "a long address"],
)
def test_a_request_with_too_long_a_head_is_not_read(serve: Serve, sent: bytes) -> None:
    reply = serve()(sent)
    assert reply == b"" or status_of(reply) == 400


@pytest.mark.parametrize("path", ["/questions", "/api/conversations"])
def test_a_body_without_a_length_is_bounded_too(serve: Serve, path: str) -> None:
    exchange = serve()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n"
    kind = "application/json" if path.startswith("/api") else "application/x-www-form-urlencoded"
    piece = b"text=" + b"a" * 65531
    chunk = b"%x\r\n%s\r\n" % (len(piece), piece)
    sent = f"{head}Content-Type: {kind}\r\n\r\n".encode() + chunk * 8 + b"0\r\n\r\n"
    assert status_of(exchange(sent)) == 413


def test_form_fields_and_the_depth_of_json_are_bounded(serve: Serve) -> None:
    exchange = serve()
    form = "Content-Type: application/x-www-form-urlencoded"
    fields = b"&".join(b"f%d=1" % number for number in range(5000))
    assert status_of(exchange(request("POST", "/questions", fields, form))) == 400
    deep = b'{"language": ' + b"[" * 60_000 + b"]" * 60_000 + b"}"
    assert status_of(exchange(request("POST", "/api/conversations", deep, "Content-Type: application/json"))) in (
        400,
        422,
    )
    digits = b'{"language": ' + b"9" * 60_000 + b"}"
    assert status_of(exchange(request("POST", "/api/conversations", digits, "Content-Type: application/json"))) in (
        400,
        422,
    )
    assert status_of(exchange(request("GET", "/"))) == 200


def test_nobody_is_believed_about_an_address_unless_the_settings_say_so(serve: Serve) -> None:
    exchange = serve(rates=Rates(address_conversations_an_hour=1))
    replies = [exchange(post_json("/api/conversations", {}, f"X-Forwarded-For: 192.0.2.{number}")) for number in (1, 2)]
    assert list(map(status_of, replies)) == [201, 429]


def test_a_trusted_proxy_says_who_asks(serve: Serve) -> None:
    exchange = serve(Server(trusted_proxies=("127.0.0.0/8",)), Rates(address_conversations_an_hour=1))
    replies = [
        exchange(post_json("/api/conversations", {}, f"X-Forwarded-For: {said}"))
        # what a person adds in front of the proxy's own word changes nothing
        for said in ("192.0.2.1", "192.0.2.2", "198.51.100.9, 192.0.2.2")
    ]
    assert list(map(status_of, replies)) == [201, 201, 429]


def test_a_question_is_answered_over_it(serve: Serve) -> None:
    exchange = serve()
    reply = exchange(post_json("/api/conversations", {}))
    code = json.loads(reply.partition(b"\r\n\r\n")[2].split(b"\r\n")[-1] or b"{}")["code"]
    taken = exchange(post_json(f"/api/conversations/{code}/questions", {"text": QUESTION}))
    events = json.loads(taken.partition(b"\r\n\r\n")[2])["events"]
    assert b"event: ended" in exchange(request("GET", events))
