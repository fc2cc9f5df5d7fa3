"""What a reader chose before, as their browser brings it: a language, and plain words first.

Two cookies, set by the pages when somebody presses a button, read by nobody but this server, tied to nothing else.
"""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from assistant.vocabulary import Language

LANGUAGE_COOKIE: Final = "parvis-language"
PLAIN_COOKIE: Final = "parvis-plain"
YES: Final = "yes"
"""What the second holds; it is not there otherwise."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the browser of a reader brought."""

    language: Language | None = None
    """None when none was chosen."""
    plain_first: bool = False
    """Whether versions in plain words are shown first."""


def read_preferences(request: Request) -> Preferences:
    """What was chosen before; a value that we never wrote counts as nothing."""
    try:
        language = Language(request.cookies.get(LANGUAGE_COOKIE, ""))
    except ValueError:
        language = None
    return Preferences(language, request.cookies.get(PLAIN_COOKIE) == YES)
