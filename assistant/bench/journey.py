"""How long a person waits: pages found, first sentence, end. Alone, and while the model works for somebody else."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from itertools import count
from statistics import median
from time import perf_counter

from assistant.bench.material import PASSAGE, QUESTIONS
from assistant.evaluation.report import percentile
from assistant.pipeline.events import PartReleased, SourcesFound
from assistant.pipeline.running import RunningTurn
from assistant.services import Services
from assistant.vocabulary import Channel, Language
from knowledge.types import Retriever
from models.types import ChatMessage, LanguageModel, Role


async def measure_waits(services: Services) -> dict[str, float | None]:
    """Milliseconds from the question, over the bench's questions, each in a conversation of its own."""
    questions = [_anew(question) for question in QUESTIONS]
    turns = [await _ask(services, question) for question in questions]
    again = [await _ask(services, question) for question in questions]
    return {
        "sources_p95_ms": percentile(_moments(turns, SourcesFound), 95),
        "first_sentence_median_ms": percentile(_moments(turns, PartReleased), 50),
        "first_sentence_p95_ms": percentile(_moments(turns, PartReleased), 95),
        "end_median_ms": percentile((turn.moments[-1] * 1000 for turn in turns), 50),
        "repeated_end_median_ms": percentile((turn.moments[-1] * 1000 for turn in again), 50),
        "cpu_seconds_median": percentile((turn.answer.effort.cpu_seconds for turn in turns), 50),
    }


async def measure_retrieval(retriever: Retriever, model: LanguageModel | None) -> dict[str, float | None]:
    """One search, alone and while the language model writes."""
    await _search_all(retriever)  # opens what is opened at the first search
    idle = await _search_all(retriever)
    figures: dict[str, float | None] = {"search_p50_ms": percentile(idle, 50), "search_p95_ms": percentile(idle, 95)}
    if model is not None:
        busy_model = asyncio.create_task(_keep_writing(model))
        await asyncio.sleep(2.0)
        busy = await _search_all(retriever)
        busy_model.cancel()
        await asyncio.gather(busy_model, return_exceptions=True)
        figures["search_busy_p50_ms"] = percentile(busy, 50)
        figures["search_busy_p95_ms"] = percentile(busy, 95)
        figures["search_busy_ratio"] = round(median(busy) / median(idle), 2)
    return figures


_NUMBERS = count(1)


def _anew(question: str) -> str:
    """The question as one that was never asked: vectors of those asked before are remembered."""
    return f"{question} (dossier {next(_NUMBERS)})"


async def _ask(services: Services, question: str) -> RunningTurn:
    conversation = await services.start(Language.FRENCH, Channel.API)
    return await services.answer_now(conversation.code, question)


async def _search_all(retriever: Retriever) -> list[float]:
    times = []
    for question in QUESTIONS * 3:
        asked = _anew(question)
        started = perf_counter()
        await asyncio.to_thread(retriever.search, asked)
        times.append((perf_counter() - started) * 1000)
    return times


async def _keep_writing(model: LanguageModel) -> None:
    number = 0
    while True:
        number += 1
        messages = (ChatMessage(Role.USER, f"{number}. {PASSAGE * 4} Raconte en détail cette démarche."),)
        async with aclosing(model.stream(messages, max_tokens=200, seconds=120.0)) as stream:
            async for _ in stream:
                pass


def _moments(turns: Sequence[RunningTurn], kind: type[SourcesFound] | type[PartReleased]) -> list[float]:
    return [
        next(1000 * at for at, event in zip(turn.moments, turn.events, strict=True) if isinstance(event, kind))
        for turn in turns
        if any(isinstance(event, kind) for event in turn.events)
    ]
