"""``parvis``: every command."""

import typer

from assistant.cli import (
    account_commands,
    answer_commands,
    bench,
    evaluate,
    guard_commands,
    knowledge_commands,
    model_commands,
    training_commands,
    version_commands,
    worklist_commands,
)
from assistant.cli.ask import ask
from assistant.cli.desk import desk
from assistant.cli.doctrine import doctrine
from assistant.cli.failures import run_told
from assistant.cli.knowledge_preview import preview_source
from assistant.cli.prepare import setup
from assistant.cli.purge import purge
from assistant.cli.quality import quality
from assistant.cli.redact import redact
from assistant.cli.renew_key import renew_key
from assistant.cli.serve import serve
from assistant.cli.telephone import telephone
from assistant.cli.voice import voice
from assistant.cli.words import say
from assistant.egress import close_network

app = typer.Typer(
    name="parvis", help=say("help"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
app.command("serve", help=say("serve"))(serve)
app.command("setup", help=say("setup"))(setup)
app.command("desk", help=say("desk"))(desk)
app.command("ask", help=say("ask"))(ask)
app.command("voice", help=say("voice.help"))(voice)
app.command("telephone", help=say("voice.telephone"))(telephone)
app.command("redact", help=say("redact"))(redact)
app.command("purge", help=say("purge"))(purge)
app.command("renew-key", help=say("renew_key"))(renew_key)
app.command("quality", help=say("quality.help"))(quality)
app.command("doctrine", help=say("doctrine.help"))(doctrine)
app.command("bench", help=say("bench"))(bench.bench)
knowledge_commands.commands.command("preview", help=say("reading.preview"))(preview_source)
app.add_typer(model_commands.commands, name="models")
app.add_typer(knowledge_commands.commands, name="knowledge")
for name, work in (
    ("versions", version_commands.list_versions),
    ("check", version_commands.check),
    ("publish", version_commands.publish),
    ("rollback", version_commands.roll_back),
    ("remove", version_commands.remove),
    ("golden", version_commands.golden),
    ("worklist", worklist_commands.worklist),
    ("links", worklist_commands.links),
):
    knowledge_commands.commands.command(name, help=say(f"keepers.help_{name}"))(work)
app.add_typer(answer_commands.commands, name="answers")
app.add_typer(account_commands.commands, name="accounts")
app.add_typer(training_commands.commands, name="training")
app.add_typer(guard_commands.commands, name="guards")
app.add_typer(evaluate.commands, name="evaluate")


def main() -> None:
    """Run one command. An error is one sentence, see :func:`assistant.cli.failures.run_told`."""
    close_network()
    run_told(lambda: app(standalone_mode=False))


if __name__ == "__main__":
    main()
