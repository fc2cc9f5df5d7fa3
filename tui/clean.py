"""What comes from the server is written on a terminal: nothing of it may drive the terminal."""

import json
import re

_DRIVES_A_TERMINAL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and those that turn the direction of writing."""


def read_wire(content: bytes) -> object:
    """The JSON of a reply, without such characters. Raises ``ValueError`` for what is no JSON."""
    return _clean(json.loads(content))


def _clean(value: object) -> object:
    match value:
        case str():
            return _DRIVES_A_TERMINAL.sub("", value)
        case list():
            return [_clean(one) for one in value]
        case dict():
            return {_clean(key): _clean(one) for key, one in value.items()}
        case _:
            return value
