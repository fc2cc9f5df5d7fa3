"""A conversation over files and over devices, to its end; what a kiosk leaves behind."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import ConversationUnknown
from assistant.messages.catalogue import read_messages
from assistant.settings import Administration
from assistant.vocabulary import Language
from assistant.voice.devices import HandsFree, Loudspeaker, PushToTalk, are_devices_there
from assistant.voice.hearing import Hearing
from assistant.voice.session import SpokenConversation
from assistant.voice.sound_files import FileEars, FileMouth
from assistant.voice.spoken_answer import Sentence
from assistant.voice.talk import ahead, talk
from assistant.voice.turn_taking import QUICK, Patience
from assistant.voice.utterance import Next, Utterance
from assistant.voice.wiping import wipe
from models.fakes import SilentSynthesizer, TypedTranscriber
from models.speech.audio import decode
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION, World, read_every_file

MESSAGES = read_messages()
VOICE = (np.random.default_rng(3).normal(0, 0.1, 16_000) * 32767).astype("<i2").tobytes()


def converse(world: World) -> SpokenConversation:
    return SpokenConversation(world.services, Hearing(world.services, MESSAGES), MESSAGES, Administration())


def write_turns(folder: Path, turns: Sequence[str]) -> list[Path]:
    files = [folder / f"{number}.wav" for number, _ in enumerate(turns)]
    for file, turn in zip(files, turns, strict=True):
        file.write_text(turn, encoding="utf-8")  # the fake model of speech takes bytes for words
    return files


async def test_files_hold_a_whole_conversation(open_world: OpenWorld, tmp_path: Path) -> None:
    world = open_world(transcriber=TypedTranscriber(), synthesizer=SilentSynthesizer())
    out, told = tmp_path / "out", list[Utterance]()
    out.mkdir()
    ears = FileEars(write_turns(tmp_path, [QUESTION, "oui", "", "au revoir", "jamais entendu"]))
    ended = await talk(converse(world), ears, FileMouth(world.services.synthesizer, out, told.append))
    assert ended is Next.END
    assert told[0].text.startswith("Bonjour. Vous parlez à un assistant automatique")
    assert any("vingt-cinq euros" in utterance.text for utterance in told)
    assert told[-1].text == "Au revoir."
    sounds = sorted(out.iterdir())
    assert len(sounds) == len(told)
    assert all(len(decode(sound.read_bytes(), most_seconds=120)) > 1000 for sound in sounds)


async def test_the_end_of_the_files_is_the_end(open_world: OpenWorld, tmp_path: Path) -> None:
    world = open_world(transcriber=TypedTranscriber())
    told: list[Utterance] = []
    ended = await talk(converse(world), FileEars([]), FileMouth(None, None, told.append))
    assert (ended, len(told)) == (Next.END, 1)


async def test_a_kiosk_leaves_nothing_behind(open_world: OpenWorld, tmp_path: Path) -> None:
    synthesizer = SilentSynthesizer()
    world = open_world(transcriber=TypedTranscriber(), synthesizer=synthesizer)
    conversation = converse(world)
    turns = write_turns(tmp_path, ["Comment obtenir la carte de zythum ?", "oui", "recommencer", QUESTION, "oui"])
    await talk(conversation, FileEars(turns), FileMouth(synthesizer, tmp_path, lambda _: None))
    for file in {*turns, *(tmp_path / f"{number:02}.wav" for number in range(20))}:
        file.unlink(missing_ok=True)
    assert synthesizer.remembered
    assert len(conversation.codes) == 2
    assert await wipe(world.services, conversation.codes) == ()
    assert synthesizer.remembered == []
    for code in conversation.codes:
        with pytest.raises(ConversationUnknown):
            await world.services.transcript(code)
    assert b"zythum" not in read_every_file(tmp_path)


async def test_a_request_for_a_human_survives_the_kiosk(open_world: OpenWorld) -> None:
    world = open_world(transcriber=TypedTranscriber("agent"))
    conversation = converse(world)
    await conversation.open()
    async for _ in conversation.press("0"):
        pass
    assert await wipe(world.services, [*conversation.codes, "no-such-code"]) == tuple(conversation.codes)
    assert (await world.services.transcript(conversation.codes[0])).escalation is not None


async def test_the_next_value_is_worked_on_while_one_is_used() -> None:
    made: list[int] = []

    async def source() -> AsyncIterator[int]:
        for number in range(3):
            made.append(number)
            yield number

    got = []
    async with contextlib.aclosing(ahead(source())) as values:
        async for value in values:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            got.append((value, len(made)))
    assert [value for value, _ in got] == [0, 1, 2]
    assert got[0][1] > 1


async def test_what_the_source_raises_is_raised() -> None:
    async def source() -> AsyncIterator[int]:
        yield 1
        raise LookupError

    async with contextlib.aclosing(ahead(source())) as values:
        assert await anext(values) == 1
        with pytest.raises(LookupError):
            await anext(values)


@pytest.fixture
def devices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs that stand for ALSA's: a room where somebody speaks for a second, a loudspeaker that counts bytes."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (tmp_path / "voice").write_bytes(bytes(16_000) + VOICE * 2 + bytes(2 * 16_000 * 20))
    scripts = {
        "arecord": f"import sys; sys.stdout.buffer.write(open({str(tmp_path / 'voice')!r}, 'rb').read())\n"
        "import time; sys.stdout.flush(); time.sleep(600)",
        "aplay": f"import sys; open({str(tmp_path / 'played')!r}, 'ab').write(sys.stdin.buffer.read())",
    }
    for name, script in scripts.items():
        (folder / name).write_text(f"#!{sys.executable}\n{script}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return tmp_path


async def test_a_turn_is_recorded_without_a_hand(devices: Path) -> None:
    assert are_devices_there()
    clip = await asyncio.wait_for(HandsFree().listen(QUICK), 20)
    assert clip is not None
    assert 2 < len(decode(clip.data, most_seconds=60)) / 16_000 < 4.5


async def test_nobody_who_speaks_is_an_empty_recording(devices: Path) -> None:
    (devices / "voice").write_bytes(bytes(2 * 16_000 * 3))
    clip = await asyncio.wait_for(HandsFree().listen(Patience(nothing=2)), 20)
    assert clip is not None
    assert clip.data == b""


async def test_a_press_begins_and_ends_a_recording(devices: Path) -> None:
    presses = 0

    async def press() -> None:
        nonlocal presses
        presses += 1
        await asyncio.sleep(0 if presses == 1 else 1.0)

    clip = await asyncio.wait_for(PushToTalk(press).listen(QUICK), 20)
    assert clip is not None
    assert len(decode(clip.data, most_seconds=60)) > 16_000


async def test_a_button_that_nobody_presses_is_an_empty_recording() -> None:
    async def never() -> None:
        await asyncio.sleep(600)

    clip = await PushToTalk(never).listen(Patience(nothing=0.01))
    assert clip is not None
    assert clip.data == b""


async def test_a_microphone_that_gives_nothing_is_an_error(devices: Path) -> None:
    (devices / "bin" / "arecord").write_text(f"#!{sys.executable}\n")
    with pytest.raises(OSError, match="microphone"):
        await HandsFree().listen(QUICK)


async def test_the_loudspeaker_plays_everything_and_a_press_stops_it_unless_it_is_the_notice(devices: Path) -> None:
    async def press() -> None:
        await asyncio.sleep(0)

    sentences = tuple(Sentence(f"Phrase {letter}.", Language.FRENCH) for letter in "abc")
    for may_stop, is_whole in ((False, True), (True, False)):
        (devices / "played").unlink(missing_ok=True)
        synthesizer = SilentSynthesizer()
        utterance = Utterance(sentences, 130, may_be_interrupted=may_stop)
        await Loudspeaker(synthesizer, lambda _: None, press).say(utterance)
        whole = 3 * len((await synthesizer.say(sentences[0].text, language="fr", rate=130)).pcm)
        played = (devices / "played").stat().st_size if (devices / "played").exists() else 0
        assert (played == whole) is is_whole


def test_a_machine_without_the_programs_has_no_devices(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not are_devices_there()
