"""``parvis guards``: what the readers of questions and of pages have learned."""

import typer

from assistant.cli.progress import show_progress
from assistant.cli.words import console, say
from assistant.errors import NotReady
from assistant.model_choice import open_batch_embedder
from assistant.settings import read_settings
from assistant.wiring import open_library
from guards.learning import learn, read_examples
from guards.likeness import LEARNED
from guards.planted_learning import digest_planted, learn_lines, read_planted_examples, write_lines
from guards.planted_reader import LEARNED as LEARNED_LINES

commands = typer.Typer(help=say("guards"), no_args_is_help=True)


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


@commands.command("learn-pages", help=say("guards_learn_pages"))
def learn_pages_again() -> None:
    """Writes what is known of planted orders anew, against the lines of the bases that are loaded."""
    with open_library(read_settings(), None) as library, console(errors=True).status(say("learning")):
        learned = learn_lines(read_planted_examples(), library.lines())
    LEARNED_LINES.write_text(write_lines(learned, digest_planted()), encoding="utf-8")
    console().print(say("wrote", file=LEARNED_LINES))
