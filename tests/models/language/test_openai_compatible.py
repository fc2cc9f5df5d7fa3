import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import httpx
import pytest

from models.language.openai_compatible import OpenAICompatibleModel
from models.types import (
    ChatMessage,
    Generated,
    ModelBusy,
    ModelDied,
    ModelError,
    ModelMissing,
    ModelTimedOut,
    PromptTooLong,
    Role,
)

QUESTION = "Où déclarer une naissance ?"


class Events(httpx.AsyncByteStream):
    """A body of server-sent events that a test can hold, and that knows when it is closed."""

    def __init__(self, *parts: str | Exception, hold: bool = False) -> None:
        self._parts = parts
        self._hold = hold
        self.is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            if isinstance(part, Exception):
                raise part
            yield f"data: {part}\n\n".encode()
        if self._hold:
            await asyncio.Event().wait()

    async def aclose(self) -> None:
        self.is_closed = True


def word(text: str, finish_reason: str | None = None) -> str:
    return json.dumps({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish_reason}]})


END = [json.dumps({"choices": [{"delta": {}, "finish_reason": "stop"}]}), "[DONE]"]


def model_over(handle: Callable[[httpx.Request], httpx.Response]) -> OpenAICompatibleModel:
    return OpenAICompatibleModel(
        "http://model.test/v1", model="m", name="distant", api_key="clef", transport=httpx.MockTransport(handle)
    )


def model_saying(events: Events) -> OpenAICompatibleModel:
    return model_over(lambda _: httpx.Response(200, stream=events))


async def answer(model: OpenAICompatibleModel, *, seconds: float = 10.0) -> list[Generated]:
    messages = [ChatMessage(Role.SYSTEM, "système"), ChatMessage(Role.USER, QUESTION)]
    return [piece async for piece in model.stream(messages, max_tokens=7, seconds=seconds, stop=["\n"])]


async def test_the_server_is_asked_for_a_greedy_stream() -> None:
    asked: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, stream=Events(*END))

    await answer(model_over(handle))
    assert str(asked[0].url) == "http://model.test/v1/chat/completions"
    assert asked[0].headers["Authorization"] == "Bearer clef"
    assert json.loads(asked[0].content) == {
        "model": "m",
        "messages": [{"role": "system", "content": "système"}, {"role": "user", "content": QUESTION}],
        "max_tokens": 7,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
        "stop": ["\n"],
    }


async def test_pieces_come_as_they_are_said_and_the_usage_last() -> None:
    usage = {"prompt_tokens": 40, "completion_tokens": 2, "prompt_tokens_details": {"cached_tokens": 30}}
    events = Events(word("À la "), word("mairie", "stop"), json.dumps({"choices": [], "usage": usage}), "[DONE]")
    *pieces, last = await answer(model_saying(events))
    assert [piece.text for piece in pieces] == ["À la ", "mairie"]
    assert last.usage is not None
    assert (last.usage.prompt_tokens, last.usage.reused_tokens, last.usage.generated_tokens) == (40, 30, 2)
    assert events.is_closed


async def test_leaving_the_loop_closes_the_connection() -> None:
    events = Events(word("un"), hold=True)
    model = model_saying(events)
    async with aclosing(model.stream([ChatMessage(Role.USER, QUESTION)], max_tokens=7, seconds=10)) as pieces:
        assert (await anext(pieces)).text == "un"
    assert events.is_closed


async def test_a_server_that_stalls_runs_out_of_time_and_is_left() -> None:
    events = Events(word("un"), hold=True)
    with pytest.raises(ModelTimedOut):
        await answer(model_saying(events), seconds=0.05)
    assert events.is_closed


@pytest.mark.parametrize(
    "events",
    [
        Events(word("Adressez-vous")),
        Events(word("un"), "{not json"),
        Events(word("un"), '{"choices": 3}'),
        Events(word("un"), httpx.ReadError("reset")),
    ],
    ids=["ends in the middle", "no JSON", "another shape", "connection lost"],
)
async def test_an_answer_that_breaks_off_is_a_death(events: Events) -> None:
    with pytest.raises(ModelDied):
        await answer(model_saying(events))


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, PromptTooLong),
        (401, ModelMissing),
        (404, ModelMissing),
        (429, ModelBusy),
        (503, ModelBusy),
        (500, ModelDied),
    ],
)
async def test_a_refusal_is_told_without_what_the_server_says(status: int, error: type[ModelError]) -> None:
    model = model_over(lambda _: httpx.Response(status, text=f"cannot answer: {QUESTION}"))
    with pytest.raises(error) as caught:
        await answer(model)
    assert QUESTION not in str(caught.value)
    assert str(status) in str(caught.value)


async def test_no_server_is_a_missing_model() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    model = model_over(refuse)
    assert not await model.is_ready()
    with pytest.raises(ModelMissing, match=r"model\.test"):
        await answer(model)


@pytest.mark.parametrize(("status", "is_ready"), [(200, True), (503, False)])
async def test_a_server_that_lists_its_models_is_ready(status: int, is_ready: bool) -> None:
    model = model_over(lambda request: httpx.Response(status if request.url.path == "/v1/models" else 404))
    assert await model.is_ready() is is_ready
    await model.close()
