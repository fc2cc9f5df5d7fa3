"""``parvis quality``: what agents decided of the assistant's answers."""

from collections.abc import Mapping

from rich.table import Table

from assistant.cli.words import console, language, say
from assistant.governance.quality import QualityReader
from assistant.governance.types import Quality
from assistant.governance.waiting import spell_wait
from assistant.messages.catalogue import read_messages
from assistant.settings import read_settings
from assistant.vocabulary import DraftVerdict
from assistant.wiring import open_database_alone


def quality() -> None:
    with open_database_alone(read_settings()) as engine:
        figures = QualityReader(engine).read()
    screen = console()
    screen.print(say("quality.waiting", waiting=figures.waiting, to_sample=figures.to_sample))
    if not any(figures.checked.values()) and not any(figures.sampled.values()):
        screen.print(say("quality.none"))
        return
    screen.print(_verdicts(figures))
    if figures.median_distance is not None:
        screen.print(say("quality.distance", share=round(100 * figures.median_distance)))
    if figures.median_wait is not None:
        screen.print(say("quality.wait", wait=spell_wait(figures.median_wait, read_messages(), language())))
    if figures.reasons:
        names = read_messages().under("review.reason", language())
        screen.print(_counts("reason", {names[reason.value]: count for reason, count in figures.reasons.items()}))
    screen.print(_themes(figures))


def _verdicts(figures: Quality) -> Table:
    names = read_messages().under("review.verdict", language())
    table = Table(*(say(f"quality.{column}") for column in ("verdict", "checked", "sampled")))
    for verdict in DraftVerdict:
        table.add_row(names[verdict.value], str(figures.checked[verdict]), str(figures.sampled[verdict]))
    return table


def _counts(column: str, counts: Mapping[str, int]) -> Table:
    table = Table(say(f"quality.{column}"), say("quality.count"))
    for name, count in counts.items():
        table.add_row(name, str(count))
    return table


def _themes(figures: Quality) -> Table:
    table = Table(*(say(f"quality.{column}") for column in ("theme", "count", "approved")))
    for theme, of in figures.themes.items():
        share = round(100 * of.approved / of.decided)
        table.add_row(theme or say("quality.no_theme"), str(of.decided), f"{of.approved} ({share} %)")
    return table
