"""``parvis knowledge …``: fetch, load and follow bases of pages."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assistant.artifacts.store import ArtifactStore
from assistant.cli.fetching import fetch_artifact, find_entry, list_artifacts
from assistant.cli.load_report import print_skipped, report_as_data, tell_hidden
from assistant.cli.progress import show_progress
from assistant.cli.reading_options import (
    AllowPersonalDataOption,
    JsonOption,
    NotOlderThanOption,
    PublisherOption,
    ReadingChoices,
    UrlPrefixOption,
    open_reading,
    read_choices,
)
from assistant.cli.version_lines import published_or_none, tell_update
from assistant.cli.words import console, say
from assistant.errors import NotReady
from assistant.model_choice import open_batch_embedder
from assistant.settings import Settings, read_settings
from knowledge.dense import dense_facts
from knowledge.embedding import EmbeddingProgress, build_dense
from knowledge.ingest import LoadReport, load_base
from knowledge.library import Library
from knowledge.loaders.skipped import NothingLoaded
from knowledge.status import Provenance
from knowledge.types import IndexLocked
from knowledge.vector_cache import VectorCache
from knowledge.versions import DENSE_FOLDER, is_finished, published_version, version_folder
from models.types import TextEmbedder

commands = typer.Typer(help=say("knowledge"), no_args_is_help=True)

BaseNames = Annotated[list[str] | None, typer.Argument(help=say("base_name"))]
_BEHIND_EVERYTHING = 19
"""Niceness of the background build: people who ask come first."""


@commands.command("list", help=say("knowledge_list"))
def list_bases() -> None:
    list_artifacts("knowledge", in_use=read_settings().knowledge.bases)


@commands.command("fetch", help=say("knowledge_fetch"))
def fetch(
    names: BaseNames = None,
    origin: Annotated[int | None, typer.Option(help=say("origin"), min=1)] = None,
    local_file: Annotated[Path | None, typer.Option("--file", help=say("local_file"), exists=True)] = None,
    sha256: Annotated[str, typer.Option(help=say("sha256"))] = "",
) -> None:
    settings = read_settings()
    for name in names or settings.knowledge.bases:
        fetch_artifact("knowledge", name, settings, origin=origin, local_file=local_file, sha256=sha256)


@commands.command("load", help=say("knowledge_load"))
def load(
    names: BaseNames = None,
    source: Annotated[Path | None, typer.Option(help=say("reading.source"))] = None,
    publisher: PublisherOption = "",
    url_prefix: UrlPrefixOption = "",
    not_older_than: NotOlderThanOption = "",
    allow_personal_data: AllowPersonalDataOption = False,
    as_json: JsonOption = False,
    draft: Annotated[bool, typer.Option("--draft", help=say("keepers.draft"))] = False,
) -> None:
    settings = read_settings()
    choices = read_choices(publisher, url_prefix, not_older_than, allow_personal_data)
    for name in names or settings.knowledge.bases:
        load_one(settings, name, source or archive_of(settings, name), choices, as_draft=draft, as_json=as_json)


@commands.command("status", help=say("knowledge_status"))
def status() -> None:
    settings = read_settings()
    with Library.open(settings.knowledge_root, settings.knowledge.bases, None, copy_if_locked=True) as library:
        bases = library.status()
    if not bases:
        raise NotReady(say("no_base"))
    table = Table()
    for column in ("base", "version", "pages", "dates", "dense"):
        table.add_column(say(f"column_{column}"))
    for base in bases:
        folder = version_folder(settings.knowledge_root, base.base, base.version)
        dense = dense_facts(folder / DENSE_FOLDER) is not None
        dates = f"{base.oldest} – {base.newest}"
        table.add_row(base.base, base.version[:12], str(base.pages), dates, say("yes" if dense else "no"))
    console().print(table)


@commands.command("show", help=say("knowledge_show"))
def show(page: Annotated[str, typer.Argument(help=say("page_id"))]) -> None:
    settings = read_settings()
    with Library.open(settings.knowledge_root, settings.knowledge.bases, None, copy_if_locked=True) as library:
        found = library.provenance(page)
    if not found:
        raise NotReady(say("no_page", page=page, bases=", ".join(settings.knowledge.bases)))
    for origin in found:
        for line in tell_provenance(origin):
            console().print(line, markup=False)


def tell_provenance(origin: Provenance) -> Iterator[str]:
    """A page, where it comes from, and its passages, as plain lines."""
    document = origin.document
    yield f"{document.id} — {document.title}"
    for name, value in (
        ("base", origin.base),
        ("version", origin.version),
        ("address", document.url),
        ("publisher", document.publisher),
        ("licence", document.licence),
        ("date", document.updated_on.isoformat() if document.updated_on else ""),
        ("source", f"{origin.source} ({origin.loader})"),
        ("source_sha256", origin.source_sha256),
        ("file", document.file),
        ("file_sha256", document.sha256),
    ):
        yield f"  {say(f'column_{name}')}: {value or '–'}"
    for passage in origin.passages:
        yield ""
        yield f"[{passage.id}] {passage.heading}"
        yield from (f"  {line}" for line in passage.text.splitlines())
    yield ""


@commands.command("embed", help=say("knowledge_embed"))
def embed(
    names: BaseNames = None,
    version: Annotated[str, typer.Option(help=say("keepers.version"))] = "",
    while_parent_lives: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    settings = read_settings()
    should_stop = _parent_has_gone() if while_parent_lives else _never
    if while_parent_lives:
        os.nice(_BEHIND_EVERYTHING)
    with _embedder(settings) as embedder, VectorCache(settings.vectors_file) as cache:
        for name in names or settings.knowledge.bases:
            chosen = version or published_version(settings.knowledge_root, name)
            if not is_finished(settings.knowledge_root, name, chosen):
                raise NotReady(say("no_base"))
            folder = version_folder(settings.knowledge_root, name, chosen)
            with show_progress(say("embedding", base=name)) as progress:

                def tell(at: EmbeddingProgress, progress: Callable[[float, float], None] = progress) -> None:
                    progress(at.embedded, at.total)

                try:
                    done = build_dense(folder, name, embedder, cache, tell, should_stop)
                except IndexLocked:
                    raise NotReady(say("embed_busy")) from None
            console().print(say("embedded", base=name) if done else say("embed_stopped"))


def load_one(
    settings: Settings,
    base: str,
    source: Path,
    choices: ReadingChoices | None = None,
    *,
    as_draft: bool = False,
    as_json: bool = False,
) -> None:
    """Load one base and publish it, or keep it as a draft, telling what happens and what it changes.

    What is left out is told even when nothing can be loaded.
    """
    console(errors=True).print(say("loading", base=base))
    before = published_or_none(settings, base)
    try:
        with open_reading(settings, choices or ReadingChoices()) as reading:
            report = load_base(source, base, settings.knowledge_root, reading=reading, as_draft=as_draft)
    except NothingLoaded as nothing:
        print_skipped(nothing.skipped)
        raise
    if as_json:
        typer.echo(json.dumps(report_as_data(report), ensure_ascii=False, indent=1))
        return
    tell_loaded(report)
    tell_update(settings, report, before)


def tell_loaded(report: LoadReport) -> None:
    """What a load read, left out and took out."""
    base = report.base
    if not report.is_new:
        console().print(say("unchanged", base=base, version=report.version[:12]))
        return
    console().print(
        say(
            "loaded",
            base=base,
            documents=report.pages,
            passages=report.passages,
            version=report.version[:12],
            seconds=round(report.seconds),
        )
    )
    print_skipped(report.skipped)
    for line in tell_hidden(report.hidden):
        console().print(line, markup=False)


def archive_of(settings: Settings, base: str) -> Path:
    """The fetched archive of a base of the catalogue. Raises :class:`NotReady` when it is not there."""
    entry = find_entry("knowledge", base)
    path = ArtifactStore(settings.cache).path(entry)
    if not path.exists():
        raise NotReady(say("not_fetched", name=base).replace("models fetch", "knowledge fetch"))
    return path


@contextmanager
def _embedder(settings: Settings) -> Iterator[TextEmbedder]:
    embedder = open_batch_embedder(settings)
    if embedder is None:
        raise NotReady(say("need_embedder"))
    try:
        yield embedder
    finally:
        embedder.close()


def _never() -> bool:
    return False


def _parent_has_gone() -> Callable[[], bool]:
    """Says when to stop: the server that asked for the build has ended, or tells it to end."""
    parent, told = os.getppid(), False

    def tell(_signal: int, _frame: object) -> None:
        nonlocal told
        told = True

    signal.signal(signal.SIGINT, tell)
    signal.signal(signal.SIGTERM, tell)
    return lambda: told or os.getppid() != parent
