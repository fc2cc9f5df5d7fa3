"""A language worker without llama.cpp, for the tests of its supervisor. It works all calls at once.

What it does is said by the last message of each call, ``verb argument``; ``python fake_worker.py BEHAVIOUR`` sets what
it does when it starts. Every start adds a line to the file ``starts`` beside the model file.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from models.language.protocol import Cancel, Failed, Failure, Finished, Generate, Load, Piece, Ready, parse_command
from models.types import Usage
from models.workers.child import take_pipes
from models.workers.frames import pack_frame, read_frame

cancelled: set[int] = set()
wake = threading.Condition(threading.RLock())


def main(behaviour: str) -> None:
    commands, events = take_pipes()

    def tell(event: Ready | Piece | Finished | Failed) -> None:
        with wake:
            events.write(pack_frame(event.model_dump_json().encode()))

    load = parse_command(read_frame(commands) or b"")
    assert isinstance(load, Load)
    starts = Path(load.path).parent / "starts"
    with starts.open("a") as file:
        file.write("start\n")
    first_start = len(starts.read_text().splitlines()) == 1
    if behaviour == "damaged":
        tell(Failed(call=None, failure=Failure.DAMAGED, reason="not a model"))
        return
    if behaviour == "dies-loading" or (behaviour == "dies-loading-once" and first_start):
        return
    if behaviour == "silent":
        time.sleep(600)
    tell(Ready())
    while message := read_frame(commands):
        command = parse_command(message)
        if isinstance(command, Generate):
            threading.Thread(target=work, args=(command, tell, events), daemon=True).start()
        elif isinstance(command, Cancel):
            with wake:
                cancelled.add(command.call)
                wake.notify_all()
    os._exit(0)


def work(order: Generate, tell: Callable[[Piece | Finished | Failed], None], events: BinaryIO) -> None:
    """One call, beside the others."""
    verb, _, argument = order.messages[-1].text.partition(" ")
    if verb == "die":
        tell(Piece(call=order.call, text="un mot"))
        os._exit(9)
    if verb == "garbage":
        events.write(b"llama: some native print\n" * 400)
        time.sleep(600)
    if verb == "refuse":
        tell(Failed(call=order.call, failure=Failure.PROMPT_TOO_LONG, reason="too long"))
        return
    if verb == "hold":
        tell(Piece(call=order.call, text="held"))
        with wake:
            wake.wait_for(lambda: order.call in cancelled)
        tell(Finished(call=order.call, usage=None))
        return
    if verb == "deaf":
        tell(Piece(call=order.call, text="deaf"))
        time.sleep(600)
    if order.max_tokens:
        for word in argument.split():
            tell(Piece(call=order.call, text=word))
    usage = Usage(len(order.messages), 0, len(argument.split()), 0.0, 0.0)
    tell(Finished(call=order.call, usage=usage))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
