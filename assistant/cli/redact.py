"""``parvis redact``: what would be masked in a text, and why. Nothing is kept of it."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.words import console, language, say
from assistant.errors import DisplayableError
from assistant.messages.catalogue import read_messages
from assistant.settings import Settings, read_settings
from assistant.wiring import describe_analyzer, open_library
from guards.personal_data.finder import AnalyzerRecipe, FinderInProcess
from guards.personal_data.guard import PersonalDataGuard
from guards.personal_data.vault import Vault
from guards.types import Check, Finding, GuardContext, Outcome
from knowledge.types import BaseMissing


def redact(
    text: Annotated[str, typer.Argument(help=say("redact_text"))] = "-",
    file: Annotated[Path | None, typer.Option("--file", help=say("redact_file"), exists=True, dir_okay=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("redact_json"))] = False,
    only_text: Annotated[bool, typer.Option("--only-text", help=say("redact_only_text"))] = False,
) -> None:
    given = _read(text, file)
    guard = PersonalDataGuard(Vault(), FinderInProcess(_recipe(read_settings()).build))
    verdict = guard.check(given, GuardContext())
    if verdict.outcome is Outcome.ERROR:
        raise DisplayableError(say("redact_failed"))
    if as_json:
        told = [asdict(finding) | {"text": given[finding.start : finding.end]} for finding in verdict.findings]
        typer.echo(json.dumps({"text": verdict.text, "findings": told}, ensure_ascii=False, indent=1))
        return
    typer.echo(verdict.text)
    if not only_text:
        _explain(given, verdict.findings)


def _read(text: str, file: Path | None) -> str:
    """The text of the file, of the standard input for « - », or the argument itself."""
    try:
        if file is not None:
            return file.read_text(encoding="utf-8")
        if text != "-":
            return text
        if sys.stdin.isatty():
            console(errors=True).print(say("redact_type"))
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError:
        raise DisplayableError(say("redact_not_text")) from None


def _recipe(settings: Settings) -> AnalyzerRecipe:
    """What the server's guard is built from; without the words of the pages where no base is loaded."""
    try:
        library = open_library(settings, None)
    except BaseMissing:
        console(errors=True).print(say("redact_no_base"))
        return describe_analyzer(None)
    try:
        return describe_analyzer(library)
    finally:
        library.close()


def _explain(given: str, findings: Sequence[Finding]) -> None:
    screen = console(errors=True)
    if not findings:
        screen.print(say("redact_nothing"))
        return
    messages = read_messages()
    for finding in findings:
        key = f"entity.{finding.entity_type}"
        label = messages.text(key if messages.has(key, language()) else "entity.other", language())
        why = [finding.recognizer, finding.pattern]
        if finding.context:
            why.append(say("redact_near", word=finding.context))
        if finding.check is not Check.NONE:
            why.append(say(f"redact_check_{finding.check.value}"))
        found = say("redact_found", text=given[finding.start : finding.end], label=label)
        screen.print(f"{found} ({', '.join(filter(None, why))})", markup=False)
