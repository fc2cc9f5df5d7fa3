"""``parvis desk``: which server, which face, and nothing of the server's weight."""

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.cli.desk import choose_server
from assistant.errors import SettingsInvalid
from assistant.settings import DeskSettings, Server, Settings

ROOT = Path(__file__).parents[3]
BESIDE = "http://127.0.0.1:9"  # nothing listens there
HEAVY = {"presidio_analyzer", "chromadb", "llama_cpp", "spacy", "sqlalchemy", "fastapi", "uvicorn", "numpy", "tantivy"}


@pytest.mark.parametrize(
    ("named", "settings", "chosen"),
    [
        ("", Settings(), "http://127.0.0.1:8000"),
        ("", Settings(server=Server(host="0.0.0.0", port=9000)), "http://127.0.0.1:9000"),  # noqa: S104
        ("", Settings(server=Server(host="::1")), "http://[::1]:8000"),
        ("", Settings(desk=DeskSettings(server="https://parvis.mairie.example")), "https://parvis.mairie.example"),
        ("https://a.example/parvis", Settings(), "https://a.example/parvis"),
        ("http://localhost:8000", Settings(), "http://localhost:8000"),
    ],
)
def test_the_server_is_the_named_one_else_that_of_the_settings_else_this_machines(
    named: str, settings: Settings, chosen: str
) -> None:
    assert choose_server(named, settings, allow_http=False) == chosen


@pytest.mark.parametrize(
    "named",
    ["parvis.example", "ftp://a.example", "https://", "http://a:b", "https://name:word@a.example", "https://a/?x=1"],
)
def test_what_is_no_address_is_refused(named: str) -> None:
    with pytest.raises(SettingsInvalid, match="parvis desk --server https://"):
        choose_server(named, Settings(), allow_http=True)


def test_a_password_goes_in_clear_to_another_machine_only_when_told_so() -> None:
    with pytest.raises(SettingsInvalid, match="--allow-http"):
        choose_server("http://a.example", Settings(), allow_http=False)
    assert choose_server("http://a.example", Settings(), allow_http=True) == "http://a.example"


def _environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **more}


def _desk(*arguments: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli.start", "desk", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        env=_environment(**more),
        timeout=120,
        check=False,
    )


def test_where_the_output_is_no_terminal_plain_lines_are_chosen_alone() -> None:
    done = _desk("--server", BESIDE, typed="marie.d\nun mot de passe\n")
    assert done.returncode == 0
    assert done.stdout.startswith("Parvis, bureau des agents\n")
    assert "Le serveur ne répond pas." in done.stdout
    assert "\x1b" not in done.stdout
    assert "un mot de passe" not in done.stdout


def test_the_language_is_that_of_the_option_else_of_the_settings() -> None:
    assert "Parvis, agents' desk" in _desk("--server", BESIDE, "--language", "en").stdout
    assert "Parvis, agents' desk" in _desk("--server", BESIDE, PARVIS_LANGUAGE="en").stdout


def test_a_mistake_is_one_sentence() -> None:
    done = _desk("--server", "http://a.example")
    assert done.returncode == 1
    assert "--allow-http" in done.stderr
    assert "Traceback" not in done.stderr


def _on_terminal(*arguments: str, **more: str) -> str:
    """What a desk first writes on a real terminal."""
    here, there = pty.openpty()
    command = [sys.executable, "-m", "assistant.cli.start", "desk", "--server", BESIDE, *arguments]
    with subprocess.Popen(command, stdin=there, stdout=there, stderr=there, env=_environment(**more)) as running:
        os.close(there)
        seen = b""
        deadline = time.monotonic() + 60
        while b"Connexion" not in seen and time.monotonic() < deadline:
            if select.select([here], [], [], 1)[0]:
                seen += os.read(here, 65536)
        running.kill()
    os.close(here)
    return seen.decode("utf-8", "replace")


def test_a_terminal_gets_the_screen_and_a_dumb_one_or_text_gets_lines() -> None:
    assert "\x1b[?1049h" in _on_terminal()
    assert "\x1b" not in _on_terminal(TERM="dumb")
    assert "\x1b" not in _on_terminal("--text")


def test_the_desk_starts_without_the_weight_of_the_server() -> None:
    code = (
        "import sys, assistant.cli.start, assistant.cli.desk, tui.app, tui.text_face.session;"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(loaded.split()) & HEAVY == set()
    assert "textual" in loaded.split()
