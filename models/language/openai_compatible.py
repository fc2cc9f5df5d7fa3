"""A language model on a server that speaks the OpenAI chat API: llama-server, vLLM and their like."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Final

import httpx
from pydantic import BaseModel, Field, ValidationError

from models.types import (
    ChatMessage,
    Generated,
    ModelBusy,
    ModelDied,
    ModelError,
    ModelMissing,
    ModelTimedOut,
    PromptTooLong,
    Usage,
)

_END: Final = "[DONE]"
_PROBE_SECONDS: Final = 2.0


class _Delta(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    delta: _Delta = Field(default_factory=_Delta)
    finish_reason: str | None = None


class _CachedTokens(BaseModel):
    cached_tokens: int | None = None


class _ServerUsage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0
    prompt_tokens_details: _CachedTokens | None = None


class _Chunk(BaseModel):
    choices: list[_Choice] = Field(default_factory=list)
    usage: _ServerUsage | None = None


class OpenAICompatibleModel:
    """A :class:`models.types.LanguageModel` over HTTP. Leaving a stream closes its connection: the server stops too."""

    def __init__(
        self,
        url: str,
        *,
        model: str,
        name: str = "",
        api_key: str = "",
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """``url`` ends before ``/chat/completions``, for example ``http://10.0.0.5:8080/v1``; ``model`` is the server's
        own name of the model, ``name`` the one that people are shown (the same by default)."""
        self._model = model
        self._name = name or model
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/") + "/",
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=httpx.Timeout(None, connect=5.0),  # each call has its own deadline
            transport=transport,
            trust_env=False,  # a proxy of the environment must not see what people ask
        )

    @property
    def name(self) -> str:
        return self._name

    async def stream(
        self, messages: Sequence[ChatMessage], *, max_tokens: int, seconds: float, stop: Sequence[str] = ()
    ) -> AsyncGenerator[Generated, None]:
        """As the Protocol says. Use ``contextlib.aclosing``, so that leaving the loop ends the generation at once."""
        start = time.monotonic()
        deadline = start + seconds
        request = self._client.build_request(
            "POST", "chat/completions", json=self._body(messages, max_tokens=max_tokens, stop=stop)
        )
        response = await self._send(request, deadline)
        first_piece: float | None = None
        count = 0
        server_usage = _ServerUsage()
        finished = False
        try:
            lines = response.aiter_lines()
            while (data := await _next_data(lines, deadline)) is not None:
                chunk = _parse(data)
                server_usage = chunk.usage or server_usage
                for choice in chunk.choices:
                    finished |= choice.finish_reason is not None
                    if choice.delta.content:
                        first_piece = first_piece or time.monotonic()
                        count += 1
                        yield Generated(choice.delta.content)
        finally:
            await response.aclose()
        if not finished:
            raise ModelDied("The model's server ended its answer in the middle.")
        end = time.monotonic()
        details = server_usage.prompt_tokens_details or _CachedTokens()
        yield Generated(
            "",
            Usage(
                prompt_tokens=server_usage.prompt_tokens,
                reused_tokens=details.cached_tokens or 0,
                generated_tokens=server_usage.completion_tokens or count,
                prefill_seconds=(first_piece or end) - start,
                generation_seconds=end - (first_piece or end),
            ),
        )

    async def is_ready(self) -> bool:
        """True when the server lists its models."""
        try:
            response = await self._client.get("models", timeout=_PROBE_SECONDS)
        except httpx.HTTPError:
            return False
        return response.is_success

    async def close(self) -> None:
        await self._client.aclose()

    def _body(self, messages: Sequence[ChatMessage], *, max_tokens: int, stop: Sequence[str]) -> dict[str, object]:
        return {
            "model": self._model,
            "messages": [{"role": message.role.value, "content": message.text} for message in messages],
            "max_tokens": max_tokens,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
            **({"stop": list(stop)} if stop else {}),
        }

    async def _send(self, request: httpx.Request, deadline: float) -> httpx.Response:
        """The open response. Raises :class:`ModelError` in the words of this side: a server may quote the prompt."""
        try:
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                response = await self._client.send(request, stream=True)
        except TimeoutError:
            raise ModelTimedOut("The model's server did not begin to answer in time.") from None
        except httpx.ConnectError:
            raise ModelMissing(f"No server answers at {request.url.host}: start it, or change the setting.") from None
        except httpx.HTTPError as error:
            raise ModelDied(f"The model's server broke the connection ({type(error).__name__}).") from None
        if response.is_success:
            return response
        await response.aclose()
        raise _refusal(response.status_code)


async def _next_data(lines: AsyncIterator[str], deadline: float) -> str | None:
    """The next data line of a stream of server-sent events, ``None`` at its end."""
    try:
        while True:
            async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
                line = await anext(lines)
            if line.startswith("data:"):
                data = line.removeprefix("data:").strip()
                return None if data == _END else data
    except StopAsyncIteration:
        return None
    except TimeoutError:
        raise ModelTimedOut("The model's server took longer than it was given.") from None
    except httpx.HTTPError as error:
        raise ModelDied(f"The model's server broke the connection ({type(error).__name__}).") from None


def _parse(data: str) -> _Chunk:
    try:
        return _Chunk.model_validate(json.loads(data))
    except (ValueError, ValidationError):
        raise ModelDied("The model's server does not speak the OpenAI chat API.") from None


def _refusal(status: int) -> ModelError:
    match status:
        case 400 | 413 | 422:
            return PromptTooLong(f"The model's server refused the prompt ({status}).")
        case 401 | 403 | 404:
            return ModelMissing(f"The model's server has no such model for this key ({status}): check the settings.")
        case 429 | 503:
            return ModelBusy(f"The model's server is full ({status}).")
        case _:
            return ModelDied(f"The model's server failed ({status}).")
