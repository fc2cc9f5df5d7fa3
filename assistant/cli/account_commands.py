"""``parvis accounts …``: who of staff may sign in, and as what."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.table import Table

from assistant.accounts.store import AccountStore
from assistant.accounts.types import NewPassword
from assistant.api.account_refusals import say_account_refusal
from assistant.audit import COMMAND_LINE
from assistant.cli.words import console, language, say
from assistant.errors import AccountRefused, DisplayableError, NotReady
from assistant.messages.catalogue import read_messages
from assistant.settings import read_settings
from assistant.vocabulary import Role
from assistant.wiring import open_accounts

commands = typer.Typer(help=say("accounts.help"), no_args_is_help=True)

Name = Annotated[str, typer.Argument(help=say("accounts.name"), show_default=False)]
Generate = Annotated[bool, typer.Option("--generate", help=say("accounts.generate"))]


@commands.command("add", help=say("accounts.add"))
def add(
    name: Name,
    roles: Annotated[list[Role], typer.Option("--role", help=say("accounts.role"), show_default=False)],
    display_name: Annotated[str, typer.Option(help=say("accounts.display_name"))] = "",
    generate: Generate = False,
) -> None:
    with _accounts() as accounts:
        password = "" if generate else _ask_password()
        made = accounts.add(name, display_name, roles, COMMAND_LINE, password=password)
    console().print(say("accounts.added", name=made.account.name), markup=False)
    _tell_generated(made)


@commands.command("list", help=say("accounts.list"))
def list_accounts() -> None:
    with _accounts() as accounts:
        everybody = accounts.all()
    if not everybody:
        raise NotReady(say("accounts.none"))
    names = read_messages().under("account.role", language())
    table = Table(*(say(f"accounts.column_{column}") for column in ("name", "display_name", "roles", "state")))
    for account in everybody:
        state = "disabled" if account.is_disabled else "given_password" if account.must_change_password else "active"
        held = ", ".join(names[role.value] for role in Role if role in account.roles)
        table.add_row(account.name, account.display_name, held, say(f"accounts.state_{state}"))
    console().print(table)


@commands.command("roles", help=say("accounts.roles"))
def change_roles(
    name: Name, roles: Annotated[list[Role], typer.Argument(help=say("accounts.role"), show_default=False)]
) -> None:
    with _accounts() as accounts:
        account = accounts.change(name, COMMAND_LINE, roles=roles)
    console().print(say("accounts.changed", name=account.name), markup=False)


@commands.command("password", help=say("accounts.password"))
def reset_password(name: Name, generate: Generate = False) -> None:
    with _accounts() as accounts:
        accounts.find(name)
        made = accounts.reset_password(name, COMMAND_LINE, password="" if generate else _ask_password())
    console().print(say("accounts.changed", name=made.account.name), markup=False)
    _tell_generated(made)


@commands.command("disable", help=say("accounts.disable"))
def disable(name: Name) -> None:
    with _accounts() as accounts:
        account = accounts.change(name, COMMAND_LINE, is_disabled=True)
    console().print(say("accounts.disabled", name=account.name), markup=False)


@commands.command("enable", help=say("accounts.enable"))
def enable(name: Name) -> None:
    with _accounts() as accounts:
        account = accounts.change(name, COMMAND_LINE, is_disabled=False)
    console().print(say("accounts.enabled", name=account.name), markup=False)


@contextmanager
def _accounts() -> Iterator[AccountStore]:
    """The accounts; what is refused becomes a sentence."""
    try:
        with open_accounts(read_settings()) as accounts:
            yield accounts
    except AccountRefused as refusal:
        raise DisplayableError(say_account_refusal(refusal, read_messages(), language())) from None


def _ask_password() -> str:
    """Typed twice, shown never. Raises :class:`DisplayableError` where nobody types or the two differ."""
    if not sys.stdin.isatty():
        raise DisplayableError(say("accounts.no_terminal"))
    typed = getpass.getpass(say("accounts.ask_password"))
    if getpass.getpass(say("accounts.ask_again")) != typed:
        raise DisplayableError(say("accounts.passwords_differ"))
    if not typed:
        raise DisplayableError(say("accounts.nothing_typed"))
    return typed


def _tell_generated(made: NewPassword) -> None:
    """The one time that it is told."""
    if made.account.must_change_password:
        console().print(say("accounts.generated", password=made.password), markup=False)
