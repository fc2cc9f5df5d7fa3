"""A passage of an official page: to read, and to put in a reply with its address."""

from assistant.api.desk_schemas import FoundPassageWire
from tui.words import Words


def passage_lines(passage: FoundPassageWire, words: Words) -> list[str]:
    date = (
        words.say("passage.updated_on", date=passage.updated_on) if passage.updated_on else words.say("passage.undated")
    )
    return [*filter(None, (passage.heading,)), date, passage.url, "", *passage.text.splitlines()]


def passage_to_insert(passage: FoundPassageWire, words: Words) -> str:
    """The page's own words between quotation marks, its title and its address."""
    return words.say("passage.inserted", text=passage.text.strip(), title=passage.title, url=passage.url)
