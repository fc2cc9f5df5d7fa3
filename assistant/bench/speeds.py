"""Speeds of the models against the same models called bare, in turn, in one run."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager
from statistics import median
from time import perf_counter
from typing import Any

from assistant.bench.material import PASSAGE
from models.types import ChatMessage, LanguageModel, Role, TextEmbedder, Usage

_ROUNDS = 3
_TOKENS = 64
_TEXTS = 60
_PEOPLE = 4


class Bare:
    """One child process that calls llama_cpp and nothing of ours."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def ask(self, request: dict[str, Any]) -> dict[str, float]:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the bare model has no pipes")
        stdin.write(json.dumps(request).encode() + b"\n")
        await stdin.drain()
        return dict(json.loads(await stdout.readline()))


@asynccontextmanager
async def open_bare(*arguments: str, module: str = "assistant.bench.bare") -> AsyncGenerator[Bare, None]:
    """A child that calls an engine and nothing of ours. ``arguments`` are those of its module."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *arguments,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        if process.stdout is not None:
            await process.stdout.readline()
        yield Bare(process)
    finally:
        process.kill()
        await process.wait()


async def measure_generation(model: LanguageModel, bare: Bare) -> dict[str, float]:
    """Ours against bare: prefill and generation, medians over rounds in turn."""
    ours: list[Usage] = []
    theirs: list[dict[str, float]] = []
    for number in range(_ROUNDS):
        # the number comes first, so that neither side reuses anything of the round before
        messages = (
            ChatMessage(Role.SYSTEM, f"Dossier {number}. Tu récris en français simple."),
            ChatMessage(Role.USER, f"{PASSAGE * 3}\n\nExplique cette démarche en détail."),
        )
        theirs.append(await bare.ask(_bare_request(messages, _TOKENS)))
        ours.append(await generate(model, messages, max_tokens=_TOKENS))
    our_speed = median(u.generated_tokens / u.generation_seconds for u in ours)
    bare_speed = median(t["tokens"] / t["generation_seconds"] for t in theirs)
    our_prefill = median(u.prefill_seconds for u in ours)
    bare_prefill = median(t["prefill_seconds"] for t in theirs)
    return {
        "generation_tokens_per_second": round(our_speed, 2),
        "generation_bare_tokens_per_second": round(bare_speed, 2),
        "generation_ratio": round(our_speed / bare_speed, 3),
        "prompt_tokens": ours[0].prompt_tokens,
        "prefill_tokens_per_second": round(ours[0].prompt_tokens / our_prefill, 1),
        "prefill_ratio": round(bare_prefill / our_prefill, 3),
    }


async def measure_together(model: LanguageModel, bare: Bare) -> dict[str, float]:
    """Four people's calls at once against one person's call to the bare model, medians over rounds in turn.

    Prefill is left out on both sides: the bare model's tokens count from the first to the last, and those of the four
    from the moment when the last of the four has its first token to the moment when one of them ends, so that all four
    write all the time.
    """
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(_ROUNDS):
        calls = [_together_messages(number, person) for person in range(_PEOPLE)]
        reply = await bare.ask(_bare_request(calls[0], _TOKENS))
        theirs.append((reply["tokens"] - 1) / reply["generation_seconds"])
        ours.append(await _write_together(model, calls))
    return {
        "together_tokens_per_second": round(median(ours), 2),
        "together_ratio": round(median(ours) / median(theirs), 3),
    }


async def measure_embedding(embedder: TextEmbedder, bare: Bare) -> dict[str, float]:
    """Ours against bare: distinct texts of a passage's length."""
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(_ROUNDS):
        texts = [f"Fiche {number}.{n} {PASSAGE[:260]}" for n in range(_TEXTS)]
        theirs.append((await bare.ask({"texts": texts}))["seconds"])
        started = perf_counter()
        await asyncio.to_thread(embedder.embed_passages, texts)
        ours.append(perf_counter() - started)
    return {
        "embedding_texts_per_second": round(_TEXTS / median(ours), 1),
        "embedding_ratio": round(median(theirs) / median(ours), 3),
    }


async def generate(model: LanguageModel, messages: Sequence[ChatMessage], *, max_tokens: int) -> Usage:
    """The cost of one whole generation."""
    async with aclosing(model.stream(messages, max_tokens=max_tokens, seconds=300.0)) as stream:
        usages = [piece.usage async for piece in stream if piece.usage]
    return usages[-1]


def tokens_while_all_write(moments: Sequence[Sequence[float]]) -> float:
    """Tokens a second of all, from the latest first token to the earliest last one. ``moments`` are those of the tokens
    of each, in seconds. 0 when all never wrote at the same time."""
    begin, end = max(each[0] for each in moments), min(each[-1] for each in moments)
    count = sum(begin < moment <= end for each in moments for moment in each)
    return count / (end - begin) if end > begin else 0.0


def _together_messages(number: int, person: int) -> tuple[ChatMessage, ...]:
    """The number comes first, so that nothing of the round before is used again; the four share what they may."""
    system = f"Groupe {number}. Tu récris en français simple."
    return (
        ChatMessage(Role.SYSTEM, system, public_characters=len(system)),
        ChatMessage(
            Role.USER,
            f"{PASSAGE}\n\nExplique en détail cette démarche à {person + 2} voisins.",
            public_characters=len(PASSAGE),
        ),
    )


def _bare_request(messages: Sequence[ChatMessage], max_tokens: int) -> dict[str, Any]:
    return {"messages": [{"role": m.role.value, "content": m.text} for m in messages], "max_tokens": max_tokens}


async def _write_together(model: LanguageModel, calls: Sequence[Sequence[ChatMessage]]) -> float:
    """Tokens a second of all ``calls``, each long enough to write on while the others are still being read."""

    async def moments_of(messages: Sequence[ChatMessage]) -> list[float]:
        async with aclosing(model.stream(messages, max_tokens=2 * _TOKENS, seconds=300.0)) as stream:
            return [perf_counter() async for piece in stream if piece.text]

    return tokens_while_all_write(await asyncio.gather(*(moments_of(messages) for messages in calls)))
