"""``parvis purge``: deletes what is past its time and shows the proof."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assistant.cli.words import console, language, say
from assistant.messages.catalogue import read_messages
from assistant.retention.proof import Proof
from assistant.retention.purge import Purge
from assistant.settings import read_settings
from assistant.wiring import connect_database


def purge(
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("purge_dry_run"))] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help=say("json_file"))] = None,
) -> None:
    settings = read_settings()
    engine = connect_database(settings)
    try:
        proof = Purge(engine, settings.retention).run(is_dry_run=dry_run)
    finally:
        engine.dispose()
    _show(proof)
    if json_file is not None:
        json_file.write_text(json.dumps(proof.to_json(), indent=1) + "\n", encoding="utf-8")
        console(errors=True).print(say("wrote", file=json_file))
    if not proof.holds:
        raise typer.Exit(1)


def _show(proof: Proof) -> None:
    screen = console()
    table = Table()
    for column in ("kind", "days", "before", "past", "after"):
        table.add_column(_text(f"column.{column}"))
    for kind in proof.kinds:
        name = _text(f"kind.{kind.kind}")
        table.add_row(name, str(kind.days), str(kind.before), str(kind.past), str(kind.after))
    screen.print(table)
    for sentence in tell_proof(proof):
        screen.print(sentence, markup=False)


def tell_proof(proof: Proof) -> list[str]:
    """The proof in words: what went, what the bytes say, and whether it holds."""
    file = proof.file
    sentences = [_text("would_remove" if proof.is_dry_run else "removed", rows=proof.removed)]
    if file is None:
        sentences.append(_text("server_database"))
    elif not proof.is_dry_run:
        sentences.append(_text("size", before=file.bytes_before, after=file.bytes_after))
        found = {"wanted": file.looked_for, "before": file.found_before, "after": file.found_after}
        sentences.append(_text("searched", **found))
        if not file.is_log_empty:
            sentences.append(_text("log_is_busy"))
    if not proof.is_dry_run:
        sentences.append(_text("holds" if proof.holds else "does_not_hold"))
    return sentences


def _text(key: str, **values: object) -> str:
    return read_messages().text(f"retention.{key}", language(), **values)
