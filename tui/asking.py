"""Whether the agent may be asked something now: only by what they began, never by what the server tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_asks: ContextVar[bool] = ContextVar("asks_agent", default=False)


@contextmanager
def asks_agent() -> Iterator[None]:
    """Within it, and in the tasks begun within it, the end of a session asks for the password."""
    before = _asks.set(True)
    try:
        yield
    finally:
        _asks.reset(before)


def may_ask_agent() -> bool:
    return _asks.get()
