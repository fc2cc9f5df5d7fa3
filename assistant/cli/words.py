"""The command line's own sentences, in the operator's language."""

import os
import sys
from functools import cache

from rich.console import Console

from assistant.messages.catalogue import read_messages
from assistant.vocabulary import Language

_WIDTH_OF_A_FILE = 160
"""Columns where nobody watches: a table in a file is not cut."""


@cache
def language() -> Language:
    """``PARVIS_LANGUAGE``, else French. Read before the settings, so that help and errors speak it too."""
    wanted = os.environ.get("PARVIS_LANGUAGE", "").lower()
    return Language(wanted) if wanted in set(Language) else Language.FRENCH


def say(key: str, **values: object) -> str:
    """A sentence of the catalogue under ``cli``."""
    return read_messages().text(f"cli.{key}", language(), **values)


def console(*, errors: bool = False) -> Console:
    """Where the command line writes. Colours only where they help and are wanted (``NO_COLOR``)."""
    stream = sys.stderr if errors else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else _WIDTH_OF_A_FILE
    return Console(stderr=errors, highlight=False, soft_wrap=True, width=width)
