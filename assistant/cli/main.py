"""``parvis``: every command, and the one place where an error becomes a sentence."""

import errno
import sys
from typing import NoReturn

import typer

from assistant.cli import account_commands, bench, evaluate, guard_commands, knowledge_commands, model_commands
from assistant.cli.ask import ask
from assistant.cli.incidents import tell_places
from assistant.cli.prepare import setup
from assistant.cli.purge import purge
from assistant.cli.redact import redact
from assistant.cli.renew_key import renew_key
from assistant.cli.serve import serve
from assistant.cli.telephone import telephone
from assistant.cli.voice import voice
from assistant.cli.words import console, say
from assistant.egress import close_network
from assistant.errors import DisplayableError
from knowledge.types import BaseMissing, KnowledgeError
from models.types import ModelError

app = typer.Typer(
    name="parvis", help=say("help"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
app.command("serve", help=say("serve"))(serve)
app.command("setup", help=say("setup"))(setup)
app.command("ask", help=say("ask"))(ask)
app.command("voice", help=say("voice.help"))(voice)
app.command("telephone", help=say("voice.telephone"))(telephone)
app.command("redact", help=say("redact"))(redact)
app.command("purge", help=say("purge"))(purge)
app.command("renew-key", help=say("renew_key"))(renew_key)
app.command("bench", help=say("bench"))(bench.bench)
app.add_typer(model_commands.commands, name="models")
app.add_typer(knowledge_commands.commands, name="knowledge")
app.add_typer(account_commands.commands, name="accounts")
app.add_typer(guard_commands.commands, name="guards")
app.add_typer(evaluate.commands, name="evaluate")


def main() -> None:
    """Run one command. An error is one sentence on the error stream and exit status 1.

    Of one that nobody expected, only the type and the places are told: its message could quote a person.
    """
    close_network()
    try:
        status = app(standalone_mode=False)
    except BaseMissing:
        _fail(say("no_base"))
    except (DisplayableError, KnowledgeError, ModelError) as error:
        _fail(str(error))
    except typer.TyperException as error:
        _fail(f"{error.format_message()}\n{say('see_help')}", status=error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        console(errors=True).print(say("interrupted"))
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            _fail(say("disk_full", file=error.filename or ""))
        _fail(say("incident", what=tell_places(error)))
    sys.exit(status if isinstance(status, int) else 0)


def _fail(sentence: str, *, status: int = 1) -> NoReturn:
    console(errors=True).print(sentence, markup=False, style="bold red")
    sys.exit(status)


if __name__ == "__main__":
    main()
