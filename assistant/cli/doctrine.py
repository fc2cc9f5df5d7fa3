"""``parvis doctrine``: what the doctrine says, and how many pages of the bases fall under each rule."""

from rich.table import Table

from assistant.cli.words import console, language, say
from assistant.governance.doctrine import Handling, read_doctrine
from assistant.settings import read_settings
from assistant.wiring import open_library


def doctrine() -> None:
    settings = read_settings()
    decided = read_doctrine(settings.governance.doctrine)
    screen = console()
    screen.print(decided.statement[language()].strip(), markup=False)
    rules = [
        *((Handling.CHECKED, rule) for rule in decided.checked_by_a_person),
        *((Handling.HUMAN_FIRST, rule) for rule in decided.human_first),
    ]
    if not rules:
        screen.print(say("doctrine.none"))
        return
    library = open_library(settings, None)
    try:
        pages = library.documents()
    finally:
        library.close()
    table = Table(*(say(f"doctrine.column_{column}") for column in ("subject", "handling", "pages", "why")))
    for handling, rule in rules:
        count = sum(rule.covers(page) for page in pages)
        table.add_row(rule.subject, say(f"doctrine.{handling.value}"), str(count), rule.why)
    screen.print(table)
    if any(not any(map(rule.covers, pages)) for _, rule in rules):
        screen.print(say("doctrine.covers_nothing"))
