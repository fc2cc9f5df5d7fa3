"""``parvis knowledge worklist|links``: what the keepers of a base work through, and its links, asked on command."""

from datetime import timedelta
from typing import Annotated

import httpx
import typer

from assistant.audit import COMMAND_LINE
from assistant.cli.answer_commands import refusals_said
from assistant.cli.progress import show_progress
from assistant.cli.words import console, language, say
from assistant.egress import reaching
from assistant.keepers.links import LinkCheck, LinkOutcome, LinkStore, addresses_of, destinations_of, open_client
from assistant.keepers.work import WorkItem
from assistant.messages.catalogue import read_messages
from assistant.settings import read_settings
from assistant.vocabulary import Worklist, WorkMark
from assistant.wiring import connect_database, open_keepers
from knowledge.documents import DocumentStore
from knowledge.versions import DOCUMENTS_FILE, published_version, version_folder

_SHOWN = 50
_LINES_SHOWN = 200

BaseName = Annotated[str, typer.Argument(help=say("keepers.base"), show_default=False)]


def worklist(
    which: Annotated[Worklist, typer.Argument(help=say("keepers.which"), show_default=False)],
    base: Annotated[str, typer.Argument(help=say("keepers.base"))] = "",
    days: Annotated[int | None, typer.Option(help=say("keepers.days"), min=1)] = None,
    marked_too: Annotated[bool, typer.Option("--marked", help=say("keepers.marked_too"))] = False,
    most: Annotated[int, typer.Option("--most", help=say("keepers.most"), min=1)] = _SHOWN,
    done: Annotated[str, typer.Option(help=say("keepers.done"))] = "",
    ignore: Annotated[str, typer.Option(help=say("keepers.ignore"))] = "",
    reopen: Annotated[str, typer.Option(help=say("keepers.reopen"))] = "",
    why: Annotated[str, typer.Option(help=say("keepers.why"))] = "",
) -> None:
    settings = read_settings()
    base = base or settings.knowledge.bases[0]
    screen = console()
    with refusals_said(), open_keepers(settings, reads_texts=bool(why)) as keepers:
        lists = keepers.worklists
        for key, mark in ((done, WorkMark.DONE), (ignore, WorkMark.IGNORED), (reopen, WorkMark.OPEN)):
            if key:
                item = lists.mark(base, which, key, mark, COMMAND_LINE, why, older_than_days=days)
                title = item.title or item.key
                screen.print(say("keepers.marked", title=title, mark=say(f"keepers.mark_{mark.value}")), markup=False)
        if done or ignore or reopen:
            return
        items = lists.read(base, which, older_than_days=days)
    left = [item for item in items if marked_too or item.mark is None]
    screen.print(say("keepers.left", list=say(f"keepers.list_{which.value}"), count=len(left)), markup=False)
    for item in left[:most]:
        for line in tell_item(item):
            screen.print(line, markup=False)
    if len(left) > most:
        screen.print(say("keepers.more_items", count=len(left) - most), markup=False)


def links(
    base: BaseName,
    most: Annotated[int | None, typer.Option("--most", help=say("keepers.links_most"), min=1)] = None,
    again_after: Annotated[int, typer.Option("--again-after", help=say("keepers.again_after"), min=0)] = 30,
) -> None:
    settings = read_settings()
    version = published_version(settings.knowledge_root, base)
    store = DocumentStore(version_folder(settings.knowledge_root, base, version) / DOCUMENTS_FILE, base)
    try:
        urls = list(addresses_of(store))
    finally:
        store.close()
    engine = connect_database(settings)
    try:
        check_links(urls, LinkStore(engine), fresh_for=timedelta(days=again_after), most=most)
    finally:
        engine.dispose()


def check_links(
    urls: list[str],
    store: LinkStore,
    *,
    fresh_for: timedelta,
    most: int | None,
    transport: httpx.BaseTransport | None = None,
    seconds_between: float = 1.0,
) -> None:
    """Ask the addresses that are due, and say what came. Stopped at any moment, it goes on at the next call."""
    hosts = destinations_of(urls)
    counts = dict.fromkeys(LinkOutcome, 0)
    screen = console()
    due = len(urls) if most is None else min(most, len(urls))
    screen.print(say("keepers.links_start", count=len(urls), hosts=len(hosts)), markup=False)
    with (
        reaching(*hosts),
        open_client(transport) as client,
        show_progress(say("keepers.links_progress")) as progress,
    ):
        run = LinkCheck(client, store, hosts, seconds_between=seconds_between)
        for number, link in enumerate(run.run(urls, fresh_for=fresh_for, most=most), start=1):
            counts[link.outcome] += 1
            progress(number, due)
            if link.outcome in (LinkOutcome.DEAD, LinkOutcome.MOVED):
                leads = f" → {link.leads_to}" if link.leads_to else ""
                screen.print(f"{say(f'keepers.outcome_{link.outcome.value}')}: {link.url}{leads}", markup=False)
    told = {outcome.value: count for outcome, count in counts.items()}
    screen.print(say("keepers.links_end", **told), markup=False)


def tell_item(item: WorkItem) -> list[str]:
    """An item as plain lines: its key first, to be given back."""
    names = read_messages().under("keepers.fact", language())
    facts = [f"{names.get(key, key)} : {_say_value(key, value)}" for key, value in item.facts.items() if value]
    mark = item.mark
    title = item.title or say("keepers.untitled")
    lines = [f"{item.key}  {title}", f"    {' · '.join(facts)}"] if facts else [f"{item.key}  {title}"]
    if item.url and item.url != item.title:
        lines.append(f"    {item.url}")
    if mark is not None:
        day = mark.at.date().isoformat()
        why = f" ({mark.why})" if mark.why else ""
        lines.append(f"    {say(f'keepers.mark_{mark.mark.value}')}, {day}, {mark.who}{why}")
    lines.extend(f"    – {line}" for line in item.lines[:_LINES_SHOWN])
    return lines


def _say_value(key: str, value: str) -> str:
    named = read_messages().under(f"keepers.value.{key}", language())
    return named.get(value, value)
