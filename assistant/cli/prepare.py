"""``parvis setup``: everything that ``parvis serve`` needs, fetched and loaded. Run again, it does nothing twice."""

from assistant.cli.fetching import fetch_artifact
from assistant.cli.knowledge_commands import archive_of, load_one
from assistant.cli.model_commands import chosen_models
from assistant.cli.words import console, say
from assistant.settings import read_settings


def setup() -> None:
    settings = read_settings()
    # the pages first: with them alone a question gets an answer
    for base in settings.knowledge.bases:
        fetch_artifact("knowledge", base, settings)
        load_one(settings, base, archive_of(settings, base))
    for model in chosen_models(settings):
        fetch_artifact("models", model, settings)
    console().print(say("ready"))
