"""The command line: every mistake is one sentence that says what to do next."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from assistant.cli import main as command_line


def _parvis(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli.main", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), **environment},
        timeout=120,
        check=False,
    )


def test_help_speaks_french_first_and_english_when_asked(tmp_path: Path) -> None:
    assert "Pose une question" in _parvis("--help", cwd=tmp_path).stdout
    assert "Ask a question" in _parvis("--help", cwd=tmp_path, PARVIS_LANGUAGE="en").stdout


@pytest.mark.enable_socket
def test_a_port_that_is_taken_is_told_before_anything_heavy_is_loaded(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        done = _parvis("serve", "--port", str(port), cwd=tmp_path)
    assert done.returncode == 1
    assert f"parvis serve --port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_setting_is_named_and_its_value_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / "wrong.toml").write_text('[server]\nprot = "secret-value"\n', encoding="utf-8")
    done = _parvis("serve", cwd=tmp_path, PARVIS_CONFIG=str(tmp_path / "wrong.toml"))
    assert done.returncode == 1
    assert "server.prot" in done.stderr
    assert "secret-value" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [("ask", "Comment refaire mon passeport ?"), ("knowledge", "status")])
def test_without_a_base_the_command_to_load_one_is_named(command: tuple[str, ...], tmp_path: Path) -> None:
    done = _parvis(*command, cwd=tmp_path)
    assert done.returncode == 1
    assert "parvis knowledge load" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_model_is_answered_with_the_names_that_exist(tmp_path: Path) -> None:
    done = _parvis("models", "fetch", "no-such-model", cwd=tmp_path)
    assert done.returncode == 1
    assert "qwen2.5-coder-1.5b" in done.stderr


def test_a_file_that_is_no_archive_is_refused_with_its_name(tmp_path: Path) -> None:
    broken = tmp_path / "vosdroits.zip"
    broken.write_bytes(b"PK\x03\x04 this is not an archive")
    done = _parvis("knowledge", "load", "particuliers", "--source", str(broken), cwd=tmp_path)
    assert done.returncode == 1
    assert "vosdroits.zip" in done.stderr
    assert "Traceback" not in done.stderr


def test_choosing_a_model_writes_one_setting_and_keeps_the_others(tmp_path: Path) -> None:
    config = tmp_path / "parvis.toml"
    config.write_text("# notre mairie\n[server]\nport = 8080\n", encoding="utf-8")
    done = _parvis("models", "use", "none", cwd=tmp_path, PARVIS_CONFIG=str(config))
    assert done.returncode == 0
    text = config.read_text(encoding="utf-8")
    assert "# notre mairie" in text
    assert "port = 8080" in text
    assert 'model = "none"' in text


@pytest.mark.parametrize("kind", ["retrieval", "answers", "personal-data", "adversarial"])
def test_a_set_that_does_not_exist_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    done = _parvis("evaluate", kind, "--set", str(tmp_path / "nothing.jsonl"), cwd=tmp_path)
    assert done.returncode == 2
    assert "nothing.jsonl" in done.stderr


def test_models_are_listed_with_their_licence_and_state(tmp_path: Path) -> None:
    shown = _parvis("models", "list", cwd=tmp_path, COLUMNS="200").stdout
    assert "multilingual-e5-small" in shown
    assert "MIT" in shown
    assert "absent" in shown


def test_a_command_that_is_interrupted_says_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    app = typer.Typer()
    app.command()(stopped)
    monkeypatch.setattr(command_line, "app", app)
    monkeypatch.setattr(sys, "argv", ["parvis"])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 130
    assert "relancez la même commande" in capsys.readouterr().err
