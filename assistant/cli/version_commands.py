"""``parvis knowledge versions|check|publish|rollback|remove|golden``: what admins do with the versions of a base."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assistant.api.keeper_wire import check_to_wire, say_keeper_refusal
from assistant.audit import COMMAND_LINE
from assistant.cli.progress import show_progress
from assistant.cli.version_lines import tell_check, tell_golden, tell_lines, tell_page
from assistant.cli.words import console, language, say
from assistant.errors import DisplayableError, KeeperRefused, NotReady
from assistant.evaluation.sets import AskedQuestion, read_set
from assistant.keepers.golden import GoldenQuestion
from assistant.keepers.versions import VersionKeeper
from assistant.messages.catalogue import read_messages
from assistant.model_choice import find_embedder, open_batch_embedder
from assistant.settings import Settings, read_settings
from assistant.wiring import open_version_keeper
from knowledge.comparing import PageChange
from knowledge.embedding import EmbeddingProgress, build_dense
from knowledge.types import IndexLocked
from knowledge.vector_cache import VectorCache
from knowledge.versions import version_folder

BaseName = Annotated[str, typer.Argument(help=say("keepers.base"), show_default=False)]
VersionName = Annotated[str, typer.Argument(help=say("keepers.version"), show_default=False)]
SetFile = Annotated[Path | None, typer.Option("--set", help=say("keepers.set"), exists=True, dir_okay=False)]
_DETAILED = 20
"""Pages whose changed lines are shown without being asked for."""


def list_versions(base: BaseName) -> None:
    with open_keeper(read_settings()) as keeper:
        versions = keeper.versions(base)
        may_go = keeper.find_old(base)
    table = Table()
    for column in ("version", "state", "loaded", "source", "pages", "passages", "dense"):
        table.add_column(say(f"keepers.column_{column}"))
    for version in versions:
        states = [
            say(f"keepers.state_{state}")
            for state, holds in (
                ("published", version.is_published),
                ("draft", version.is_draft),
                ("way_back", version.is_way_back),
                ("may_go", version.version in may_go),
            )
            if holds
        ]
        loaded = version.loaded_at.astimezone().strftime("%Y-%m-%d %H:%M")
        dense = say("yes" if version.has_dense else "no")
        counts = (str(version.pages), str(version.passages))
        table.add_row(version.version[:12], ", ".join(states), loaded, version.source, *counts, dense)
    console().print(table)


def check(
    base: BaseName,
    version: VersionName = "",
    set_file: SetFile = None,
    page: Annotated[str, typer.Option(help=say("keepers.page"))] = "",
    everything: Annotated[bool, typer.Option("--all", help=say("keepers.all"))] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help=say("json_file"), dir_okay=False)] = None,
) -> None:
    screen = console()
    settings = read_settings()
    with open_keeper(settings, searches=not page) as keeper:
        if page:
            for line in tell_lines(keeper.show_changes(base, page, version)):
                screen.print(line, markup=False)
            return
        found = keeper.check(base, version, read_questions(set_file) if set_file else None)
        for line in tell_check(found):
            screen.print(line, markup=False)
        detailed = 0
        for changed in found.comparison.pages:
            screen.print(tell_page(changed), markup=False)
            if changed.change is PageChange.CHANGED and (everything or detailed < _DETAILED):
                detailed += 1
                for line in tell_lines(keeper.show_changes(base, changed.document_id, found.version)):
                    screen.print(line, markup=False)
        if found.comparison.count(PageChange.CHANGED) > detailed:
            screen.print(say("keepers.more_pages", shown=detailed), markup=False)
    for line in tell_golden(found.golden) if found.golden else (say("keepers.no_golden", base=base),):
        screen.print(line, markup=False)
    if json_file is not None:
        body = check_to_wire(found).model_dump(mode="json")
        json_file.write_text(json.dumps(body, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        console(errors=True).print(say("wrote", file=json_file))


def publish(
    base: BaseName,
    version: VersionName = "",
    words_first: Annotated[bool, typer.Option("--words-first", help=say("keepers.words_first"))] = False,
) -> None:
    settings = read_settings()
    with open_keeper(settings) as keeper:
        chosen = keeper.choose_version(base, version)
        if not words_first:
            embed_version(settings, base, chosen)
        keeper.publish(base, COMMAND_LINE, chosen, words_first=words_first)
        console().print(say("keepers.published", base=base, version=chosen[:12]), markup=False)
        if words_first:
            embed_version(settings, base, chosen)


def roll_back(base: BaseName) -> None:
    with open_keeper(read_settings()) as keeper:
        version = keeper.roll_back(base, COMMAND_LINE)
    console().print(say("keepers.rolled_back", base=base, version=version[:12]), markup=False)


def remove(
    base: BaseName,
    version: VersionName = "",
) -> None:
    """One version, or without a name all those that may go."""
    with open_keeper(read_settings()) as keeper:
        gone = [keeper.choose_version(base, version)] if version else list(keeper.find_old(base))
        for name in gone:
            keeper.remove(base, name, COMMAND_LINE)
            console().print(say("keepers.removed", base=base, version=name[:12]), markup=False)
        if not gone:
            console().print(say("keepers.nothing_to_remove", keep=keeper.keep), markup=False)


def golden(base: BaseName, set_file: SetFile = None) -> None:
    with open_keeper(read_settings()) as keeper:
        if set_file:
            count = keeper.keep_golden(base, read_questions(set_file), COMMAND_LINE)
            console().print(say("keepers.golden_kept", count=count, base=base), markup=False)
            return
        questions = keeper.golden(base)
    for question in questions:
        console().print(f"{question.id}  {question.question}  ({', '.join(question.pages)})", markup=False)
    if not questions:
        console().print(say("keepers.no_golden", base=base), markup=False)


def read_questions(file: Path) -> tuple[GoldenQuestion, ...]:
    """The questions of a set that a page answers. Raises :class:`DisplayableError` when there is none."""
    rows = [row for row in read_set(file, AskedQuestion) if row.kind == "answerable" and row.gold]
    if not rows:
        raise DisplayableError(say("keepers.empty_set", file=file))
    return tuple(GoldenQuestion(row.id, row.question, row.gold) for row in rows)


def embed_version(settings: Settings, base: str, version: str) -> None:
    """Build the index by meaning of a version if there is an embedder. Raises :class:`NotReady` when it is busy."""
    embedder = open_batch_embedder(settings)
    if embedder is None:
        return
    folder = version_folder(settings.knowledge_root, base, version)
    try:
        with VectorCache(settings.vectors_file) as cache, show_progress(say("embedding", base=base)) as progress:

            def tell(at: EmbeddingProgress, progress: Callable[[float, float], None] = progress) -> None:
                progress(at.embedded, at.total)

            build_dense(folder, base, embedder, cache, tell)
    except IndexLocked:
        raise NotReady(say("embed_busy")) from None
    finally:
        embedder.close()


@contextmanager
def open_keeper(settings: Settings, *, searches: bool = True) -> Iterator[VersionKeeper]:
    """What keeps the versions; what is refused becomes a sentence."""
    embedder = find_embedder(settings) if searches else None
    try:
        with open_version_keeper(settings, embedder) as keeper:
            yield keeper
    except KeeperRefused as refusal:
        raise DisplayableError(say_keeper_refusal(refusal, read_messages(), language())) from None
    finally:
        if embedder is not None:
            embedder.close()
