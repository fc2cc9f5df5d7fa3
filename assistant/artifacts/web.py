"""Fetches a file from a publisher's address, and goes on where a stopped fetch ended."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import httpx

from assistant.artifacts.types import FetchFailed, OnProgress

OpenClient = Callable[[], httpx.Client]

_CHUNK: Final = 1024 * 1024


def open_client() -> httpx.Client:
    """Follows redirects, as publishers' hosts need, and the operator's proxy settings."""
    return httpx.Client(follow_redirects=True, timeout=httpx.Timeout(60.0, connect=15.0))


def download(client: httpx.Client, url: str, target: Path, on_progress: OnProgress) -> None:
    """Write what ``url`` gives to ``target``, adding to what is there already when the publisher still has the same
    file. Raises :class:`FetchFailed`; ``target`` then holds what came, for the next attempt."""
    tag_file = target.with_name(target.name + ".tag")
    tag = _known_tag(tag_file, url)
    held = target.stat().st_size if tag and target.exists() else 0
    headers = {"Range": f"bytes={held}-", "If-Range": tag} if held else {}
    try:
        with client.stream("GET", url, headers={**headers, "Accept-Encoding": "identity"}) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                return  # all of it is there: the hash decides
            if not response.is_success:
                raise FetchFailed(f"{url} answers {response.status_code}: {_advice(response.status_code)}")
            if response.url.scheme != "https":
                raise FetchFailed(f"{url} leads to an address without encryption: use another origin.")
            _receive(response, target, tag_file, url, held, on_progress)
    except httpx.HTTPError as error:
        raise FetchFailed(f"{url} broke off ({type(error).__name__}): fetch again, it goes on from there.") from None


def _receive(
    response: httpx.Response, target: Path, tag_file: Path, url: str, held: int, on_progress: OnProgress
) -> None:
    goes_on = response.status_code == httpx.codes.PARTIAL_CONTENT
    done = held if goes_on else 0
    rest = int(response.headers.get("Content-Length", 0))
    total = done + rest if rest else 0
    if not goes_on:
        # A strong tag names the exact bytes; without one a stopped fetch cannot be gone on with.
        tag = response.headers.get("ETag", "")
        tag_file.write_text(json.dumps({"url": url, "tag": "" if tag.startswith("W/") else tag}), encoding="utf-8")
    with target.open("ab" if goes_on else "wb") as file:
        for chunk in response.iter_bytes(_CHUNK):
            file.write(chunk)
            done += len(chunk)
            on_progress(done, total)
    if total and done < total:
        raise FetchFailed(f"{url} ended too early: fetch again, it goes on from there.")


def _known_tag(tag_file: Path, url: str) -> str:
    try:
        known = json.loads(tag_file.read_text(encoding="utf-8"))
        return str(known["tag"]) if known["url"] == url else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _advice(status: int) -> str:
    match status:
        case 401 | 403:
            return "accept its licence on the publisher's page, download it there, then give the file."
        case 404 | 410:
            return "the publisher has moved it; use another origin."
        case _:
            return "try again later, or use another origin."
