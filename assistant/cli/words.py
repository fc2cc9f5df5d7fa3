"""The command line's own sentences, in the operator's language."""

import os
from functools import cache

from rich.console import Console

from assistant.messages.catalogue import read_messages
from assistant.vocabulary import Language


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
    return Console(stderr=errors, highlight=False, soft_wrap=True)
