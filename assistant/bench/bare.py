"""The same model called straight through llama_cpp: what the assistant's own speed is held against.

A child process that reads one JSON request a line and answers one line: the library stays out of the parent, and the
two are measured in turn on an otherwise idle machine.
"""

import json
import sys
from time import perf_counter
from typing import Any

from assistant.egress import close_network


def generate(model: Any, messages: list[dict[str, str]], max_tokens: int) -> dict[str, float]:
    """Prefill and generation of one greedy completion, tokens a second."""
    started = perf_counter()
    first = 0.0
    tokens = 0
    for piece in model.create_chat_completion(messages, max_tokens=max_tokens, temperature=0.0, stream=True):
        if piece["choices"][0]["delta"].get("content"):
            first = first or perf_counter()
            tokens += 1
    ended = perf_counter()
    return {
        "prefill_seconds": first - started,
        "tokens": tokens,
        "generation_seconds": ended - first,
    }


def embed(model: Any, texts: list[str]) -> dict[str, float]:
    """Wall time of the vectors of some texts, one call each."""
    started = perf_counter()
    for text in texts:
        model.embed(f"passage: {text}", normalize=True, truncate=True)
    return {"seconds": perf_counter() - started}


def main() -> None:
    """Answer until the parent closes the pipe."""
    close_network()
    from llama_cpp import Llama

    kind, path, threads, context_tokens = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    shared: dict[str, Any] = {"n_threads": threads, "n_threads_batch": threads, "verbose": False}
    if kind == "generate":
        model = Llama(path, n_ctx=context_tokens, **shared)
    else:
        model = Llama(path, embedding=True, n_ctx=512, n_batch=512, n_ubatch=512, flash_attn=True, **shared)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if kind == "generate":
            model.reset()  # as a new conversation: nothing of the prompt is reused
            reply = generate(model, request["messages"], request["max_tokens"])
        else:
            reply = embed(model, request["texts"])
        print(json.dumps(reply), flush=True)


if __name__ == "__main__":
    main()
