import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from models.language.supervised import SupervisedModel
from models.types import (
    ChatMessage,
    Generated,
    ModelBusy,
    ModelDamaged,
    ModelDied,
    ModelError,
    ModelMissing,
    ModelTimedOut,
    PromptTooLong,
    Role,
)

FAKE_WORKER = Path(__file__).with_name("fake_worker.py")
Build = Callable[..., SupervisedModel]


def ask(text: str) -> list[ChatMessage]:
    return [ChatMessage(Role.SYSTEM, "système"), ChatMessage(Role.USER, text)]


async def answer(model: SupervisedModel, text: str, *, seconds: float = 30.0) -> list[Generated]:
    return [piece async for piece in model.stream(ask(text), max_tokens=8, seconds=seconds)]


@pytest.fixture
async def build(gguf_like_file: Path) -> AsyncIterator[Build]:
    models: list[SupervisedModel] = []

    def build(
        behaviour: str = "", *, path: Path = gguf_like_file, slots: int = 1, queue_limit: int = 8
    ) -> SupervisedModel:
        command = (sys.executable, str(FAKE_WORKER), behaviour)
        model = SupervisedModel(
            path,
            name="fake",
            threads=1,
            slots=slots,
            queue_limit=queue_limit,
            grace_seconds=0.3,
            longest_pause=0.1,
            command=command,
        )
        models.append(model)
        return model

    yield build
    for model in models:
        await model.close()


async def until(model: SupervisedModel, *, is_ready: bool) -> None:
    async with asyncio.timeout(30):
        while await model.is_ready() is not is_ready or model.worker_process_id is None:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def until_death(model: SupervisedModel, text: str, seen: list[str], *, kill: bool = False) -> None:
    async for piece in model.stream(ask(text), max_tokens=8, seconds=30):
        seen.append(piece.text)
        if kill and model.worker_process_id:
            os.kill(model.worker_process_id, signal.SIGKILL)


def environment_of(process_id: int | None) -> str:
    path = Path(f"/proc/{process_id}/environ")
    if not path.exists():
        pytest.skip("this system shows no environment of a process")
    return path.read_text()


def starts(model_file: Path) -> int:
    return len((model_file.parent / "starts").read_text().splitlines())


async def test_pieces_come_in_order_and_the_usage_comes_last(build: Build) -> None:
    *pieces, last = await answer(build(), "say un deux trois")
    assert [piece.text for piece in pieces] == ["un", "deux", "trois"]
    assert all(piece.usage is None for piece in pieces)
    assert last.text == ""
    assert last.usage is not None
    assert last.usage.generated_tokens == 3


async def test_one_worker_serves_every_call(build: Build, gguf_like_file: Path) -> None:
    model = build()
    for _ in range(3):
        await answer(model, "say oui")
    assert starts(gguf_like_file) == 1


async def test_with_one_slot_calls_are_served_one_after_the_other(build: Build) -> None:
    model = build()
    answers = await asyncio.gather(*(answer(model, f"say réponse {number}") for number in range(5)))
    assert [pieces[1].text for pieces in answers] == ["0", "1", "2", "3", "4"]


async def test_a_worker_that_dies_ends_its_call_and_the_next_one_works(build: Build) -> None:
    model = build()
    seen: list[str] = []
    with pytest.raises(ModelDied):
        await until_death(model, "die", seen)
    assert seen == ["un mot"]
    assert (await answer(model, "say debout"))[0].text == "debout"


async def test_a_worker_killed_from_outside_ends_its_call_and_the_next_one_works(build: Build) -> None:
    model = build()
    with pytest.raises(ModelDied):
        await until_death(model, "hold", [], kill=True)
    assert (await answer(model, "say debout"))[0].text == "debout"


async def test_a_worker_that_speaks_nonsense_is_replaced(build: Build, gguf_like_file: Path) -> None:
    model = build()
    with pytest.raises(ModelDied):
        await answer(model, "garbage")
    await answer(model, "say oui")
    assert starts(gguf_like_file) == 2


async def test_leaving_the_loop_cancels_and_keeps_the_worker(build: Build, gguf_like_file: Path) -> None:
    model = build()
    async with aclosing(model.stream(ask("hold"), max_tokens=8, seconds=30)) as pieces:
        async for piece in pieces:
            assert piece.text == "held"
            break
    assert (await answer(model, "say suite"))[0].text == "suite"
    assert starts(gguf_like_file) == 1


async def test_cancelling_the_task_cancels_the_generation(build: Build, gguf_like_file: Path) -> None:
    model = build()
    task = asyncio.create_task(answer(model, "hold"))
    await until(model, is_ready=False)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await answer(model, "say suite"))[0].text == "suite"
    assert starts(gguf_like_file) == 1


async def test_the_time_budget_ends_a_call_and_the_next_one_works(build: Build) -> None:
    model = build()
    await model.start()
    with pytest.raises(ModelTimedOut):
        await answer(model, "hold", seconds=0.2)
    assert (await answer(model, "say suite"))[0].text == "suite"


async def test_waiting_in_the_queue_counts_in_the_time_budget(build: Build) -> None:
    model = build()
    await model.start()
    holder = asyncio.create_task(answer(model, "hold"))
    await until(model, is_ready=False)
    with pytest.raises(ModelTimedOut):
        await answer(model, "say jamais", seconds=0.1)
    holder.cancel()


async def test_loading_counts_in_the_time_budget(build: Build) -> None:
    with pytest.raises(ModelTimedOut):
        await answer(build("silent"), "say jamais", seconds=0.3)


async def test_a_worker_that_ignores_a_cancellation_is_replaced(build: Build, gguf_like_file: Path) -> None:
    model = build()
    await model.start()
    with pytest.raises(ModelTimedOut):
        await answer(model, "deaf", seconds=0.2)
    assert (await answer(model, "say suite"))[0].text == "suite"
    assert starts(gguf_like_file) == 2


async def test_past_the_queue_limit_a_call_is_refused_at_once(build: Build) -> None:
    model = build(queue_limit=1)
    await model.start()
    holders = [asyncio.create_task(answer(model, "hold")) for _ in range(2)]
    await until(model, is_ready=False)
    with pytest.raises(ModelBusy):
        await answer(model, "say trop")
    for holder in holders:
        holder.cancel()
    await asyncio.gather(*holders, return_exceptions=True)
    assert (await answer(model, "say suite"))[0].text == "suite"


async def begin(model: SupervisedModel, text: str) -> tuple[AsyncGenerator[Generated, None], str]:
    """A call whose first piece has come."""
    pieces = model.stream(ask(text), max_tokens=8, seconds=30)
    return pieces, (await anext(pieces)).text


async def test_as_many_calls_as_slots_are_served_at_once(build: Build) -> None:
    model = build(slots=3)
    holders = [await begin(model, "hold") for _ in range(2)]
    assert [text for _, text in holders] == ["held", "held"]
    assert await model.is_ready()
    assert (await answer(model, "say entre"))[0].text == "entre"
    for pieces, _ in holders:
        await pieces.aclose()


async def test_the_model_is_ready_while_a_slot_is_free_and_a_call_waits_for_one(build: Build) -> None:
    model = build(slots=2)
    holders = [(await begin(model, "hold"))[0] for _ in range(2)]
    assert not await model.is_ready()
    waiting = asyncio.create_task(answer(model, "say enfin"))
    while model.calls < 3:  # noqa: ASYNC110
        await asyncio.sleep(0)
    assert not waiting.done()
    await holders[0].aclose()
    assert (await waiting)[0].text == "enfin"
    assert await model.is_ready()
    await holders[1].aclose()


async def test_one_call_that_is_left_spares_the_others(build: Build, gguf_like_file: Path) -> None:
    model = build(slots=2)
    (one, _), (other, _) = [await begin(model, "hold") for _ in range(2)]
    await one.aclose()
    with pytest.raises(PromptTooLong):
        await answer(model, "refuse")
    assert (await answer(model, "say suite"))[0].text == "suite"
    await other.aclose()
    assert starts(gguf_like_file) == 1


async def test_a_worker_that_dies_ends_every_call_that_it_had(build: Build) -> None:
    model = build(slots=2)
    held, _ = await begin(model, "hold")
    with pytest.raises(ModelDied):
        await answer(model, "die")
    with pytest.raises(ModelDied):
        await anext(held)
    assert (await answer(model, "say debout"))[0].text == "debout"


async def test_an_error_of_one_call_reaches_its_caller_and_spares_the_worker(
    build: Build, gguf_like_file: Path
) -> None:
    model = build()
    with pytest.raises(PromptTooLong):
        await answer(model, "refuse")
    await answer(model, "say oui")
    assert starts(gguf_like_file) == 1


@pytest.mark.parametrize(
    ("behaviour", "error"), [("damaged", ModelDamaged), ("dies-loading", ModelDamaged)], ids=["told", "death"]
)
async def test_a_model_that_does_not_load_is_damaged(build: Build, behaviour: str, error: type[ModelError]) -> None:
    model = build(behaviour)
    with pytest.raises(error):
        await model.start()
    with pytest.raises(error):
        await answer(model, "say rien")
    assert not await model.is_ready()


async def test_a_missing_file_is_told_and_its_arrival_is_noticed(build: Build, tmp_path: Path) -> None:
    path = tmp_path / "later.gguf"
    model = build(path=path)
    with pytest.raises(ModelMissing, match=r"later\.gguf"):
        await model.start()
    path.write_bytes(b"GGUF" + (3).to_bytes(4, "little") + (1).to_bytes(8, "little") * 2)
    await until(model, is_ready=True)
    assert (await answer(model, "say enfin"))[0].text == "enfin"


async def test_a_first_attempt_that_fails_is_tried_again(build: Build) -> None:
    model = build("dies-loading-once")
    with pytest.raises(ModelDamaged):
        await model.start()
    await until(model, is_ready=True)
    assert (await answer(model, "say oui"))[0].text == "oui"


async def test_a_call_takes_over_from_the_warming(build: Build) -> None:
    model = build()
    await model.warm(ask("hold"))
    assert (await answer(model, "say oui"))[0].text == "oui"


async def test_an_answer_that_nobody_reads_holds_nothing(build: Build) -> None:
    model = build(queue_limit=1)
    pieces = model.stream(ask("say jamais"), max_tokens=8, seconds=30)
    await pieces.aclose()
    assert (await answer(model, "say oui"))[0].text == "oui"


async def test_closing_ends_the_process_and_later_calls(build: Build) -> None:
    model = build()
    await model.start()
    process_id = model.worker_process_id
    assert process_id
    await model.close()
    await model.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)
    with pytest.raises(ModelDied):
        await answer(model, "say rien")


async def test_the_worker_sees_no_secret_of_the_server(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_DATABASE_URL", "postgresql://parvis:secret@db/parvis")
    model = build()
    await model.start()
    assert "secret" not in environment_of(model.worker_process_id)
