import asyncio
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.workers.frames import LONGEST_FRAME, BrokenFrame, pack_frame, read_frame, read_frame_async


async def read_async(data: bytes) -> bytes | None:
    stream = asyncio.StreamReader()
    stream.feed_data(data)
    stream.feed_eof()
    return await read_frame_async(stream)


@given(st.lists(st.binary()))
def test_messages_come_out_as_they_went_in(messages: list[bytes]) -> None:
    stream = io.BytesIO(b"".join(map(pack_frame, messages)))
    assert [read_frame(stream) for _ in messages] == messages
    assert read_frame(stream) is None


@given(st.binary())
def test_both_readers_agree(message: bytes) -> None:
    assert asyncio.run(read_async(pack_frame(message))) == message


async def test_the_end_of_the_stream_is_no_message() -> None:
    assert await read_async(b"") is None


@pytest.mark.parametrize("data", [b"\x00", pack_frame(b"coupe")[:-1], b"llama_model_load: error"])
async def test_what_is_no_frame_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenFrame):
        read_frame(io.BytesIO(data))
    with pytest.raises(BrokenFrame):
        await read_async(data)


def test_a_message_that_the_other_side_would_refuse_is_not_packed() -> None:
    with pytest.raises(BrokenFrame):
        pack_frame(bytes(LONGEST_FRAME + 1))
