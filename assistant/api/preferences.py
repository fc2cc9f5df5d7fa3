"""What a reader chose before, as their browser brings it: a language, plain words first, a speed of reading aloud.

Three cookies, set by the pages when somebody presses a button, read by nobody but this server, tied to nothing else.
"""

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from assistant.speed import FIRST_RATE, RATES
from assistant.vocabulary import Language

LANGUAGE_COOKIE: Final = "parvis-language"
PLAIN_COOKIE: Final = "parvis-plain"
YES: Final = "yes"
"""What the second holds; it is not there otherwise."""
RATE_COOKIE: Final = "parvis-rate"
_WRITTEN_RATES: Final = {str(rate): rate for rate in RATES}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the browser of a reader brought."""

    language: Language | None = None
    """None when none was chosen."""
    plain_first: bool = False
    """Whether versions in plain words are shown first."""
    rate: int = FIRST_RATE
    """How fast answers are read aloud: one of :data:`assistant.speed.RATES`."""


def read_preferences(request: Request) -> Preferences:
    """What was chosen before; a value that we never wrote counts as nothing."""
    try:
        language = Language(request.cookies.get(LANGUAGE_COOKIE, ""))
    except ValueError:
        language = None
    rate = _WRITTEN_RATES.get(request.cookies.get(RATE_COOKIE, ""), FIRST_RATE)
    return Preferences(language, request.cookies.get(PLAIN_COOKIE) == YES, rate)
