"""``parvis knowledge preview``: what would be loaded from a source, before anything is written."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from assistant.cli.load_report import left_out_as_data, print_skipped, tell_hidden
from assistant.cli.reading_options import (
    AllowPersonalDataOption,
    JsonOption,
    NotOlderThanOption,
    PublisherOption,
    UrlPrefixOption,
    open_reading,
    read_choices,
)
from assistant.cli.words import console, say
from assistant.errors import NotReady
from assistant.settings import read_settings
from knowledge.preview import DocumentPreview, Preview, preview

_NO_BASE = "preview"
"""An archive of several audiences needs a name; elsewhere it is not shown."""


def preview_source(
    source: Annotated[Path, typer.Argument(help=say("reading.source"))],
    page: Annotated[str, typer.Option("--page", help=say("reading.page"))] = "",
    base: Annotated[str, typer.Option("--base", help=say("base_name"))] = _NO_BASE,
    publisher: PublisherOption = "",
    url_prefix: UrlPrefixOption = "",
    not_older_than: NotOlderThanOption = "",
    allow_personal_data: AllowPersonalDataOption = False,
    as_json: JsonOption = False,
) -> None:
    choices = read_choices(publisher, url_prefix, not_older_than, allow_personal_data)
    with open_reading(read_settings(), choices) as reading:
        found = preview(source, base, reading)
    if as_json:
        typer.echo(json.dumps(_as_data(found), ensure_ascii=False, indent=1))
    elif page:
        chosen = found.find(page)
        if chosen is None:
            raise NotReady(say("reading.no_such_page", page=page, source=source))
        for line in tell_document(chosen):
            console().print(line, markup=False)
    else:
        _print_documents(found)
        print_skipped(found.skipped)
        for line in tell_hidden(found.hidden):
            console().print(line, markup=False)
        console().print(say("reading.would_load", documents=len(found.documents), passages=found.passages))


def tell_document(chosen: DocumentPreview) -> Iterator[str]:
    """A document and its passages, as plain lines."""
    document = chosen.document
    yield f"{document.id} — {document.title}"
    for name, value in (
        ("column_file", document.file),
        ("column_date", document.updated_on.isoformat() if document.updated_on else ""),
        ("column_address", document.url or say("reading.no_address")),
    ):
        yield f"  {say(f'reading.{name}')}: {value or '–'}"
    for passage in chosen.passages:
        yield ""
        yield f"[{passage.id}] {passage.heading}"
        yield from (f"  {line}" for line in passage.text.splitlines())


def _print_documents(found: Preview) -> None:
    table = Table()
    for column in ("number", "id", "title", "date", "passages", "address"):
        table.add_column(say(f"reading.column_{column}"), overflow="fold")
    for rank, each in enumerate(found.documents, start=1):
        document = each.document
        day = document.updated_on.isoformat() if document.updated_on else "–"
        address = document.url or say("reading.no_address")
        cells = (str(rank), document.id, document.title, day, str(len(each.passages)), address)
        table.add_row(*map(escape, cells))
    console().print(table)


def _as_data(found: Preview) -> dict[str, object]:
    return {
        "documents": [
            {
                "id": each.document.id,
                "title": each.document.title,
                "file": each.document.file,
                "url": each.document.url,
                "updated_on": each.document.updated_on.isoformat() if each.document.updated_on else None,
                "passages": [
                    {"id": passage.id, "heading": passage.heading, "text": passage.text} for passage in each.passages
                ],
            }
            for each in found.documents
        ],
        **left_out_as_data(found.skipped, found.hidden),
    }
