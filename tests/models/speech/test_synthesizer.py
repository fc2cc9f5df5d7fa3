"""Sentences said by programs of one sentence each: small ones that stand for engines, then the real ones."""

import asyncio
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.speech.engines import Engine, EspeakEngine, Order, PiperEngine, Pyttsx3Engine
from models.speech.synthesizer import LONGEST_PIECE, EngineSynthesizer
from models.speech.types import Speech, Voice
from models.types import ModelDied, ModelMissing, ModelTimedOut

SAYS_LENGTH = "import sys; t = sys.stdin.read(); sys.stdout.buffer.write(b'ab' * len(t))"
HANGS = "import time; time.sleep(600)"
FAILS = "import sys; sys.exit(3)"
SILENT = "pass"
SAYS_WHILE_THE_LIBRARY_IS_BUSY = """
from pyttsx3.drivers import _espeak
from models.speech.pyttsx3_worker import say
cancelled = []
_espeak.IsPlaying = lambda: 1
_espeak.Cancel = lambda: cancelled.append(True)
assert say("oui", voice="roa/fr", rate=100)
raise SystemExit(len(cancelled))
"""
"""As on a loaded machine, where the speed is still in the library's queue when the sentence is asked for."""


@dataclass(slots=True)
class ScriptEngine:
    """A Python script as an engine, which counts what it is asked."""

    script: str = SAYS_LENGTH
    name: str = "script"
    orders: int = 0

    def voice(self, language: str) -> Voice:
        if language not in ("fr", "en"):
            raise ModelMissing(language)
        return Voice(f"voice-{language}", language, "none")

    def order(self, text: str, voice: Voice, rate: int) -> Order:
        self.orders += 1
        return Order((sys.executable, "-c", self.script), text.encode())

    def read(self, stdout: bytes) -> Speech:
        return Speech(stdout, 1000)

    def obstacle(self) -> str:
        return ""


async def say(synthesizer: EngineSynthesizer, text: str, *, rate: int = 130, remember: bool = True) -> Speech:
    return await synthesizer.say(text, language="fr", rate=rate, remember=remember)


async def test_a_sentence_said_again_is_remembered_by_its_words_voice_and_speed() -> None:
    engine = ScriptEngine()
    synthesizer = EngineSynthesizer(engine)
    assert await say(synthesizer, "bonjour") == await say(synthesizer, "bonjour")
    assert engine.orders == 1
    await say(synthesizer, "bonjour", rate=110)
    await synthesizer.say("bonjour", language="en", rate=130)
    assert engine.orders == 3
    synthesizer.forget()
    await say(synthesizer, "bonjour")
    assert engine.orders == 4


async def test_what_a_person_said_is_not_remembered() -> None:
    engine = ScriptEngine()
    synthesizer = EngineSynthesizer(engine)
    for _ in range(2):
        await say(synthesizer, "J'ai compris : bonjour", remember=False)
    assert engine.orders == 2


async def test_what_is_remembered_is_bounded_and_the_oldest_goes_first() -> None:
    engine = ScriptEngine()
    synthesizer = EngineSynthesizer(engine, remembered_bytes=20)
    for text in ("abcd", "efgh", "abcd", "ijkl"):  # 8 bytes each: the third is remembered, and pushes "efgh" out last
        await say(synthesizer, text)
    assert engine.orders == 3
    await say(synthesizer, "abcd")
    assert engine.orders == 3
    await say(synthesizer, "efgh")
    assert engine.orders == 4


async def test_a_long_text_is_cut_between_words() -> None:
    engine = ScriptEngine()
    words = "mot " * 300
    speech = await say(EngineSynthesizer(engine), words)
    assert engine.orders == -(-len(words) // LONGEST_PIECE)
    assert len(speech.pcm) >= 2 * 3 * 300


async def test_spaces_and_lines_are_one_space() -> None:
    assert len((await say(EngineSynthesizer(ScriptEngine()), " a\n\n b ")).pcm) == 2 * len("a b")
    with pytest.raises(ValueError, match="nothing to say"):
        await say(EngineSynthesizer(ScriptEngine()), " \n ")


@pytest.mark.parametrize(("script", "error"), [(HANGS, ModelTimedOut), (FAILS, ModelDied), (SILENT, ModelDied)])
async def test_a_program_that_fails_is_an_error_and_leaves_no_process(script: str, error: type[Exception]) -> None:
    synthesizer = EngineSynthesizer(ScriptEngine(script), at_once=1, seconds=0.5 if script is HANGS else 30)
    for _ in range(2):  # the first one has given its place back
        with pytest.raises(error):
            await say(synthesizer, "bonjour")


async def test_whoever_leaves_lets_the_program_end_within_its_time() -> None:
    synthesizer = EngineSynthesizer(ScriptEngine(HANGS), at_once=1, seconds=0.5)
    left = asyncio.create_task(say(synthesizer, "bonjour"))
    await asyncio.sleep(0.05)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    synthesizer._engine = ScriptEngine()
    assert (await say(synthesizer, "ab")).pcm == b"abab"


async def test_an_engine_that_is_not_installed_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    for engine in (EspeakEngine(), Pyttsx3Engine(), PiperEngine(Path("voix.onnx"))):
        with pytest.raises(ModelMissing, match="install"):
            await EngineSynthesizer(engine).check()


async def test_a_language_without_a_voice_is_told() -> None:
    with pytest.raises(ModelMissing):
        await EngineSynthesizer(EspeakEngine()).say("hola", language="es", rate=130)


@pytest.fixture
def piper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PiperEngine:
    """A program that answers as Piper does: raw samples of the text's length, longer when it is told to be slower."""
    command = tmp_path / "bin" / "piper"
    command.parent.mkdir()
    command.write_text(
        f"#!{sys.executable}\nimport sys\na = sys.argv\nassert a[1] == '--model' and '--output-raw' in a\n"
        "scale = float(a[a.index('--length-scale') + 1])\n"
        "sys.stdout.buffer.write(b'ab' * int(100 * scale))\n"
    )
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(command.parent), prepend=":")
    voice = tmp_path / "fr_FR-siwis-medium.onnx"
    voice.touch()
    voice.with_name(voice.name + ".json").write_text(json.dumps({"audio": {"sample_rate": 22_050}}))
    return PiperEngine(voice)


async def test_piper_speaks_where_it_is_installed(piper: PiperEngine) -> None:
    synthesizer = EngineSynthesizer(piper)
    calm, slow = await say(synthesizer, "bonjour"), await say(synthesizer, "bonjour", rate=80)
    assert calm == Speech(b"ab" * 100, 22_050)
    assert len(slow.pcm) > len(calm.pcm)
    with pytest.raises(ModelMissing, match="en"):
        await synthesizer.say("hello", language="en", rate=130)


def test_a_voice_of_piper_that_is_not_whole_is_told(piper: PiperEngine) -> None:
    assert piper.obstacle() == ""
    piper.model.with_name(piper.model.name + ".json").write_text("{}")
    assert "does not describe a voice" in piper.obstacle()


ENGINES = [engine for engine in (Pyttsx3Engine(), EspeakEngine()) if not engine.obstacle()]


@pytest.mark.skipif(not ENGINES, reason="no speech engine: install libespeak-ng1 or espeak-ng")
@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
class TestRealEngines:
    async def test_a_hundred_sentences_four_at_once_are_all_right(self, engine: Engine) -> None:
        """Each is as long as when it is said alone, and slower speeds take longer: nothing is shared or lost."""
        synthesizer = EngineSynthesizer(engine, at_once=4)
        jobs = [(f"Phrase numéro {number}. {'Un mot de plus. ' * (number % 5)}", rate) for number in range(50)
                for rate in (100, 160)]  # fmt: skip
        said = await asyncio.gather(*(say(synthesizer, text, rate=rate) for text, rate in jobs))
        assert all(speech.rate == 22_050 and speech.seconds > 0.8 for speech in said)
        assert all(slow.seconds > 1.2 * fast.seconds for slow, fast in zip(said[::2], said[1::2], strict=True))
        alone = EngineSynthesizer(engine, at_once=1)
        for place in (0, 41, 99):
            text, rate = jobs[place]
            assert await say(alone, text, rate=rate) == said[place]

    async def test_it_is_found_ready(self, engine: Engine) -> None:
        await EngineSynthesizer(engine).check()

    async def test_english_has_its_voice(self, engine: Engine) -> None:
        synthesizer = EngineSynthesizer(engine)
        english = await synthesizer.say("Which papers do I need?", language="en", rate=130)
        assert english != await say(synthesizer, "Which papers do I need?")


@pytest.mark.skipif(bool(Pyttsx3Engine().obstacle()), reason="no speech engine: install libespeak-ng1")
def test_pyttsx3_cancels_nothing_that_its_library_still_has_to_take() -> None:
    """What is cancelled there is the speed: the sentence would come out at the speed of the library."""
    said = subprocess.run((sys.executable, "-c", SAYS_WHILE_THE_LIBRARY_IS_BUSY), timeout=60, capture_output=True)
    assert said.returncode == 0, said.stderr.decode()


@pytest.mark.skipif(len(ENGINES) < 2, reason="needs both libespeak-ng1 and espeak-ng")
async def test_two_engines_over_one_library_say_the_same() -> None:
    lengths = [(await say(EngineSynthesizer(engine), "Un acte de naissance.")).seconds for engine in ENGINES]
    assert lengths[0] == pytest.approx(lengths[1], abs=0.02)
