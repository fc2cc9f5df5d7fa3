"""The process around the language model: ``python -m models.language.worker``, spoken to in frames.

The main thread owns the engine. A second thread reads commands, so that a cancellation is heard while native code
works, and ends the process when the parent goes.
"""

import os
import queue
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from models.language.batching import BatchEngine
from models.language.llama_cpp import LlamaCppContext
from models.language.protocol import (
    Cancel,
    Failed,
    Failure,
    Finished,
    Generate,
    Load,
    Piece,
    Ready,
    parse_command,
)
from models.types import ModelError
from models.workers.child import forbid_network, lower_priority, take_pipes
from models.workers.frames import BrokenFrame, pack_frame, read_frame


def main() -> None:
    """Load the model that the first frame names, then answer until the parent closes the pipe."""
    forbid_network()
    commands, events = take_pipes()
    first = read_frame(commands)
    settings = parse_command(first) if first else None
    if not isinstance(settings, Load):
        return
    lower_priority(settings.niceness)
    try:
        engine = open_engine(settings)
    except ModelError as error:
        _tell(events, [Failed(call=None, failure=Failure.of(error), reason=str(error))])
        return
    orders: queue.SimpleQueue[Generate] = queue.SimpleQueue()
    threading.Thread(target=_hear, args=(commands, orders, engine), daemon=True).start()
    _tell(events, [Ready()])
    while True:
        for order in _take(orders, wait=engine.is_idle):
            _tell(events, engine.submit(order))
        _tell(events, engine.step())


def open_engine(settings: Load) -> BatchEngine:
    """Raises :class:`ModelError`."""
    context = LlamaCppContext(
        Path(settings.path),
        threads=settings.threads,
        context_tokens=settings.context_tokens,
        slots=settings.slots,
        batch_tokens=settings.batch_tokens,
    )
    return BatchEngine(context, slots=settings.slots, window=settings.context_tokens, grain=settings.batch_tokens)


def _take(orders: "queue.SimpleQueue[Generate]", *, wait: bool) -> list[Generate]:
    """The calls that have come, at least one when there is nothing else to do."""
    taken = [orders.get()] if wait else []
    while not orders.empty():
        taken.append(orders.get())
    return taken


def _hear(commands: BinaryIO, orders: "queue.SimpleQueue[Generate]", engine: BatchEngine) -> None:
    """Hand commands over. The end of the pipe, or nonsense on it, ends the process, whatever native code does."""
    try:
        while message := read_frame(commands):
            match parse_command(message):
                case Generate() as order:
                    orders.put(order)
                case Cancel(call=call):
                    engine.cancel(call)
                case Load():
                    break
    except BrokenFrame:
        os._exit(1)
    os._exit(0)


def _tell(events: BinaryIO, told: Sequence[Ready | Piece | Finished | Failed]) -> None:
    """In one write: the parent wakes once a step, on a core that the next step needs."""
    try:
        if frames := b"".join(pack_frame(event.model_dump_json().encode()) for event in told):
            events.write(frames)
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main()
