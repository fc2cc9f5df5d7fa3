"""``parvis answers …``: answers that a person writes, and that are served before the assistant's choice of words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assistant.api.keeper_wire import say_keeper_refusal
from assistant.audit import COMMAND_LINE
from assistant.cli.words import console, language, say
from assistant.errors import DisplayableError, KeeperRefused
from assistant.keepers.keepers import Keepers
from assistant.messages.catalogue import read_messages
from assistant.settings import read_settings
from assistant.validated.types import ValidatedAnswer, WrittenAnswer
from assistant.vocabulary import KeeperRefusal, Language
from assistant.wiring import open_keepers

commands = typer.Typer(help=say("answers.help"), no_args_is_help=True)

AnswerId = Annotated[str, typer.Argument(help=say("answers.id"), show_default=False)]
Why = Annotated[str, typer.Option(help=say("answers.why"))]
_ID_SHOWN = 8


@commands.command("list", help=say("answers.list"))
def list_answers() -> None:
    with refusals_said(), open_keepers(read_settings()) as keepers:
        rows = [(answer, keepers.state_of(answer).value) for answer in keepers.store.all()]
    if not rows:
        console().print(say("answers.none"))
        return
    table = Table(*(say(f"answers.column_{column}") for column in ("id", "state", "question", "pages", "checked_at")))
    for answer, state in rows:
        pages = ", ".join(tie.document_id for tie in answer.ties)
        day = answer.checked_at.date().isoformat()
        table.add_row(answer.id[:_ID_SHOWN], say(f"answers.state_{state}"), answer.written.questions[0], pages, day)
    console().print(table)


@commands.command("show", help=say("answers.show"))
def show(answer_id: AnswerId) -> None:
    with refusals_said(), open_keepers(read_settings()) as keepers:
        answer = find_answer(keepers, answer_id)
        state = keepers.state_of(answer).value
        changes = keepers.store.changes(answer.id)
    screen = console()
    for line in tell_answer(answer, state):
        screen.print(line, markup=False)
    for change in changes:
        why = f" ({change.why})" if change.why else ""
        day = change.at.isoformat(timespec="minutes")
        screen.print(f"{day}  {change.who}  {say(f'answers.change_{change.what.value}')}{why}", markup=False)


@commands.command("add", help=say("answers.add"))
def add(
    questions: Annotated[list[str], typer.Option("--question", help=say("answers.question"), show_default=False)],
    pages: Annotated[list[str], typer.Option("--page", help=say("answers.page"), show_default=False)],
    service: Annotated[str, typer.Option(help=say("answers.service"), show_default=False)],
    text: Annotated[str, typer.Option(help=say("answers.text"))] = "",
    file: Annotated[Path | None, typer.Option(help=say("answers.file"), exists=True, dir_okay=False)] = None,
    situation: Annotated[list[str] | None, typer.Option(help=say("answers.situation"))] = None,
    in_language: Annotated[Language, typer.Option("--language", help=say("answers.language"))] = Language.FRENCH,
    unsupported_why: Annotated[str, typer.Option("--unsupported-why", help=say("answers.unsupported_why"))] = "",
) -> None:
    settings = read_settings()
    written = WrittenAnswer(
        language=in_language,
        service=service,
        text=file.read_text(encoding="utf-8") if file else text,
        questions=tuple(questions),
        pages=tuple(name_page(page, settings.knowledge.bases[0]) for page in pages),
        situation=tuple(situation or ()),
        unsupported_why=unsupported_why,
    )
    with refusals_said(), open_keepers(settings, reads_texts=True) as keepers:
        answer = keepers.answers.add(written, COMMAND_LINE)
    console().print(say("answers.added", id=answer.id[:_ID_SHOWN]), markup=False)


@commands.command("confirm", help=say("answers.confirm"))
def confirm(answer_id: AnswerId, why: Why = "") -> None:
    with refusals_said(), open_keepers(read_settings(), reads_texts=True) as keepers:
        found = find_answer(keepers, answer_id)
        keepers.answers.confirm(found.id, found.version, COMMAND_LINE, why)
    console().print(say("answers.confirmed", id=found.id[:_ID_SHOWN]), markup=False)


@commands.command("withdraw", help=say("answers.withdraw"))
def withdraw(answer_id: AnswerId, why: Why = "") -> None:
    with refusals_said(), open_keepers(read_settings(), reads_texts=bool(why)) as keepers:
        found = find_answer(keepers, answer_id)
        keepers.answers.withdraw(found.id, found.version, COMMAND_LINE, why)
    console().print(say("answers.withdrawn", id=found.id[:_ID_SHOWN]), markup=False)


def find_answer(keepers: Keepers, answer_id: str) -> ValidatedAnswer:
    """By the first letters of its id. Raises :class:`KeeperRefused` when not exactly one answer has them."""
    found = [answer for answer in keepers.store.all() if answer_id and answer.id.startswith(answer_id)]
    if len(found) != 1:
        raise KeeperRefused(KeeperRefusal.ANSWER_UNKNOWN, subject=answer_id[:64])
    return found[0]


def name_page(page: str, default_base: str) -> tuple[str, str]:
    """« base/F123 », or « F123 » of the first base of the settings."""
    base, _, document_id = page.rpartition("/")
    return base or default_base, document_id


def tell_answer(answer: ValidatedAnswer, state: str) -> Iterator[str]:
    """An answer and all that it stands on, as plain lines."""
    written = answer.written
    yield f"{answer.id}  {say(f'answers.state_{state}')}"
    yield from (f"  « {question} »" for question in written.questions)
    if written.situation:
        yield f"  {say('answers.column_situation')}: {' > '.join(written.situation)}"
    yield from (f"    {line}" for line in answer.lines)
    for tie in answer.ties:
        yield f"  {tie.base}/{tie.document_id}  {tie.title}  (version {tie.base_version[:12]})"
    yield f"  {written.service}, {answer.author}, {answer.checked_at.date().isoformat()}"
    if written.unsupported_why:
        yield f"  {say('answers.column_unsupported_why')}: {written.unsupported_why}"


@contextmanager
def refusals_said() -> Iterator[None]:
    """What is refused becomes a sentence, with what must be mended."""
    try:
        yield
    except KeeperRefused as refusal:
        said = say_keeper_refusal(refusal, read_messages(), language())
        raise DisplayableError(f"{said}\n{refusal.masked_text}".strip()) from None
