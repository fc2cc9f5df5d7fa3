import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from models.speech.transcriber import SupervisedTranscriber
from models.speech.types import AudioClip, AudioFault, AudioRefused, WhisperFiles
from models.types import ModelBusy, ModelDamaged, ModelDied, ModelMissing, ModelTimedOut

FAKE_WORKER = Path(__file__).with_name("fake_worker.py")
Build = Callable[..., SupervisedTranscriber]


@pytest.fixture
def files(tmp_path: Path) -> WhisperFiles:
    files = WhisperFiles.in_folder(tmp_path)
    for file in (files.weights, files.config, files.tokenizer, files.vocabulary):
        file.touch()
    return files


@pytest.fixture
async def build(files: WhisperFiles) -> AsyncGenerator[Build, None]:
    transcribers: list[SupervisedTranscriber] = []

    def build(behaviour: str = "", **settings: float) -> SupervisedTranscriber:
        command = (sys.executable, str(FAKE_WORKER), behaviour)
        transcribers.append(
            SupervisedTranscriber(files, name="fake", threads=1, command=command, **settings)  # type: ignore[arg-type]
        )
        return transcribers[-1]

    yield build
    for transcriber in transcribers:
        await transcriber.close()


def starts(files: WhisperFiles) -> int:
    return len((files.weights.parent / "starts").read_text().splitlines())


async def hear(transcriber: SupervisedTranscriber, text: str) -> str:
    return (await transcriber.transcribe(AudioClip(text.encode()), language="fr")).text


async def test_clips_keep_their_order_and_share_one_worker(build: Build, files: WhisperFiles) -> None:
    transcriber = build()
    heard = await asyncio.gather(*(hear(transcriber, f"numéro {number}") for number in range(5)))
    assert heard == [f"numéro {number}" for number in range(5)]
    assert starts(files) == 1


async def test_the_language_is_the_one_that_is_given(build: Build) -> None:
    transcript = await build().transcribe(AudioClip(b"hello"), language="en")
    assert (transcript.language, transcript.doubt) == ("en", None)


async def test_a_clip_that_is_refused_does_not_end_the_worker(build: Build, files: WhisperFiles) -> None:
    transcriber = build()
    with pytest.raises(AudioRefused) as refused:
        await hear(transcriber, "long")
    assert refused.value.fault is AudioFault.TOO_LONG
    assert await hear(transcriber, "après") == "après"
    assert starts(files) == 1


async def test_too_many_bytes_are_refused_before_anything_starts(build: Build, files: WhisperFiles) -> None:
    with pytest.raises(AudioRefused) as refused:
        await hear(build(most_bytes=4), "cinq.")
    assert refused.value.fault is AudioFault.TOO_LARGE
    assert not (files.weights.parent / "starts").exists()


async def test_a_worker_killed_between_two_clips_is_replaced_unseen(build: Build, files: WhisperFiles) -> None:
    transcriber = build()
    await hear(transcriber, "un")
    assert transcriber.worker_process_id
    os.kill(transcriber.worker_process_id, signal.SIGKILL)
    assert await hear(transcriber, "deux") == "deux"
    assert starts(files) == 2


async def test_a_worker_that_dies_at_work_is_replaced_within_the_call(build: Build, files: WhisperFiles) -> None:
    assert await hear(build(), "die-once") == "die-once"
    assert starts(files) == 2


async def test_a_clip_that_always_kills_is_given_up(build: Build, files: WhisperFiles) -> None:
    with pytest.raises(ModelDied):
        await hear(build(), "die")
    assert starts(files) == 2


async def test_nonsense_on_the_pipe_ends_the_worker(build: Build) -> None:
    transcriber = build()
    with pytest.raises(ModelDied):
        await hear(transcriber, "garbage")
    assert await hear(transcriber, "ensuite") == "ensuite"


async def test_a_worker_that_hangs_is_killed(build: Build) -> None:
    transcriber = build(seconds=0.5)
    with pytest.raises(ModelTimedOut):
        await hear(transcriber, "hang")
    assert await hear(transcriber, "ensuite") == "ensuite"


async def test_whoever_leaves_does_not_disturb_the_next_one(build: Build, files: WhisperFiles) -> None:
    transcriber = build()
    await hear(transcriber, "premier")
    left = asyncio.create_task(hear(transcriber, "slow départ"))
    await asyncio.sleep(0.05)
    left.cancel()
    with pytest.raises(asyncio.CancelledError):
        await left
    assert await hear(transcriber, "suivant") == "suivant"
    assert starts(files) == 1


async def test_only_so_many_wait(build: Build) -> None:
    transcriber = build(queue_limit=1)
    waiting = [asyncio.create_task(hear(transcriber, "slow")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(ModelBusy):
        await hear(transcriber, "trois")
    assert await asyncio.gather(*waiting) == ["slow", "slow"]


@pytest.mark.parametrize("behaviour", ["damaged", "dies-loading"])
async def test_a_model_that_cannot_be_loaded_is_told_and_not_tried_at_once_again(
    build: Build, files: WhisperFiles, behaviour: str
) -> None:
    transcriber = build(behaviour)
    with pytest.raises(ModelDamaged):
        await transcriber.start()
    with pytest.raises(ModelDied):
        await transcriber.start()
    assert starts(files) == 1


async def test_a_file_that_is_not_there_is_named(build: Build, files: WhisperFiles) -> None:
    files.tokenizer.unlink()
    with pytest.raises(ModelMissing, match=r"tokenizer\.json"):
        await hear(build(), "bonjour")


async def test_nothing_is_heard_once_it_is_closed(build: Build) -> None:
    transcriber = build()
    await hear(transcriber, "avant")
    await transcriber.close()
    assert transcriber.worker_process_id is None
    with pytest.raises(ModelDied):
        await hear(transcriber, "après")
