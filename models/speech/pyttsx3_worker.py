"""The one door to pyttsx3: says one sentence and ends. ``python -m models.speech.pyttsx3_worker``.

One request on the standard input, a WAV file on the standard output. A process of its own for each sentence, because
the library keeps one voice and one speed for a whole process, loses files and hangs (docs/adr/0030, 0039). The file
that it insists on writing is in memory: nothing reaches a disk.
"""

import json
import os
import sys

from models.workers.child import forbid_network, take_pipes


def main() -> None:
    """Say it, or end with a status that is not 0."""
    forbid_network()
    requests, sounds = take_pipes()
    request = json.loads(requests.read())
    sounds.write(say(request["text"], voice=request["voice"], rate=request["rate"]))
    os._exit(0)  # the library's own end can crash


def say(text: str, *, voice: str, rate: int) -> bytes:
    """The sentence as a WAV file. Raises ``RuntimeError`` when the library gives none."""
    import pyttsx3  # loads a native library

    memory = os.memfd_create("speech")
    engine = pyttsx3.init(driverName="espeak")
    engine.setProperty("voice", voice)
    engine.setProperty("rate", rate)
    engine.save_to_file(text, f"/proc/self/fd/{memory}")
    # Ends with the sentence. runAndWait would first cancel what the library has not taken yet, which may be the speed.
    engine.startLoop()
    if not (size := os.lseek(memory, 0, os.SEEK_END)):
        raise RuntimeError("the engine gave no sound")
    return os.pread(memory, size, 0)


if __name__ == "__main__":
    try:
        main()
    except Exception:  # the message may quote the sentence
        sys.exit(1)
