import asyncio
import sys

import pytest

from models.workers.ending import end_process

LOUD = "import sys, time; sys.stdout.buffer.write(bytes(5_000_000)); sys.stdout.flush(); time.sleep(600)"
HANGS = "import time; time.sleep(600)"


@pytest.mark.parametrize("script", [LOUD, HANGS, "pass"])
async def test_a_process_is_gone_even_when_nobody_read_what_it_wrote(script: str) -> None:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, stdin=pipe, stdout=pipe)
    await asyncio.sleep(0.3)
    await asyncio.wait_for(end_process(process), 20)
    assert process.returncode is not None
