"""``parvis evaluate …``: measure quality on a set, print a table, write everything."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from assistant.audit import COMMAND_LINE
from assistant.cli.progress import show_progress
from assistant.cli.voice import check_voice
from assistant.cli.words import console, language, say
from assistant.errors import QuestionRefused
from assistant.evaluation.adversarial import evaluate_adversarial
from assistant.evaluation.answers import evaluate_answers
from assistant.evaluation.candidates import write_candidates
from assistant.evaluation.personal_data import evaluate_personal_data
from assistant.evaluation.planted import PlantedRetriever
from assistant.evaluation.prompts import write_prompt_set
from assistant.evaluation.report import Report
from assistant.evaluation.retrieval import evaluate_retrieval
from assistant.evaluation.speech import evaluate_speech
from assistant.governance.drafts import DraftStore
from assistant.messages.catalogue import read_messages
from assistant.model_choice import find_embedder
from assistant.services import Services
from assistant.settings import Governance, Settings, read_settings
from assistant.validated.store import ValidatedStore
from assistant.voice.hearing import Hearing
from assistant.wiring import build_guards, open_database_alone, open_library, open_services, versions_of
from knowledge.library import Library
from knowledge.types import Retriever

commands = typer.Typer(help=say("evaluate"), no_args_is_help=True)

SetFile = Annotated[Path, typer.Option("--set", help=say("set_file"), exists=True, dir_okay=False)]
JsonFile = Annotated[Path | None, typer.Option("--json", help=say("json_file"), dir_okay=False)]


@commands.command("retrieval", help=say("evaluate_retrieval"))
def retrieval(set_file: SetFile, json_file: JsonFile = None) -> None:
    settings = read_settings()
    with _library(settings) as library:
        report = evaluate_retrieval(set_file, library, versions_of(settings, library))
    _give(report, json_file)


@commands.command("personal-data", help=say("evaluate_personal_data"))
def personal_data(set_file: SetFile, json_file: JsonFile = None) -> None:
    settings = read_settings()
    with _library(settings) as library:
        guard = build_guards(settings, library).personal_data
        try:
            report = evaluate_personal_data(set_file, guard.find, versions_of(settings, library))
        finally:
            guard.close()
    _give(report, json_file)


@commands.command("answers", help=say("evaluate_answers"))
def answers(
    set_file: SetFile,
    json_file: JsonFile = None,
    with_written: Annotated[bool, typer.Option("--with-written", help=say("answers.with_written"))] = False,
) -> None:
    async def work() -> Report:
        settings = read_settings()
        async with open_apart(settings) as services:
            if with_written:
                copy_written(settings, services.keepers.store)
            with show_progress("answers") as progress:
                versions = dict(services.tell_versions())
                return await evaluate_answers(set_file, services, services.find_passage, versions, progress)

    _give(asyncio.run(work()), json_file)


@commands.command("adversarial", help=say("evaluate_adversarial"))
def adversarial(set_file: SetFile, json_file: JsonFile = None) -> None:
    async def work() -> Report:
        settings = read_settings()
        messages = read_messages()
        planted: list[PlantedRetriever] = []

        def wrap(retriever: Retriever) -> Retriever:
            planted.append(PlantedRetriever(retriever))
            return planted[0]

        def say_refused(error: QuestionRefused, text: str) -> tuple[str, str]:
            limit = settings.limits.question_characters
            words = messages.text(f"refusal.{error.reason.value}", language(), length=len(text), limit=limit)
            return words, messages.text("notice.short", language())

        async with open_apart(settings, wrap) as services:
            with show_progress("adversarial") as progress:
                versions = dict(services.tell_versions())
                return await evaluate_adversarial(
                    set_file, services, planted[0], services.find_passage, say_refused, versions, progress
                )

    _give(asyncio.run(work()), json_file)


@commands.command("speech", help=say("voice.evaluate"))
def speech(set_file: SetFile, json_file: JsonFile = None) -> None:
    async def work() -> Report:
        settings = read_settings()
        async with open_apart(settings) as services:
            check_voice(settings, services, needs_sound=False)
            hearing = Hearing(services, read_messages())
            versions = {**services.tell_versions(), "recognition": settings.voice.recognition}
            with show_progress("speech") as progress:
                return await evaluate_speech(set_file, services, hearing, versions, progress)

    _give(asyncio.run(work()), json_file)


@commands.command("speech-prompts", help=say("voice.evaluate_prompts"))
def speech_prompts(
    out: Annotated[Path, typer.Option(help=say("voice.prompts_out"), dir_okay=False)],
    most: Annotated[int, typer.Option(help=say("voice.prompts_most"), min=1)] = 25,
    questions: Annotated[int, typer.Option(help=say("voice.prompts_questions"), min=0)] = 0,
) -> None:
    count = write_prompt_set(out, most=most, questions=questions)
    console().print(say("voice.prompts_written", count=count, file=out))


@commands.command("candidates", help=say("candidates.help"))
def candidates(
    out: Annotated[Path, typer.Option("--out", help=say("candidates.out"), dir_okay=False, show_default=False)],
) -> None:
    with open_database_alone(read_settings()) as engine:
        rejected = DraftStore(engine).rejected()
    if not rejected:
        console(errors=True).print(say("candidates.none"))
        return
    count = write_candidates(out, rejected)
    console(errors=True).print(say("candidates.wrote", count=count, file=out), markup=False)


@contextmanager
def _library(settings: Settings) -> Iterator[Library]:
    embedder = find_embedder(settings)
    library = open_library(settings, embedder)
    try:
        yield library
    finally:
        library.close()
        if embedder is not None:
            embedder.close()


@asynccontextmanager
async def open_apart(
    settings: Settings, wrap: Callable[[Retriever], Retriever] = lambda retriever: retriever
) -> AsyncGenerator[Services, None]:
    """Services on a conversation store of their own, which goes with the measure.

    The doctrine is set aside: what is measured is every answer, those included that an agent would check first.
    """
    with TemporaryDirectory(prefix="parvis-evaluation-") as folder:
        apart = settings.model_copy(
            update={"database_url": f"sqlite:///{folder}/conversations.sqlite", "governance": Governance()}
        )
        async with open_services(apart, wrap_retriever=wrap) as services:
            if services.language_model is not None:
                await services.language_model.is_ready()
            yield services


def copy_written(settings: Settings, store: ValidatedStore) -> None:
    """What people of the administration wrote, so that it is measured like the rest."""
    with open_database_alone(settings) as engine:
        for answer in ValidatedStore(engine).all():
            if not answer.is_withdrawn:
                store.add(answer.written, answer.ties, COMMAND_LINE)


def _give(report: Report, json_file: Path | None) -> None:
    report.show(console())
    if json_file is not None:
        report.write(json_file)
        console(errors=True).print(say("wrote", file=json_file))
