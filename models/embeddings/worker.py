"""The process around the embedding model: ``python -m models.embeddings.worker``, one reply for each order.

Orders are read between computations only: each takes milliseconds, and the end of the pipe is seen right after.
"""

from pathlib import Path
from typing import BinaryIO

from models.embeddings.llama_cpp import LlamaCppEmbedder
from models.embeddings.protocol import Embed, Failed, Failure, Load, Ready, Vector, parse_order
from models.types import ModelError
from models.workers.child import forbid_network, lower_priority, take_pipes
from models.workers.frames import BrokenFrame, pack_frame, read_frame


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
        embedder = LlamaCppEmbedder(Path(settings.path), threads=settings.threads, name="worker")
    except ModelError as error:
        _tell(replies, Failed(failure=Failure.of(error), reason=str(error)))
        return
    _tell(replies, Ready(dimensions=embedder.dimensions))
    while message := read_frame(orders):
        order = parse_order(message)
        if not isinstance(order, Embed):
            return
        _tell(replies, _answer(embedder, order))


def _answer(embedder: LlamaCppEmbedder, order: Embed) -> Vector | Failed:
    try:
        if order.is_query:
            return Vector(values=embedder.embed_query(order.text))
        return Vector(values=embedder.embed_passages([order.text])[0])
    except ModelError as error:
        return Failed(failure=Failure.of(error), reason=str(error))
    except Exception as error:  # one text that fails must not end the worker; the message may quote the text
        return Failed(failure=Failure.DIED, reason=f"The embedding worker failed ({type(error).__name__}).")


def _tell(replies: BinaryIO, reply: Ready | Vector | Failed) -> None:
    replies.write(pack_frame(reply.model_dump_json().encode()))


if __name__ == "__main__":
    try:
        main()
    except (BrokenFrame, BrokenPipeError):
        raise SystemExit(1) from None
