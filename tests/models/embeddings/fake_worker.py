"""An embedding worker without llama.cpp. The first word of a text says what happens to it."""

import os
import sys
import time
from pathlib import Path

from models.embeddings.protocol import Embed, Failed, Failure, Load, Ready, Vector, parse_order
from models.workers.child import take_pipes
from models.workers.frames import pack_frame, read_frame


def main(behaviour: str) -> None:
    orders, replies = take_pipes()

    def tell(reply: Ready | Vector | Failed) -> None:
        replies.write(pack_frame(reply.model_dump_json().encode()))

    load = parse_order(read_frame(orders) or b"")
    assert isinstance(load, Load)
    folder = Path(load.path).parent
    with (folder / "starts").open("a") as file:
        file.write("start\n")
    if behaviour == "damaged":
        tell(Failed(failure=Failure.DAMAGED, reason="not a model"))
        return
    if behaviour == "dies-loading":
        return
    tell(Ready(dimensions=2))
    while message := read_frame(orders):
        order = parse_order(message)
        assert isinstance(order, Embed)
        verb = order.text.partition(" ")[0]
        died_before = (folder / "died").exists()
        if verb == "die" or (verb == "die-once" and not died_before):
            (folder / "died").touch()
            os._exit(9)
        if verb == "hang":
            time.sleep(600)
        if verb == "garbage":
            replies.write(b"printed by native code, not a frame")
        tell(Vector(values=[float(len(order.text)), float(order.is_query)]))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
