"""Accounts from the command line: in this process for what they do, in a terminal of its own for what is typed."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assistant.accounts.passwords import Passwords
from assistant.accounts.store import AccountStore
from assistant.audit import AuditTrail
from assistant.cli.account_commands import commands
from assistant.conversation.database import open_database
from assistant.errors import DisplayableError
from assistant.settings import read_settings
from assistant.vocabulary import Role
from tests.assistant.fakes import QUICK_HASHER, SESSION_LIFE

PASSWORD = "le tracteur de la mairie"
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("assistant.wiring.Passwords", lambda: Passwords(QUICK_HASHER))
    return lambda *arguments: CliRunner().invoke(commands, arguments)


@pytest.fixture
def accounts() -> Iterator[AccountStore]:
    engine = open_database(read_settings().sql_url)
    yield AccountStore(engine, Passwords(QUICK_HASHER), SESSION_LIFE)
    engine.dispose()


@pytest.fixture
def trail() -> Iterator[AuditTrail]:
    engine = open_database(read_settings().sql_url)
    yield AuditTrail(engine)
    engine.dispose()


def shown_password(result: Result) -> str:
    (found,) = re.findall(r"[a-z0-9]{5}(?:-[a-z0-9]{5}){3}", result.output)
    return str(found)


def test_the_first_admin_gets_a_password_that_opens_and_is_to_be_changed(run: Run, accounts: AccountStore) -> None:
    added = run("add", "zoe", "--role", "admin", "--role", "agent", "--display-name", "Zoé", "--generate")
    assert added.exit_code == 0
    account = accounts.sign_in("zoe", shown_password(added), "192.0.2.1").account
    assert account.roles == {Role.ADMIN, Role.AGENT}
    assert (account.display_name, account.must_change_password) == ("Zoé", True)
    listed = run("list").output
    assert all(word in listed for word in ("zoe", "Zoé", "agent, administrateur", "mot de passe à changer"))


def test_each_command_changes_one_thing_and_says_who_did_it(
    run: Run, accounts: AccountStore, trail: AuditTrail
) -> None:
    given = shown_password(run("add", "marie", "--role", "agent", "--generate"))
    for arguments in (
        ("roles", "marie", "referent", "observer"),
        ("disable", "marie"),
        ("enable", "marie"),
        ("password", "marie", "--generate"),
    ):
        assert run(*arguments).exit_code == 0
    assert accounts.find("marie").roles == {Role.REFERENT, Role.OBSERVER}
    assert [(row.who, row.what.value) for row in reversed(trail.page())] == [
        ("command line", "account_added"),
        ("command line", "roles_changed"),
        ("command line", "account_disabled"),
        ("command line", "account_enabled"),
        ("command line", "password_reset"),
    ]
    assert given not in repr(trail.page())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("list",), "parvis accounts add"),
        (("disable", "personne"), "Aucun compte ne porte ce nom"),
        (("password", "personne"), "Aucun compte ne porte ce nom"),
        (("add", "Zoé D", "--role", "admin", "--generate"), "Ce nom ne convient pas"),
        (("add", "zoe", "--role", "admin"), "ajoutez --generate"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    failed = run(*arguments)
    assert isinstance(failed.exception, DisplayableError)
    assert sentence in str(failed.exception)


def test_no_option_takes_a_password(run: Run) -> None:
    for command in ("add", "password"):
        assert run(command, "--help").exit_code == 0
        assert run(command, "zoe", "--password", PASSWORD).exit_code == 2


def type_in_terminal(folder: Path, arguments: list[str], *lines: str) -> tuple[int, str]:
    """Run a command in a terminal of its own and type a line at each question; its status and all that was shown."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "assistant.cli.main", "accounts", *arguments],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=folder,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    ) as process:
        os.close(slave)
        shown, waiting = "", list(lines)
        while piece := _read(master):
            shown += piece
            if waiting and shown.endswith(" : "):
                os.write(master, f"{waiting.pop(0)}\n".encode())
        os.close(master)
    return process.returncode, shown


def _read(master: int) -> str:
    try:
        return os.read(master, 4096).decode(errors="replace")
    except OSError:  # what Linux says when the other end has gone
        return ""


def test_a_password_is_typed_twice_and_never_shown(tmp_path: Path, accounts: AccountStore) -> None:
    status, shown = type_in_terminal(tmp_path, ["add", "zoe", "--role", "admin"], PASSWORD, PASSWORD)
    assert status == 0, shown
    assert PASSWORD not in shown
    assert not accounts.find("zoe").must_change_password
    hasher_of_the_library = AccountStore(accounts._engine, Passwords(), SESSION_LIFE)
    assert hasher_of_the_library.sign_in("zoe", PASSWORD, "192.0.2.1").account.name == "zoe"


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ((PASSWORD, f"{PASSWORD}s"), "différents"),
        (("motdepasse2026",) * 2, "facile à deviner"),
        (("", ""), "--generate"),
    ],
)
def test_a_password_that_is_not_taken_adds_nobody(
    tmp_path: Path, accounts: AccountStore, lines: tuple[str, ...], sentence: str
) -> None:
    status, shown = type_in_terminal(tmp_path, ["add", "zoe", "--role", "admin"], *lines)
    assert status == 1
    assert sentence in shown
    assert "Traceback" not in shown
    assert accounts.all() == ()
