"""The process around the speech model: ``python -m models.speech.worker``, one reply for each clip.

Recordings come from anybody: they are opened here, in a process that connects to nothing, holds no secret, writes no
file, and may not grow much.
"""

import contextlib
import resource
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO, Final

from models.speech.audio import decode
from models.speech.protocol import Failed, Hear, Heard, Load, Ready, Refused, parse_order
from models.speech.types import AudioRefused
from models.speech.whisper import WhisperEngine
from models.types import ModelError
from models.workers.child import forbid_network, lower_priority, take_pipes
from models.workers.frames import BrokenFrame, pack_frame, read_frame

_ROOM_BYTES: Final = 1024 * 1024 * 1024
"""How much the process may grow once the model is loaded: a minute of sound needs a tenth of it."""


def main() -> None:
    """Load the model that the first order names, then answer until the parent closes the pipe."""
    forbid_network()
    orders, replies = take_pipes()
    first = read_frame(orders)
    settings = parse_order(first) if first else None
    if not isinstance(settings, Load):
        return
    lower_priority(settings.niceness)
    try:
        engine = WhisperEngine(settings.files, threads=settings.threads)
        engine.warm_up()
    except ModelError as error:
        _tell(replies, Failed.of(error))
        return
    stop_growing(_ROOM_BYTES)
    _tell(replies, Ready())
    while message := read_frame(orders):
        order, clip = parse_order(message), read_frame(orders)
        if not isinstance(order, Hear) or clip is None:
            return
        _tell(replies, _answer(engine, clip, order.language, settings.most_seconds))


def stop_growing(room: int) -> None:
    """Bound the memory of this process to what it has and ``room`` more, where the system tells what it has."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + room
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _answer(engine: WhisperEngine, clip: bytes, language: str, most_seconds: float) -> Heard | Refused | Failed:
    try:
        return Heard(**asdict(engine.hear(decode(clip, most_seconds=most_seconds), language=language)))
    except AudioRefused as error:
        return Refused(fault=error.fault)
    except Exception as error:  # one clip that fails must not end the worker; the message may quote what was said
        return Failed(failure="died", reason=f"The speech model failed ({type(error).__name__}).")


def _tell(replies: BinaryIO, reply: Ready | Heard | Refused | Failed) -> None:
    replies.write(pack_frame(reply.model_dump_json().encode()))


if __name__ == "__main__":
    try:
        main()
    except (BrokenFrame, BrokenPipeError):
        raise SystemExit(1) from None
