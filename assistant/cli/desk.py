"""``parvis desk``: the agents' desk, on the screen or in plain lines. Loads nothing of the server."""

import asyncio
import os
import ssl
import sys
from typing import Annotated, NoReturn
from urllib.parse import urlsplit

import httpx
import typer

from assistant.cli.failures import run_told
from assistant.cli.incidents import forbid_core_files, keep_words_out_of_tasks, keep_words_out_of_tracebacks
from assistant.cli.words import say
from assistant.egress import allow, destination_of
from assistant.errors import SettingsInvalid
from assistant.settings import Settings, read_settings
from assistant.vocabulary import Language

_ON_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_TIMES = httpx.Timeout(20.0, connect=5.0)


def desk(
    server: Annotated[str, typer.Option(help=say("desk_server"))] = "",
    text: Annotated[bool, typer.Option("--text", help=say("desk_text"))] = False,
    language: Annotated[Language | None, typer.Option(help=say("desk_language"))] = None,
    allow_http: Annotated[bool, typer.Option("--allow-http", help=say("desk_allow_http"))] = False,
) -> None:
    settings = read_settings()
    address = choose_server(server, settings, allow_http=allow_http)
    allow(destination_of(address))
    forbid_core_files()
    keep_words_out_of_tracebacks()
    is_plain = text or not _has_screen()
    asyncio.run(_open(address, language or settings.language, is_plain=is_plain))


def main() -> NoReturn:
    """The command alone: ``parvis desk`` as :mod:`assistant.cli.start` runs it."""
    only = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    only.command("desk", help=say("desk"))(desk)
    run_told(lambda: only(sys.argv[2:], prog_name="parvis desk", standalone_mode=False))


def choose_server(named: str, settings: Settings, *, allow_http: bool) -> str:
    """The address that is named, else that of the settings, else this machine's server.

    Raises :class:`SettingsInvalid` for what is no address, and for one over which a password would travel in clear.
    """
    own = settings.server.host if settings.server.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
    address = named or settings.desk.server or f"http://{f'[{own}]' if ':' in own else own}:{settings.server.port}"
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        is_address = False
    if not is_address or parts.username or parts.query or parts.fragment:
        raise SettingsInvalid(say("desk_bad_server", server=address))
    if parts.scheme == "http" and parts.hostname not in _ON_THIS_MACHINE and not allow_http:
        raise SettingsInvalid(say("desk_clear_text", server=address))
    return address


def _has_screen() -> bool:
    """Whether something can be drawn, and drawn again. Textual draws on the error stream."""
    is_terminal = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    return is_terminal and os.environ.get("TERM", "dumb") not in ("", "dumb")


async def _open(server: str, language: Language, *, is_plain: bool) -> None:
    from tui.client import DeskClient
    from tui.desk import Desk
    from tui.words import Words

    keep_words_out_of_tasks(asyncio.get_running_loop())
    certificates = ssl.create_default_context()  # those of the machine: an administration may sign its own
    async with httpx.AsyncClient(base_url=server, verify=certificates, trust_env=False, timeout=_TIMES) as http:
        desk, words = Desk(DeskClient(http, language)), Words(language)
        if is_plain:
            from tui.text_face.lines import TerminalLines
            from tui.text_face.session import TextSession

            await TextSession(desk, words, TerminalLines()).run()
        else:
            from tui.app import DeskApp

            await DeskApp(desk, words).run_async()
