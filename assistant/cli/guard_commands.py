"""``parvis guards``: what the second reader of the questions has learned."""

import typer

from assistant.cli.progress import show_progress
from assistant.cli.words import console, say
from assistant.errors import NotReady
from assistant.settings import read_settings
from assistant.wiring import open_batch_embedder
from guards.learning import learn, read_examples
from guards.likeness import LEARNED

commands = typer.Typer(help=say("guards"), no_args_is_help=True)


@commands.callback()
def guards() -> None:
    """Keeps ``learn`` a command of its own."""


@commands.command("learn", help=say("guards_learn"))
def learn_again() -> None:
    """Writes the learned weights anew. To do after any change of the examples."""
    embedder = open_batch_embedder(read_settings())
    if embedder is None:
        raise NotReady(say("need_embedder"))
    try:
        with show_progress(say("learning")) as progress:
            content = learn(read_examples(), embedder.name, embedder.embed_query, progress)
    finally:
        embedder.close()
    LEARNED.write_text(content, encoding="utf-8")
    console().print(say("wrote", file=LEARNED))
