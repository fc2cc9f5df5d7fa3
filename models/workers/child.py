"""What every worker process does first: keep its pipes to itself, yield the processor, stay off the network."""

import os
import sys
from typing import BinaryIO

_REACHING_OUT = frozenset(
    f"socket.{call}"
    for call in ("connect", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "gethostbyaddr", "getnameinfo")
)


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The command and the event streams. Whatever a native library prints goes to the null device from here on."""
    commands = os.fdopen(os.dup(0), "rb")
    events = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    return commands, events


def lower_priority(niceness: int) -> None:
    """Let the processes that people wait for go first. 0 changes nothing; systems without ``nice`` are left alone."""
    if niceness > 0 and hasattr(os, "nice"):
        os.nice(niceness)


def forbid_network() -> None:
    """Refuse every outgoing connection of this process. A worker reads a local file and its pipe, nothing else."""

    def refuse(event: str, _: object) -> None:
        if event in _REACHING_OUT:
            raise PermissionError("A worker process opens no connection.")

    sys.addaudithook(refuse)
