"""An error that nobody expected is told by type and place, whatever way it takes out."""

import asyncio
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.cli import main as command_line
from assistant.cli.incidents import keep_words_out_of_tasks, tell_places
from guards.personal_data.log_filter import PersonalDataLogFilter

WORDS = "Je suis Dubosquet"


def _fail() -> None:
    try:
        raise KeyError(WORDS)
    except KeyError as error:
        raise RuntimeError(WORDS) from error


def test_places_are_told_of_the_error_and_of_its_cause_and_no_message() -> None:
    with pytest.raises(RuntimeError) as raised:
        _fail()
    told = tell_places(raised.value)
    assert told.startswith("RuntimeError (test_incidents.py:")
    assert ", after KeyError (test_incidents.py:" in told
    assert "Dubosquet" not in told


def test_the_log_filter_takes_no_place_for_an_address(caplog: pytest.LogCaptureFixture) -> None:
    """« Error at file.py » reads like an e-mail address that was dictated."""
    with pytest.raises(RuntimeError) as raised:
        _fail()
    caplog.handler.addFilter(PersonalDataLogFilter())
    told = tell_places(raised.value)
    logging.getLogger("assistant.test").error("a thread failed: %s", told)
    assert f"a thread failed: {told}" in caplog.text


def test_an_error_that_no_command_expects_is_one_sentence_without_its_message(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise ValueError(WORDS)

    monkeypatch.setattr(command_line, "app", fail)
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == 1
    told = capsys.readouterr().err
    assert "ValueError (failures.py:" in told
    assert "Dubosquet" not in told
    assert "Traceback" not in told


async def test_a_task_that_nobody_waited_for_is_told_by_type_and_place(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.get_running_loop()
    keep_words_out_of_tasks(loop)
    try:
        raise ValueError(WORDS)
    except ValueError as error:
        loop.call_exception_handler({"message": f"Task exception was never retrieved {error!r}", "exception": error})
    loop.call_exception_handler({"message": WORDS})
    loop.set_exception_handler(None)
    assert "a task failed: ValueError (test_incidents.py:" in caplog.text
    assert "a task failed: no error was given" in caplog.text
    assert "Dubosquet" not in caplog.text


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("threading.Thread(target=fail).start()", "a thread failed: ValueError ("),
        ("Dying()", "an error that nobody could catch: ValueError ("),
        ("warnings.warn(words, DeprecationWarning)", "DeprecationWarning (<string>:"),
    ],
)
def test_what_leaves_by_itself_is_told_by_type_and_place(way: str, told: str) -> None:
    program = f"""
import logging, threading, warnings
from assistant.cli.incidents import forbid_core_files, keep_words_out_of_tracebacks
words = {WORDS!r}
def fail():
    raise ValueError(words)
class Dying:
    def __del__(self):
        fail()
logging.basicConfig()
warnings.simplefilter("always")
keep_words_out_of_tracebacks()
forbid_core_files()
{way}
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        timeout=60,
        check=True,
    )
    assert told in done.stderr
    assert "Dubosquet" not in done.stderr + done.stdout
