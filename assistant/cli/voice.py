"""``parvis voice``: a spoken conversation with the microphone and the loudspeaker, or over sound files."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.incidents import forbid_core_files, keep_words_out_of_tasks, keep_words_out_of_tracebacks
from assistant.cli.words import console, language, say
from assistant.errors import DisplayableError, NotReady, SpeechRefused
from assistant.messages.catalogue import read_messages
from assistant.model_choice import find_speech_engine
from assistant.services import Services
from assistant.settings import Settings, read_settings
from assistant.voice.devices import HandsFree, Loudspeaker, Press, PushToTalk, are_devices_there
from assistant.voice.hearing import Hearing
from assistant.voice.session import SpokenConversation
from assistant.voice.sound_files import FileEars, FileMouth
from assistant.voice.talk import Ears, Mouth, talk
from assistant.voice.utterance import Utterance
from assistant.voice.wiping import wipe
from assistant.wiring import open_services

AudioFiles = Annotated[list[Path] | None, typer.Option("--audio", help=say("voice.audio"), exists=True, dir_okay=False)]


def voice(
    audio: AudioFiles = None,
    out: Annotated[Path | None, typer.Option("--out", help=say("voice.out"), file_okay=False)] = None,
    hands_free: Annotated[bool, typer.Option("--hands-free", help=say("voice.hands_free"))] = False,
    kiosk: Annotated[bool, typer.Option("--kiosk", help=say("voice.kiosk"))] = False,
) -> None:
    forbid_core_files()
    keep_words_out_of_tracebacks()
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    asyncio.run(_voice(read_settings(), audio or [], out, hands_free=hands_free, kiosk=kiosk))


async def _voice(settings: Settings, audio: list[Path], out: Path | None, *, hands_free: bool, kiosk: bool) -> None:
    keep_words_out_of_tasks(asyncio.get_running_loop())
    if not audio and not are_devices_there():
        raise NotReady(say("voice.no_microphone"))
    async with open_services(settings) as services:
        check_voice(settings, services, needs_sound=not audio or out is not None)
        while True:
            conversation = SpokenConversation(
                services, Hearing(services, read_messages()), read_messages(), settings.administration, language()
            )
            try:
                ears, mouth = _take_devices(services, audio, out, hands_free=hands_free)
                if kiosk and not audio:
                    console().print(say("voice.kiosk_ready"))
                    await _wait_for_enter()
                await talk(conversation, ears, mouth)
            except SpeechRefused as error:
                raise NotReady(read_messages().text(f"voice.refusal.{error.reason.value}", language())) from None
            except OSError as error:
                raise NotReady(say("voice.device_failed", why=error.strerror or str(error))) from None
            finally:
                if kiosk:
                    await wipe(services, conversation.codes)
                    console().print(say("voice.wiped"))
            if not kiosk or audio:
                return


def check_voice(settings: Settings, services: Services, *, needs_sound: bool) -> None:
    """Raises :class:`DisplayableError` for what is missing, with what to do."""
    if services.transcriber is None:
        raise DisplayableError(say("voice.no_transcriber", model=settings.voice.recognition))
    if needs_sound and services.synthesizer is None:
        engine = find_speech_engine(settings)
        raise DisplayableError(say("voice.no_synthesizer", why=engine.obstacle() if engine else "engine = none"))


def _take_devices(services: Services, audio: list[Path], out: Path | None, *, hands_free: bool) -> tuple[Ears, Mouth]:
    if audio:
        return FileEars(audio), FileMouth(services.synthesizer, out, _show)
    press: Press | None = _wait_for_enter if sys.stdin.isatty() else None
    ears: Ears = HandsFree() if hands_free or press is None else PushToTalk(_ask_for_enter)
    return ears, Loudspeaker(services.synthesizer, _show, press)


def _show(utterance: Utterance) -> None:
    """The same words beside the sound, always."""
    if utterance.sentences:
        console().print(f"{say('voice.assistant')} {utterance.text}", markup=False)


async def _ask_for_enter() -> None:
    console().print(say("voice.press_enter"))
    await _wait_for_enter()


async def _wait_for_enter() -> None:
    """Returns when a line is typed. The loop reads it: a thread that waits could not be interrupted."""
    typed = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin, typed.set)
    try:
        await typed.wait()
    finally:
        loop.remove_reader(sys.stdin)
    sys.stdin.readline()
