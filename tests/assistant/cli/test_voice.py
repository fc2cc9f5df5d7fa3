"""``parvis voice`` as an operator meets it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from assistant.cli import voice as command
from assistant.cli.words import say
from assistant.errors import ConversationUnknown, DisplayableError, NotReady
from assistant.services import Services
from assistant.settings import Settings, VoiceSettings
from models.fakes import SilentSynthesizer, TypedTranscriber
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, World


def use(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def open_it(_: Settings) -> AsyncGenerator[Services, None]:
        yield world.services

    monkeypatch.setattr(command, "open_services", open_it)


async def run(audio: list[Path], out: Path | None = None, *, kiosk: bool = False) -> None:
    await command._voice(Settings(), audio, out, hands_free=False, kiosk=kiosk)


@pytest.fixture
def turns(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "1.wav", tmp_path / "2.wav"]
    files[0].write_text(QUESTION, encoding="utf-8")
    files[1].write_text("oui", encoding="utf-8")
    return files


async def test_the_words_are_shown_beside_the_sound(
    open_world: OpenWorld,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    turns: list[Path],
    tmp_path: Path,
) -> None:
    use(open_world(transcriber=TypedTranscriber(), synthesizer=SilentSynthesizer()), monkeypatch)
    (tmp_path / "out").mkdir()
    await run(turns, tmp_path / "out")
    shown = capsys.readouterr().out
    assert "intelligence artificielle" in shown
    assert "J'ai compris" in shown
    assert "vingt-cinq euros" in shown
    assert len(list((tmp_path / "out").glob("*.wav"))) == 4


async def test_a_kiosk_erases_what_was_said(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], turns: list[Path]
) -> None:
    world = open_world(transcriber=TypedTranscriber())
    use(world, monkeypatch)
    started: list[str] = []
    start = world.services.start

    async def note(*arguments: object) -> object:
        conversation = await start(*arguments)  # type: ignore[arg-type]
        started.append(conversation.code)
        return conversation

    monkeypatch.setattr(Services, "start", lambda self, *arguments: note(*arguments))
    await run(turns, kiosk=True)
    assert say("voice.wiped") in capsys.readouterr().out
    assert len(started) == 1
    with pytest.raises(ConversationUnknown):
        await world.services.transcript(started[0])


async def test_what_is_missing_is_told_with_what_to_do(
    open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch, turns: list[Path], tmp_path: Path
) -> None:
    use(open_world(), monkeypatch)
    with pytest.raises(DisplayableError, match="parvis models fetch whisper-base"):
        await run(turns)
    use(open_world(transcriber=TypedTranscriber()), monkeypatch)
    with pytest.raises(DisplayableError, match="none"):
        await command._voice(
            Settings(voice=VoiceSettings(engine="none")), turns, tmp_path, hands_free=False, kiosk=False
        )
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotReady, match="alsa-utils"):
        await run([])
