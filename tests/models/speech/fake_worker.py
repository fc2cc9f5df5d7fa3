"""A speech worker without a model. The first word of a clip, a text here, says what happens to it."""

import os
import sys
import time
from pathlib import Path

from models.speech.protocol import Failed, Hear, Heard, Load, Ready, Refused, parse_order
from models.speech.types import AudioFault
from models.workers.child import take_pipes
from models.workers.frames import pack_frame, read_frame


def main(behaviour: str) -> None:
    orders, replies = take_pipes()

    def tell(reply: Ready | Heard | Refused | Failed) -> None:
        replies.write(pack_frame(reply.model_dump_json().encode()))

    load = parse_order(read_frame(orders) or b"")
    assert isinstance(load, Load)
    folder = Path(load.files.weights).parent
    with (folder / "starts").open("a") as file:
        file.write("start\n")
    if behaviour == "damaged":
        tell(Failed(failure="damaged", reason="not a model"))
        return
    if behaviour == "dies-loading":
        return
    tell(Ready())
    while message := read_frame(orders):
        order, text = parse_order(message), (read_frame(orders) or b"").decode()
        assert isinstance(order, Hear)
        verb = text.partition(" ")[0]
        died_before = (folder / "died").exists()
        if verb == "die" or (verb == "die-once" and not died_before):
            (folder / "died").touch()
            os._exit(9)
        if verb == "hang":
            time.sleep(600)
        if verb == "slow":
            time.sleep(0.3)
        if verb == "garbage":
            replies.write(b"printed by native code, not a frame")
        if verb == "long":
            tell(Refused(fault=AudioFault.TOO_LONG))
            continue
        tell(Heard(text=text, language=order.language, seconds=1, speech_seconds=1, likelihood=-0.1, doubt=None))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
