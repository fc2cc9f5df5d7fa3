"""``parvis``: every command, and the one place where an error becomes a sentence."""

import errno
import sys
from typing import NoReturn

import typer

from assistant.cli import bench, evaluate, guard_commands, knowledge_commands, model_commands
from assistant.cli.ask import ask
from assistant.cli.prepare import setup
from assistant.cli.redact import redact
from assistant.cli.serve import serve
from assistant.cli.words import console, say
from assistant.errors import DisplayableError
from knowledge.types import BaseMissing, KnowledgeError
from models.types import ModelError

app = typer.Typer(
    name="parvis", help=say("help"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
app.command("serve", help=say("serve"))(serve)
app.command("setup", help=say("setup"))(setup)
app.command("ask", help=say("ask"))(ask)
app.command("redact", help=say("redact"))(redact)
app.command("bench", help=say("bench"))(bench.bench)
app.add_typer(model_commands.commands, name="models")
app.add_typer(knowledge_commands.commands, name="knowledge")
app.add_typer(guard_commands.commands, name="guards")
app.add_typer(evaluate.commands, name="evaluate")


def main() -> None:
    """Run one command. Errors that an operator can mend are one sentence on the error stream and exit status 1."""
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
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _fail(say("disk_full", file=error.filename or ""))
    sys.exit(status if isinstance(status, int) else 0)


def _fail(sentence: str, *, status: int = 1) -> NoReturn:
    console(errors=True).print(sentence, markup=False, style="bold red")
    sys.exit(status)


if __name__ == "__main__":
    main()
