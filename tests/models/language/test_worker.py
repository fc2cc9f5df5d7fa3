"""The real worker around the real engine."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest

from models.language.supervised import SupervisedModel
from models.types import ChatMessage, Generated, ModelDamaged, ModelDied, PromptTooLong, Role, Usage

SYSTEM = ChatMessage(Role.SYSTEM, "Tu réponds en français, en une phrase.")


def ask(text: str) -> list[ChatMessage]:
    return [SYSTEM, ChatMessage(Role.USER, text)]


@pytest.fixture
async def model(language_model_file: Path) -> AsyncIterator[SupervisedModel]:
    model = SupervisedModel(language_model_file, name="qwen", threads=2, context_tokens=2048)
    await model.start()
    yield model
    await model.close()


async def answer(model: SupervisedModel, text: str) -> tuple[str, Usage]:
    *pieces, last = [piece async for piece in model.stream(ask(text), max_tokens=12, seconds=300)]
    assert last.usage is not None
    return "".join(piece.text for piece in pieces), last.usage


async def until_killed(model: SupervisedModel) -> list[Generated]:
    pieces = []
    async for piece in model.stream(ask("Compte jusqu'à cent."), max_tokens=200, seconds=300):
        pieces.append(piece)
        if len(pieces) == 3 and model.worker_process_id:
            os.kill(model.worker_process_id, signal.SIGKILL)
    return pieces


@pytest.mark.weights
async def test_a_cancelled_prompt_and_a_killed_worker_leave_the_next_answer_unchanged(model: SupervisedModel) -> None:
    text = "Qu'est-ce qu'une mairie ?"
    expected, usage = await answer(model, text)
    assert usage.cpu_seconds > 0
    process_id = model.worker_process_id
    long_prompt = ask("Le conseil municipal vote le budget. " * 150)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5), aclosing(model.stream(long_prompt, max_tokens=4, seconds=300)) as pieces:
            await anext(pieces)
    assert (await answer(model, text))[0] == expected
    assert model.worker_process_id == process_id
    with pytest.raises(ModelDied):
        await until_killed(model)
    assert (await answer(model, text))[0] == expected
    assert model.worker_process_id != process_id


@pytest.mark.weights
async def test_a_prompt_that_does_not_fit_is_told(model: SupervisedModel) -> None:
    with pytest.raises(PromptTooLong):
        await answer(model, "mot " * 3000)


@pytest.mark.weights
async def test_a_warmed_prefix_is_not_read_again(language_model_file: Path) -> None:
    model = SupervisedModel(language_model_file, name="qwen", threads=2, context_tokens=2048, slots=1)
    await model.start()
    text = "Tu aides les habitants dans leurs démarches. " * 20
    shared = ChatMessage(Role.SYSTEM, text, public_characters=len(text))
    await model.warm([shared])
    while await model.is_ready():  # noqa: ASYNC110
        await asyncio.sleep(0)
    while not await model.is_ready():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    messages = [shared, ChatMessage(Role.USER, "Bonjour")]
    pieces = [piece async for piece in model.stream(messages, max_tokens=1, seconds=300)]
    assert pieces[-1].usage is not None
    assert pieces[-1].usage.reused_tokens > 100
    await model.close()


@pytest.mark.weights
async def test_several_people_are_answered_in_one_batch(model: SupervisedModel) -> None:
    held = model.stream(ask("Compte jusqu'à cent."), max_tokens=200, seconds=300)
    first = await anext(held)
    answers = await asyncio.gather(*(answer(model, f"Qu'est-ce qu'{what} ?") for what in ("une mairie", "un impôt")))
    assert first.text
    assert all(text for text, _ in answers)
    assert not (await anext(held)).usage  # the first is still being written
    await held.aclose()


async def test_a_file_that_native_code_refuses_is_told(gguf_like_file: Path) -> None:
    model = SupervisedModel(gguf_like_file, name="broken", threads=1)
    with pytest.raises(ModelDamaged, match=r"model\.gguf"):
        await model.start()
    await model.close()
