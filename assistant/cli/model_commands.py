"""``parvis models …``: see, fetch, verify and choose models."""

from pathlib import Path
from typing import Annotated

import typer

from assistant.artifacts.catalogue import read_catalogue
from assistant.artifacts.store import ArtifactStore
from assistant.artifacts.types import ArtifactState
from assistant.cli.fetching import fetch_artifact, find_entry, list_artifacts
from assistant.cli.progress import show_progress
from assistant.cli.words import console, say
from assistant.model_choice import find_model_file
from assistant.settings import Settings, read_settings, write_setting

commands = typer.Typer(help=say("models"), no_args_is_help=True)

ModelNames = Annotated[list[str] | None, typer.Argument(help=say("model_name"))]


@commands.command("list", help=say("models_list"))
def list_models() -> None:
    settings = read_settings()
    list_artifacts("models", in_use=chosen_models(settings))


@commands.command("fetch", help=say("models_fetch"))
def fetch(
    names: ModelNames = None,
    origin: Annotated[int | None, typer.Option(help=say("origin"), min=1)] = None,
    local_file: Annotated[Path | None, typer.Option("--file", help=say("local_file"), exists=True)] = None,
    sha256: Annotated[str, typer.Option(help=say("sha256"))] = "",
) -> None:
    settings = read_settings()
    for name in names or chosen_models(settings):
        fetch_artifact("models", name, settings, origin=origin, local_file=local_file, sha256=sha256)


@commands.command("verify", help=say("models_verify"))
def verify(names: ModelNames = None) -> None:
    settings = read_settings()
    store = ArtifactStore(settings.cache)
    here = [name for name, entry in read_catalogue("models").items() if store.state(entry) is not ArtifactState.MISSING]
    for name in names or here:
        with show_progress(say("verifying", name=name)) as progress:
            store.verify(find_entry("models", name), on_progress=progress)
        console().print(say("verified", name=name))


@commands.command("use", help=say("models_use"))
def use(name: Annotated[str, typer.Argument(help=say("model_name"))]) -> None:
    settings = read_settings()
    if name != "none" and not name.startswith(("http://", "https://")):
        path = find_model_file(name, settings.cache)
        if not path.exists():
            console(errors=True).print(say("not_fetched", name=name))
    file = write_setting("language_model", "model", name)
    console().print(say("using", name=name, file=file))


def chosen_models(settings: Settings) -> list[str]:
    """The catalogue names that the settings use."""
    catalogue = read_catalogue("models")
    chosen = (settings.embedding.model, settings.language_model.model, settings.voice.recognition)
    return [name for name in chosen if name in catalogue]
