"""The one place where an error of a command becomes a sentence."""

import errno
import sys
from collections.abc import Callable
from typing import NoReturn

import typer

from assistant.cli.incidents import tell_places
from assistant.cli.words import console, say
from assistant.errors import DisplayableError
from knowledge.types import BaseMissing, KnowledgeError
from models.types import ModelError

_INTERRUPTED = 130


def run_told(command: Callable[[], object]) -> NoReturn:
    """Run it, then leave. An error is one sentence on the error stream and exit status 1.

    Of one that nobody expected, only the type and the places are told: its message could quote a person.
    """
    try:
        status = command()
    except BaseMissing:
        _fail(say("no_base"))
    except (DisplayableError, KnowledgeError, ModelError) as error:
        _fail(str(error))
    except typer.TyperException as error:
        _fail(f"{error.format_message()}\n{say('see_help')}", status=error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        console(errors=True).print(say("interrupted"))
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        sys.exit(141)
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            _fail(say("disk_full", file=error.filename or ""))
        _fail(say("incident", what=tell_places(error)))
    if status == _INTERRUPTED:  # what Typer makes of Ctrl-C
        console(errors=True).print(say("interrupted"))
    sys.exit(status if isinstance(status, int) else 0)


def _fail(sentence: str, *, status: int = 1) -> NoReturn:
    console(errors=True).print(sentence, markup=False, style="bold red")
    sys.exit(status)
