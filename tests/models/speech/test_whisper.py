"""What is made of what the model writes; then the real model on a room where nobody speaks and on real voices."""

from pathlib import Path

import numpy as np
import pytest

from models.speech.audio import HEARING_RATE, decode
from models.speech.types import Doubt, WhisperFiles
from models.speech.whisper import WhisperEngine, doubt_text
from models.types import ModelDamaged, ModelMissing
from tests.models.conftest import cached_file
from tests.models.speech.sounds import music, noise, silence

PROMPTS = Path("/usr/share/asterisk/sounds/fr_CA_f_June")


@pytest.mark.parametrize(
    ("text", "likelihood", "compression", "doubt"),
    [
        ("Comment refaire ma carte d'identité ?", -0.3, 1.0, None),
        ("Comment refaire ma carte d'identité ?", -0.9, 1.0, Doubt.UNCLEAR),
        ("Comment refaire ma carte d'identité ?", -0.3, 2.5, Doubt.INVENTED),
        ("Je veux une carte, je veux une carte, je veux une carte.", -0.3, 1.9, Doubt.INVENTED),
        ("Bonjour, bonjour, bonjour", -0.3, 1.0, Doubt.INVENTED),
        ("Non, non, non, je ne veux pas", -0.3, 1.0, None),
        ("Sous-titrage Société Radio-Canada", -0.2, 1.0, Doubt.INVENTED),
        ("Sous-titres réalisés par la communauté d'Amara.org", -0.1, 1.0, Doubt.INVENTED),
        ("Merci d’avoir regardé cette vidéo !", -0.2, 1.0, Doubt.INVENTED),
    ],
)
def test_what_the_model_is_not_sure_of_or_says_of_nothing_is_doubted(
    text: str, likelihood: float, compression: float, doubt: Doubt | None
) -> None:
    assert doubt_text(text, likelihood=likelihood, compression=compression) is doubt


def test_files_that_are_missing_or_no_model_are_told(tmp_path: Path) -> None:
    files = WhisperFiles.in_folder(tmp_path)
    with pytest.raises(ModelMissing, match=r"model\.bin"):
        WhisperEngine(files, threads=1)
    for file in (files.weights, files.config, files.tokenizer, files.vocabulary):
        file.write_bytes(b"{}")
    with pytest.raises(ModelDamaged):
        WhisperEngine(files, threads=1)


@pytest.fixture(scope="module")
def engine() -> WhisperEngine:
    names = ("whisper-base.bin", "whisper-config.json", "whisper-tokenizer.json", "whisper-vocabulary.txt")
    return WhisperEngine(WhisperFiles(*map(cached_file, names)), threads=2)


@pytest.mark.weights
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "signal",
    [
        silence(10), noise(10, 0.003), noise(10, 0.05), noise(10, 0.3), music(10), silence(0.5),
        np.concatenate((silence(1), noise(0.1, 0.5), silence(1))),
    ],
    ids=["silence", "faint noise", "noise", "loud noise", "music", "half a second", "a knock"],
)  # fmt: skip
def test_where_nobody_speaks_no_question_comes(
    engine: WhisperEngine, signal: np.ndarray[tuple[int], np.dtype[np.float64]], language: str
) -> None:
    transcript = engine.hear(signal.astype(np.float32), language=language)
    assert transcript.text == ""
    assert transcript.doubt is not None


@pytest.mark.weights
@pytest.mark.skipif(not PROMPTS.is_dir(), reason="asterisk-core-sounds-fr-wav is not installed")
class TestRealVoices:
    def test_a_sentence_is_written(self, engine: WhisperEngine) -> None:
        samples = decode((PROMPTS / "all-circuits-busy-now.wav").read_bytes(), most_seconds=60)
        transcript = engine.hear(samples, language="fr")
        assert transcript.text.casefold().startswith("toutes les lignes sont occupées")
        assert transcript.doubt is None
        assert 1 < transcript.speech_seconds < transcript.seconds

    def test_silence_around_it_changes_nothing(self, engine: WhisperEngine) -> None:
        samples = decode((PROMPTS / "all-circuits-busy-now.wav").read_bytes(), most_seconds=60)
        pause = np.zeros(3 * HEARING_RATE, dtype=np.float32)
        around = engine.hear(np.concatenate((pause, samples, pause)), language="fr")
        assert around.text.casefold().startswith("toutes les lignes sont occupées")

    def test_half_a_second_of_a_sentence_makes_no_question(self, engine: WhisperEngine) -> None:
        samples = decode((PROMPTS / "agent-newlocation.wav").read_bytes(), most_seconds=60)
        for start in range(0, 4 * HEARING_RATE, HEARING_RATE):
            transcript = engine.hear(samples[start : start + HEARING_RATE // 2], language="fr")
            assert len(transcript.text.split()) <= 4, transcript.text
