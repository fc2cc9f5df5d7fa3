"""``parvis bench``: the speeds of this machine, in one run, as ratios where there is something to hold them against."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assistant.bench.journey import measure_retrieval, measure_waits
from assistant.bench.speeds import measure_embedding, measure_generation, measure_together, open_bare
from assistant.bench.voice import measure_first_sound, measure_hearing, measure_listening
from assistant.cli.evaluate import open_apart
from assistant.cli.words import console, say
from assistant.model_choice import (
    count_cores,
    find_language_model,
    find_model_file,
    find_speech_files,
    find_synthesizer,
    find_transcriber,
    open_batch_embedder,
)
from assistant.settings import Settings, read_settings
from models.language.supervised import SupervisedModel

Figures = Mapping[str, float | None]


def bench(
    json_file: Annotated[Path | None, typer.Option("--json", help=say("json_file"), dir_okay=False)] = None,
) -> None:
    figures = asyncio.run(_measure(read_settings()))
    table = Table(title=f"parvis bench ({count_cores()} cores)", title_justify="left")
    table.add_column("")
    table.add_column("", justify="right")
    for name, figure in figures.items():
        table.add_row(name, "–" if figure is None else f"{figure:g}")
    console().print(table)
    if json_file is not None:
        json_file.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
        console(errors=True).print(say("wrote", file=json_file))


async def _measure(settings: Settings) -> Figures:
    return {
        **await _embedding(settings),
        **await _generation(settings),
        **await _journey(settings),
        **await _voice(settings),
    }


async def _generation(settings: Settings) -> Figures:
    model = find_language_model(settings)
    if not isinstance(model, SupervisedModel):
        return {}
    chosen = settings.language_model
    path = find_model_file(chosen.model, settings.cache)
    threads = chosen.threads or count_cores()
    try:
        await model.start()
        async with open_bare("generate", str(path), str(threads), str(chosen.context_tokens)) as bare:
            return {**await measure_generation(model, bare), **await measure_together(model, bare)}
    finally:
        await model.close()


async def _embedding(settings: Settings) -> Figures:
    embedder = open_batch_embedder(settings)
    if embedder is None:
        return {}
    path = find_model_file(settings.embedding.model, settings.cache)
    threads = settings.embedding.build_threads or count_cores()
    try:
        async with open_bare("embed", str(path), str(threads), "512") as bare:
            return await measure_embedding(embedder, bare)
    finally:
        embedder.close()


async def _voice(settings: Settings) -> Figures:
    figures: dict[str, float | None] = {}
    transcriber, synthesizer = find_transcriber(settings), find_synthesizer(settings)
    files = find_speech_files(settings.voice.recognition, settings.cache)
    if transcriber is not None and files is not None:
        try:
            figures |= await measure_hearing(transcriber, files, settings.voice.threads or count_cores())
        finally:
            await transcriber.close()
    if synthesizer is not None:
        figures |= await measure_first_sound(synthesizer)
        figures |= await measure_listening(synthesizer)
    return figures


async def _journey(settings: Settings) -> Figures:
    async with open_apart(settings) as services:
        return {**await measure_retrieval(services.retriever, services.language_model), **await measure_waits(services)}
