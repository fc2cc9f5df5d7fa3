"""The same engines of speech called straight: what the assistant's own waits are held against.

A child process that reads one JSON request a line and answers one line. ``hear`` keeps its model; ``say`` is one
sentence in a process that is ready for it, since pyttsx3 says no second one reliably.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from assistant.egress import close_network


def main() -> None:
    """Answer until the parent closes the pipe."""
    close_network()
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # pyttsx3 prints on the standard output
    kind, arguments = sys.argv[1], sys.argv[2:]
    work = _ready_to_hear(*arguments) if kind == "hear" else _ready_to_say()
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        started = perf_counter()
        work(request)
        print(json.dumps({"seconds": perf_counter() - started}), file=answers, flush=True)


def _ready_to_hear(threads: str, *files: str) -> Any:
    from faster_whisper import WhisperModel

    names = ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
    contents = {name: Path(file).read_bytes() for name, file in zip(names, files, strict=True)}
    model = WhisperModel("bare", device="cpu", compute_type="int8", cpu_threads=int(threads), files=contents)

    def hear(request: dict[str, str]) -> None:
        found, _ = model.transcribe(request["audio"], language="fr", beam_size=5, without_timestamps=True)
        list(found)

    return hear


def _ready_to_say() -> Any:
    import pyttsx3

    def say(request: dict[str, str]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            engine = pyttsx3.init(driverName="espeak")
            engine.setProperty("voice", "roa/fr")
            engine.setProperty("rate", 130)
            engine.save_to_file(request["text"], f"{folder}/said.wav")
            engine.runAndWait()

    return say


if __name__ == "__main__":
    main()
