"""``parvis telephone``: answers the calls that an Asterisk passes on."""

import asyncio
import signal
from typing import Annotated

import typer

from assistant.cli.incidents import forbid_core_files, keep_words_out_of_tasks, keep_words_out_of_tracebacks
from assistant.cli.serve import keep_personal_data_out_of_logs
from assistant.cli.voice import check_voice
from assistant.cli.words import console, language, say
from assistant.errors import PortTaken, SettingsInvalid
from assistant.messages.catalogue import read_messages
from assistant.settings import Settings, read_settings
from assistant.voice.hearing import Hearing
from assistant.voice.session import SpokenConversation
from assistant.voice.telephone.gateway import Gateway
from assistant.wiring import open_services


def telephone(
    host: Annotated[str, typer.Option(help=say("voice.host"))] = "",
    port: Annotated[int, typer.Option(help=say("voice.port"), min=0, max=65535)] = 0,
) -> None:
    forbid_core_files()
    keep_words_out_of_tracebacks()
    settings = read_settings()
    asyncio.run(_answer_calls(settings, host or settings.telephone.host, port or settings.telephone.port))


async def _answer_calls(settings: Settings, host: str, port: int) -> None:
    keep_words_out_of_tasks(asyncio.get_running_loop())
    keep_personal_data_out_of_logs()
    async with open_services(settings, guard_workers=settings.personal_data.workers) as services:
        check_voice(settings, services, needs_sound=True)
        hearing, messages = Hearing(services, read_messages()), read_messages()

        def start_conversation() -> SpokenConversation:
            return SpokenConversation(
                services,
                hearing,
                messages,
                settings.administration,
                language(),
                has_keys=True,
                hands_over_the_call=True,
            )

        stopped = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        if services.transcriber is not None:
            await services.transcriber.start()
        try:
            gateway = Gateway(
                start_conversation,
                services.synthesizer,
                peers=settings.telephone.peers,
                calls_at_once=settings.telephone.calls,
            )
            async with gateway.listen(host, port):
                console(errors=True).print(say("voice.telephone_listening", address=f"{host}:{port}"))
                await stopped.wait()
        except ValueError:
            raise SettingsInvalid(say("voice.peers_invalid")) from None
        except OSError as error:
            raise PortTaken(say("port_refused", address=f"{host}:{port}", why=error.strerror)) from None
        console(errors=True).print(say("stopped"))
