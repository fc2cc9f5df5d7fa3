"""``parvis serve``: the web assistant on this machine."""

import asyncio
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer
import uvicorn

from assistant.api.access import list_access
from assistant.api.app import create_app
from assistant.cli.incidents import forbid_core_files, keep_words_out_of_tasks, keep_words_out_of_tracebacks
from assistant.cli.words import console, say
from assistant.errors import PortTaken
from assistant.messages.catalogue import read_messages
from assistant.model_choice import find_model_file
from assistant.services import Services
from assistant.settings import Retention, Settings, read_settings
from assistant.settings import Server as ServerSettings
from assistant.voice.hearing import Hearing
from assistant.voice.routes import Speech
from assistant.web.facts import FactFinder
from assistant.web.pages import Pages, VoiceOffer
from assistant.web.speak import Speak
from assistant.web.theme import read_theme
from assistant.web.views import Web
from assistant.wiring import open_services
from guards.personal_data.log_filter import PersonalDataLogFilter
from models.types import ModelError

if TYPE_CHECKING:
    from fastapi import FastAPI

_LONGEST_HEAD_BYTES = 32 * 1024
"""Request line and headers together."""


def serve(
    host: Annotated[str, typer.Option(help=say("serve_host"))] = "",
    port: Annotated[int, typer.Option(help=say("serve_port"), min=0, max=65535)] = 0,
) -> None:
    settings = read_settings()
    forbid_core_files()
    keep_words_out_of_tracebacks()
    read_theme(settings.administration.theme)  # a theme that cannot be used is told before anything heavy is loaded
    listener = listen(host or settings.server.host, port or settings.server.port)
    console(errors=True).print(say("starting"))
    tell_missing_models(settings)
    started = asyncio.run(_serve(settings, listener))
    if not started:
        raise typer.Exit(1)
    console(errors=True).print(say("stopped"))


async def _serve(settings: Settings, listener: socket.socket) -> bool:
    """Open everything, then answer until told to stop. What cannot be opened is told before anybody can connect."""
    keep_words_out_of_tasks(asyncio.get_running_loop())
    workers = settings.personal_data.workers
    async with open_services(settings, guard_workers=workers, start_build=build_dense_apart) as services:
        builder = start_dense_build(services) if settings.knowledge.build_dense else None
        purging = start_purge(settings.retention, services)
        listening = asyncio.create_task(prepare_to_hear(services))
        config = configure_server(build_app(settings, services), settings.server)
        keep_personal_data_out_of_logs()
        server = AnnouncedServer(config, listener)
        try:
            await server.serve([listener])
        finally:
            listening.cancel()
            if purging is not None:
                purging.cancel()
            if builder is not None:
                builder.send_signal(signal.SIGINT)  # it keeps what it has and ends
        return server.started


def configure_server(app: "FastAPI", server: ServerSettings) -> uvicorn.Config:
    """How the server speaks HTTP: it names no software, and reads no more of a request than a browser sends."""
    return uvicorn.Config(
        app,
        http="h11",  # the other reader sets no bound to the headers of a request
        h11_max_incomplete_event_size=_LONGEST_HEAD_BYTES,
        ws="none",
        proxy_headers=bool(server.trusted_proxies),
        forwarded_allow_ips=list(server.trusted_proxies),
        access_log=False,  # the address of a conversation is its key
        server_header=False,
        date_header=False,
        log_level="warning",
        timeout_graceful_shutdown=5,
        timeout_keep_alive=30,
    )


def tell_missing_models(settings: Settings) -> None:
    """A model that is not there makes answers poorer and not impossible: say so, and what to do."""
    for chosen, key in ((settings.language_model.model, "no_model"), (settings.embedding.model, "no_embedder")):
        is_file = chosen != "none" and not chosen.startswith(("http://", "https://"))
        if is_file and not find_model_file(chosen, settings.cache).exists():
            console(errors=True).print(say(key, model=chosen))


def build_app(settings: Settings, services: Services) -> "FastAPI":
    """The whole web application: API and pages, over services that are open."""
    messages = read_messages()
    limit = settings.limits.question_characters
    app = create_app(
        services,
        messages,
        question_characters=limit,
        rates=settings.limits.rates,
        hosts=settings.server.hosts,
        is_https=settings.server.https,
        recording_bytes=settings.voice.audio_bytes if services.transcriber else 0,
    )
    speech = Speech(Hearing(services, messages), messages, settings.voice.audio_seconds, settings.voice.audio_bytes)
    offer = VoiceOffer(
        services.transcriber is not None, services.synthesizer is not None, int(settings.voice.audio_seconds)
    )
    theme = read_theme(settings.administration.theme)
    pages = Pages(
        messages,
        settings.administration,
        settings.retention,
        settings.desk,
        settings.accessibility,
        theme,
        offer,
    )
    facts = FactFinder(settings, services.tell_published, services.tell_versions, offer.hears)
    speech.add_to(app)
    Speak(pages, messages, speech).add_to(app)
    Web(pages, messages, limit, facts).add_to(app)
    list_access(app)  # a route that does not say who may use it is not opened
    return app


def start_dense_build(services: Services) -> subprocess.Popen[bytes] | None:
    """Have another process build the dense indexes that are missing, behind everything else on the machine."""
    if all(services.tell_bases().values()):
        return None
    console(errors=True).print(say("building_dense"))
    return _embed_apart()


def build_dense_apart(base: str, version: str) -> None:
    """The same for one version of a base, which need not be published. It ends with the server."""
    _embed_apart(base, "--version", version)


def _embed_apart(*what: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "assistant.cli.start", "knowledge", "embed", "--while-parent-lives", *what],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )


async def prepare_to_hear(services: Services) -> None:
    """Load the speech model behind the first pages: the first person who speaks does not wait for it."""
    if services.transcriber is not None:
        with suppress(ModelError):  # told when somebody speaks
            await services.transcriber.start()


def start_purge(rules: Retention, services: Services) -> asyncio.Task[None] | None:
    """Delete each day what is past its time, unless the settings leave that to ``parvis purge``."""
    if not rules.purge_daily:
        return None
    return asyncio.create_task(services.keeping.purge_daily(services.find_busy))


def listen(host: str, port: int) -> socket.socket:
    """Take the address before anything heavy is loaded. Raises :class:`PortTaken`."""
    address = f"http://{host}:{port}"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(say("port_taken", address=address, other=port + 1)) from None
        raise PortTaken(say("port_refused", address=address, why=error.strerror)) from None
    return listener


class AnnouncedServer(uvicorn.Server):
    """Says that it listens once it does."""

    def __init__(self, config: uvicorn.Config, listener: socket.socket) -> None:
        super().__init__(config)
        host, port = listener.getsockname()[:2]
        self._address = f"http://{host}:{port}"

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            console(errors=True).print(say("listening", address=self._address))


def keep_personal_data_out_of_logs() -> None:
    """Put the filter on every handler of the root and of the server's own loggers."""
    logging.basicConfig(level=logging.WARNING)
    for name in ("", "uvicorn", "uvicorn.error"):
        for handler in logging.getLogger(name).handlers:
            handler.addFilter(PersonalDataLogFilter())
