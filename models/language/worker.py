"""The process around the language model: ``python -m models.language.worker``, spoken to in frames.

The main thread owns the engine. A second thread reads commands, so that a cancellation is heard while native code
works, and ends the process when the parent goes.
"""

import os
import queue
import threading
from pathlib import Path
from typing import BinaryIO

from models.language.llama_cpp import GenerationCancelled, LlamaCppEngine
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


class Orders:
    """Calls in the order they came, and which of them are cancelled. Shared by the two threads."""

    def __init__(self, engine: LlamaCppEngine) -> None:
        self._engine = engine
        self._calls: queue.Queue[Generate] = queue.Queue()
        self._lock = threading.Lock()
        self._running: int | None = None
        self._cancelled_ahead: set[int] = set()

    def add(self, order: Generate) -> None:
        self._calls.put(order)

    def cancel(self, call: int) -> None:
        """Stop ``call`` if it runs, remember it if it is to come, ignore it if it is over."""
        with self._lock:
            if call == self._running:
                self._engine.cancel()
            elif self._running is None or call > self._running:
                self._cancelled_ahead.add(call)

    def begin_next(self) -> Generate:
        """Wait for a call and mark it as running."""
        order = self._calls.get()
        with self._lock:
            self._running = order.call
            self._engine.allow()
            if order.call in self._cancelled_ahead:
                self._engine.cancel()
            self._cancelled_ahead = {call for call in self._cancelled_ahead if call > order.call}
        return order


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
        engine = LlamaCppEngine(
            Path(settings.path),
            threads=settings.threads,
            context_tokens=settings.context_tokens,
            batch_tokens=settings.batch_tokens,
        )
    except ModelError as error:
        _tell(events, Failed(call=None, failure=Failure.of(error), reason=str(error)))
        return
    orders = Orders(engine)
    threading.Thread(target=_hear, args=(commands, orders), daemon=True).start()
    _tell(events, Ready())
    while True:
        _answer(engine, orders.begin_next(), events)


def _hear(commands: BinaryIO, orders: Orders) -> None:
    """Hand commands over. The end of the pipe, or nonsense on it, ends the process, whatever native code does."""
    try:
        while message := read_frame(commands):
            match parse_command(message):
                case Generate() as order:
                    orders.add(order)
                case Cancel(call=call):
                    orders.cancel(call)
                case Load():
                    break
    except BrokenFrame:
        os._exit(1)
    os._exit(0)


def _answer(engine: LlamaCppEngine, order: Generate, events: BinaryIO) -> None:
    """Work one call to its end and tell what comes."""
    last: Finished | Failed = Finished(call=order.call, usage=None)
    try:
        for generated in engine.generate(order.messages, max_tokens=order.max_tokens, stop=order.stop):
            if generated.usage:
                last = Finished(call=order.call, usage=generated.usage)
            else:
                _tell(events, Piece(call=order.call, text=generated.text))
    except GenerationCancelled:
        pass
    except ModelError as error:
        last = Failed(call=order.call, failure=Failure.of(error), reason=str(error))
    except Exception as error:  # one call that fails must not end the worker; the message may quote the prompt
        last = Failed(call=order.call, failure=Failure.DIED, reason=f"The worker failed ({type(error).__name__}).")
    _tell(events, last)


def _tell(events: BinaryIO, event: Ready | Piece | Finished | Failed) -> None:
    try:
        events.write(pack_frame(event.model_dump_json().encode()))
    except BrokenPipeError:
        os._exit(0)


if __name__ == "__main__":
    main()
