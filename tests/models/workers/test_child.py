import subprocess
import sys

import pytest

from models.workers.frames import pack_frame
from models.workers.launch import worker_environment


def run(script: str, standard_input: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", script], input=standard_input, capture_output=True, env=worker_environment(), check=False
    )


def test_what_native_code_prints_never_reaches_the_pipe() -> None:
    script = (
        "import os; from models.workers.child import take_pipes; from models.workers.frames import *\n"
        "commands, events = take_pipes()\n"
        "os.write(1, b'printed'); os.write(2, b'complained')\n"
        "events.write(pack_frame(read_frame(commands)))\n"
    )
    done = run(script, pack_frame("écho".encode()))
    assert done.stdout == pack_frame("écho".encode())
    assert done.stderr == b""


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', 9))",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'x'], [], 0, ('127.0.0.1', 9))",
        "socket.getaddrinfo('annuaire.example.org', 443)",
        "socket.gethostbyname('annuaire.example.org')",
        "socket.gethostbyaddr('127.0.0.1')",
    ],
)
def test_a_worker_opens_no_connection(attempt: str) -> None:
    script = (
        "import socket; from models.workers.child import forbid_network\n"
        "forbid_network()\n"
        f"try: {attempt}\n"
        "except PermissionError: print('refused')\n"
    )
    assert run(script).stdout.strip() == b"refused"


def test_the_environment_of_a_worker_is_an_allow_list() -> None:
    surroundings = {"PATH": "/bin", "OMP_NUM_THREADS": "2", "PARVIS_SECRET": "s", "AWS_SECRET_ACCESS_KEY": "s"}
    assert worker_environment(surroundings).keys() == {"PATH", "OMP_NUM_THREADS", "PYTHONPATH", "PYTHONUTF8"}
