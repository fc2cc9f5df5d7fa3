"""What `parvis models` and `parvis knowledge` share: the catalogue on screen, and one fetch with its progress."""

from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.request import getproxies

from rich.table import Table

from assistant.artifacts.catalogue import read_catalogue
from assistant.artifacts.store import ArtifactStore
from assistant.artifacts.types import Artifact, ArtifactState
from assistant.cli.progress import show_progress
from assistant.cli.words import console, say
from assistant.egress import Destination, destination_of, reaching
from assistant.errors import DisplayableError
from assistant.settings import Settings, read_settings


def find_entry(catalogue: str, name: str) -> Artifact:
    """The entry of this name. Raises :class:`DisplayableError` with the names that exist."""
    entries = read_catalogue(catalogue)
    if name not in entries:
        raise DisplayableError(say("unknown_name", name=name, known=", ".join(entries)))
    return entries[name]


def list_artifacts(catalogue: str, *, in_use: Collection[str]) -> None:
    """Print the catalogue and what of it is on this machine."""
    store = ArtifactStore(read_settings().cache)
    table = Table()
    for column in ("name", "title", "licence", "size", "state"):
        table.add_column(say(f"column_{column}"))
    for name, entry in read_catalogue(catalogue).items():
        state = say(f"state_{store.state(entry).value}")
        if name in in_use:
            state = f"{state}, {say('in_use')}"
        table.add_row(name, entry.title, entry.licence, say_size(entry.size), state)
    console().print(table)


def fetch_artifact(
    catalogue: str,
    name: str,
    settings: Settings,
    *,
    origin: int | None = None,
    local_file: Path | None = None,
    sha256: str = "",
) -> None:
    """Bring one entry and those beside it into the cache, or say that they are there already."""
    entry = find_entry(catalogue, name)
    for neighbour in entry.beside:
        fetch_artifact(catalogue, neighbour, settings)
    store = ArtifactStore(settings.cache)
    if store.state(entry) is ArtifactState.PRESENT and not sha256:  # a hash that is given may be that of a newer file
        console().print(say("already_there", name=name))
        return
    with show_progress(say("fetching", name=name)) as progress, reaching(*_places_on_the_way(settings)):
        store.fetch(entry, origin=origin, local_file=local_file, expected_sha256=sha256, on_progress=progress)
    console().print(say("fetched", name=name))


def _places_on_the_way(settings: Settings) -> Iterator[Destination | None]:
    """What a fetch may reach beside the addresses of the catalogue: hosts of the settings, the operator's proxies."""
    for host in settings.network.fetch_hosts:
        yield Destination(host, 443)
    for scheme, proxy in getproxies().items():
        if scheme in ("http", "https", "all"):
            yield destination_of(proxy if "://" in proxy else f"http://{proxy}")


def say_size(count: int) -> str:
    """A size in the units that disks are sold in: powers of ten."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
