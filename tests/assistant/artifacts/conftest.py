import hashlib
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
import pytest

from assistant.artifacts.store import ArtifactStore
from assistant.artifacts.types import Artifact, ArtifactError, ArtifactKind, Origin, PackageParts

PARTS = (b"premier morceau, ", b"second morceau, ", b"dernier morceau.")
WHOLE = b"".join(PARTS)
THREE_PARTS = PackageParts(("poids-part1", "poids-part2", "poids-part3"), "0.2.0", "*/data/part*.bin")


def artifact(*origins: Origin, content: bytes = WHOLE, sha256: str | None = None) -> Artifact:
    return Artifact(
        name="poids",
        title="Poids",
        kind=ArtifactKind.LANGUAGE_MODEL,
        licence="Apache-2.0",
        file="poids.gguf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest() if sha256 is None else sha256,
        origins=origins or (THREE_PARTS,),
    )


class FakeRegistry:
    """Stands for pip and npm: writes what they would write, remembers what they were asked."""

    def __init__(self) -> None:
        self.commands: list[list[str]] = []
        self.wheels: dict[str, dict[str, bytes]] = {
            f"poids-part{number}": {f"poids_part{number}/data/part{number:02}.bin": part, "poids/__init__.py": b""}
            for number, part in enumerate(PARTS, 1)
        }
        self.archive = b"archive npm"
        self.failures: dict[str, ArtifactError] = {}
        """By package, raised once each."""

    def __call__(self, command: Sequence[str], folder: Path) -> None:
        self.commands.append(list(command))
        if "pack" in command:
            destination = Path(command[command.index("--pack-destination") + 1])
            (destination / "paquet-1.0.0.tgz").write_bytes(self.archive)
            return
        package = command[-1].partition("==")[0]
        if failure := self.failures.pop(package, None):
            raise failure
        if "--dest" not in command:
            return
        with zipfile.ZipFile(Path(command[command.index("--dest") + 1]) / f"{package}.whl", "w") as wheel:
            for name, content in self.wheels[package].items():
                wheel.writestr(name, content)

    @property
    def downloaded(self) -> list[str]:
        return [command[-1].partition("==")[0] for command in self.commands if "download" in command]


class FakePublisher:
    """Stands for a web server that serves one file, with ranges; can break off after some bytes."""

    def __init__(self, content: bytes = WHOLE) -> None:
        self.content = content
        self.tag = '"v1"'
        self.breaks_after: int | None = None
        self.status: int | None = None
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.status:
            return httpx.Response(self.status)
        asked = request.headers.get("Range", "")
        start = int(asked.removeprefix("bytes=").rstrip("-") or 0) if request.headers.get("If-Range") == self.tag else 0
        if start >= len(self.content):
            return httpx.Response(416)
        body = self.content[start:]
        headers = {"ETag": self.tag, "Content-Length": str(len(body))}
        if self.breaks_after is not None:
            body = body[: self.breaks_after]
        return httpx.Response(206 if start else 200, headers=headers, stream=httpx.ByteStream(body))


@pytest.fixture
def registry() -> FakeRegistry:
    return FakeRegistry()


@pytest.fixture
def publisher() -> FakePublisher:
    return FakePublisher()


@pytest.fixture
def open_store(tmp_path: Path, registry: FakeRegistry, publisher: FakePublisher) -> Callable[[], ArtifactStore]:
    def open_store() -> ArtifactStore:
        transport = httpx.MockTransport(publisher)
        return ArtifactStore(tmp_path / "cache", run=registry, open_client=lambda: httpx.Client(transport=transport))

    return open_store


@pytest.fixture
def store(open_store: Callable[[], ArtifactStore]) -> ArtifactStore:
    return open_store()
