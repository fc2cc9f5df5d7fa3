"""The report of a load: what was left out and why, for people and for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from rich.markup import escape
from rich.table import Table

from assistant.cli.words import console, language, say
from assistant.messages.catalogue import read_messages
from knowledge.ingest import LoadReport
from knowledge.loaders.hidden import Hidden, HiddenText
from knowledge.loaders.skipped import SkippedPage, SkipReason

_BY_LINE = frozenset(
    {
        SkipReason.NO_QUESTION, SkipReason.NO_ANSWER, SkipReason.FORMULA, SkipReason.BAD_DATE, SkipReason.BAD_ADDRESS,
        SkipReason.BROKEN_QUOTES,
    }
)  # fmt: skip
"""Reasons whose place is a line."""
_PAGES_NAMED = 10


def print_skipped(skipped: Sequence[SkippedPage]) -> None:
    """A table of what was left out; nothing when nothing was."""
    if not skipped:
        return
    table = Table(title=say("reading.report", count=len(skipped)), title_justify="left")
    for column in ("file", "place", "why"):
        table.add_column(say(f"reading.column_{column}"), overflow="fold")
    for file, place, why in _rows(skipped):
        table.add_row(*map(escape, (file, place, why)))
    console().print(table)


def _rows(skipped: Sequence[SkippedPage]) -> Iterator[tuple[str, str, str]]:
    """Files of one unknown format are one row: a saved web page brings dozens."""
    unknown = Counter(page.detail for page in skipped if page.kind is SkipReason.UNKNOWN_FORMAT)
    told: set[str] = set()
    for page in skipped:
        name = page.name
        if page.kind is SkipReason.UNKNOWN_FORMAT and unknown[page.detail] > 1:
            if page.detail in told:
                continue
            told.add(page.detail)
            name = say("reading.many_unknown", count=unknown[page.detail])
        yield name, tell_place(page), tell_reason(page)


def tell_place(page: SkippedPage) -> str:
    if not page.place:
        return ""
    if page.kind in _BY_LINE or (page.kind is SkipReason.DUPLICATE and page.place.isdigit()):
        return say("reading.line", number=page.place)
    return say("reading.pages", numbers=page.place) if page.kind is SkipReason.SCANNED else page.place


def tell_reason(page: SkippedPage) -> str:
    """The sentence of the reason, and what to do about it."""
    detail = _kinds(page.detail) if page.kind is SkipReason.PERSONAL_DATA else page.detail
    return say(f"reading.skipped.{page.kind.value}", detail=detail or "?")


def _kinds(detail: str) -> str:
    """« NIR × 2 » in words."""
    names = read_messages().under("entity", language())
    told = []
    for part in detail.split(", "):
        kind, _, count = part.partition(" × ")
        told.append(f"{names.get(kind, names['other'])} × {count}")
    return ", ".join(told)


def tell_hidden(hidden: Sequence[HiddenText]) -> Iterator[str]:
    """What no reader sees and was taken out, counted; and the pages to look at, where letters pass for others."""
    counts: Counter[Hidden] = sum((Counter(page.counts) for page in hidden), Counter())
    taken_out = {kind: count for kind, count in counts.items() if kind is not Hidden.MIXED_ALPHABETS}
    if taken_out:
        kinds = ", ".join(f"{say(f'hidden_{kind.value}')}: {count}" for kind, count in sorted(taken_out.items()))
        yield say("hidden", kinds=kinds)
    if mixed := [page.name for page in hidden if page.counts.get(Hidden.MIXED_ALPHABETS)]:
        names = ", ".join(mixed[:_PAGES_NAMED]) + (", …" if len(mixed) > _PAGES_NAMED else "")
        yield say("hidden_mixed_alphabets", count=counts[Hidden.MIXED_ALPHABETS], names=names)


def report_as_data(report: LoadReport) -> dict[str, Any]:
    """The whole report, for another program."""
    return {
        "base": report.base,
        "version": report.version,
        "loader": report.loader,
        "is_new": report.is_new,
        "pages": report.pages,
        "passages": report.passages,
        "seconds": round(report.seconds, 1),
        **left_out_as_data(report.skipped, report.hidden),
    }


def left_out_as_data(skipped: Sequence[SkippedPage], hidden: Sequence[HiddenText]) -> dict[str, Any]:
    return {
        "skipped": [
            {"file": page.name, "place": page.place, "kind": page.kind, "detail": page.detail, "reason": page.reason}
            for page in skipped
        ],
        "hidden": [{"file": page.name, "counts": dict(page.counts)} for page in hidden],
    }
