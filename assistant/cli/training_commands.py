"""``parvis training …``: have staff take the course again."""

from typing import Annotated

import typer

from assistant.accounts.store import fold_name
from assistant.api.account_refusals import say_account_refusal
from assistant.audit import COMMAND_LINE
from assistant.cli.words import console, language, say
from assistant.errors import AccountRefused, DisplayableError
from assistant.governance.trainings import TrainingStore
from assistant.messages.catalogue import read_messages
from assistant.settings import read_settings
from assistant.wiring import open_database_alone

commands = typer.Typer(help=say("training.help"), no_args_is_help=True)


@commands.callback()
def training() -> None:
    """One command alone would else stand without its name."""


@commands.command("require", help=say("training.require"))
def require(account: Annotated[str, typer.Option(help=say("training.account"), show_default=False)] = "") -> None:
    try:
        with open_database_alone(read_settings()) as engine:
            count = TrainingStore(engine).require(fold_name(account), COMMAND_LINE)
    except AccountRefused as refusal:
        raise DisplayableError(say_account_refusal(refusal, read_messages(), language())) from None
    console().print(say("training.required", count=count))
