"""How voice is scored, on recordings that a fake model hears."""

import gzip
import json
from pathlib import Path

import pytest

from assistant.errors import NotReady
from assistant.evaluation.prompts import write_prompt_set
from assistant.evaluation.sets import SetUnreadable, SpokenRow, read_set
from assistant.evaluation.speech import evaluate_speech
from assistant.evaluation.word_errors import WordErrors, add_up, count_word_errors
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import Language
from assistant.voice.hearing import Hearing
from models.fakes import TypedTranscriber
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import QUESTION

MESSAGES = read_messages()
MISHEARD = QUESTION.replace("jardin", "gardon")


def errors(said: str, heard: str) -> WordErrors:
    return count_word_errors(said, heard, Language.FRENCH)


@pytest.mark.parametrize(
    ("said", "heard", "counts"),
    [
        ("Bonjour à tous.", "bonjour, à TOUS", (3, 0, 0, 0)),
        ("appuyez sur 10", "appuyez sur dix", (3, 0, 0, 0)),
        ("l'heure exacte", "l’heure exacte", (3, 0, 0, 0)),
        ("un deux trois", "un trois", (3, 0, 1, 0)),
        ("un trois", "un deux trois", (2, 0, 0, 1)),
        ("un deux", "un dieu", (2, 1, 0, 0)),
        ("", "un mot", (0, 0, 0, 2)),
        ("un mot", "", (2, 0, 2, 0)),
    ],
)
def test_words_are_aligned(said: str, heard: str, counts: tuple[int, int, int, int]) -> None:
    assert errors(said, heard) == WordErrors(*counts)


def test_each_word_weighs_the_same() -> None:
    whole = add_up([errors("un deux trois quatre", "un deux trois"), errors("un", "dieu")])
    assert whole.rate == pytest.approx(2 / 5)
    assert add_up([]).rate is None


def write_set(folder: Path, rows: list[dict[str, str]]) -> Path:
    for row in rows:
        (folder / row["audio"]).write_text(row.pop("heard"), encoding="utf-8")
    file = folder / "set.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


async def test_words_commands_silence_and_answers_are_counted(open_world: OpenWorld, tmp_path: Path) -> None:
    world = open_world(transcriber=TypedTranscriber())
    file = write_set(
        tmp_path,
        [
            {
                "id": "q",
                "audio": "q.wav",
                "text": QUESTION,
                "question_id": "q",
                "heard": QUESTION.replace("jardin", "gardon"),
            },
            {"id": "c1", "audio": "c1.wav", "text": "plus lentement", "command": "slower", "heard": "Plus lentemant."},
            {"id": "c2", "audio": "c2.wav", "text": "agent", "command": "person", "heard": "argent"},
            {"id": "w", "audio": "w.wav", "text": "une agence", "heard": "agent"},
            {"id": "n1", "audio": "n1.wav", "text": "", "heard": ""},
            {"id": "n2", "audio": "n2.wav", "text": "", "heard": "je parle"},
        ],
    )
    hearing = Hearing(world.services, MESSAGES)
    report = await evaluate_speech(file, world.services, hearing, {"recognition": "typed"}, lambda done, total: None)
    metrics = report.metrics
    assert metrics["commands_recognised"] == 0.5
    assert metrics["false_commands"] == 1
    assert metrics["nothing_made_of_nothing"] == 0.5
    assert metrics["same_answer_as_typed"] == 1.0
    assert metrics["refused"] == 0.0
    assert (metrics["changed"], metrics["dropped"], metrics["added"]) == (4, 1, 0)
    case = next(case for case in report.cases if case["id"] == "q")
    assert case["typed_page"] == case["spoken_page"] == "J1"
    out = tmp_path / "out.json"
    report.write(out)
    assert json.loads(out.read_text())["versions"]["recognition"] == "typed"


async def test_a_recording_that_is_not_there_is_named(open_world: OpenWorld, tmp_path: Path) -> None:
    world = open_world(transcriber=TypedTranscriber())
    file = tmp_path / "set.jsonl"
    file.write_text('{"id": "a", "audio": "nowhere.wav", "text": "bonjour"}\n')
    with pytest.raises(SetUnreadable, match=r"nowhere\.wav"):
        await evaluate_speech(file, world.services, Hearing(world.services, MESSAGES), {}, lambda done, total: None)


def test_a_set_is_made_of_the_prompts_of_asterisk(tmp_path: Path) -> None:
    sounds, texts, out = tmp_path / "sounds", tmp_path / "texts", tmp_path / "set.jsonl"
    (sounds / "silence").mkdir(parents=True)
    texts.mkdir()
    lines = {
        "long-one": "Voici une phrase qui a sept mots",
        "long-two": "Une autre phrase de six mots.",
        "short": "Deux mots",
        "described": "[un bruit de fond qui dure longtemps ici]",
        "no-sound": "Une phrase de six mots ici",
        "vm-goodbye": "Au revoir.",
    }
    body = "; comment\n" + "".join(f"{name}: {text}\n" for name, text in lines.items())
    (texts / "core-sounds-fr.txt.gz").write_bytes(gzip.compress(body.encode()))
    for name in ("long-one", "long-two", "short", "described", "vm-goodbye", "silence/1", "beep"):
        (sounds / f"{name}.wav").touch()
    assert write_prompt_set(out, most=9, questions=1, sounds=sounds, texts=texts) == 5
    rows = {row.id: row for row in read_set(out, SpokenRow)}
    assert set(rows) == {"long-one", "long-two", "vm-goodbye", "silence/1", "beep"}
    assert [row.id for row in rows.values() if row.question_id] == ["long-one"]
    assert rows["vm-goodbye"].command == "stop"
    assert rows["beep"].text == ""
    with pytest.raises(NotReady, match="apt-get"):
        write_prompt_set(out, most=9, questions=0, sounds=tmp_path / "nowhere", texts=texts)
