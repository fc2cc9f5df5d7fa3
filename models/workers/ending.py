"""How a program that is not wanted any more is ended."""

import asyncio
import contextlib


async def end_process(process: asyncio.subprocess.Process) -> None:
    """Kill it and wait until it is gone. What it had still written is read, and dropped: a process whose pipe is full
    is never seen to end."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    if process.stdin is not None:
        process.stdin.close()
    if process.stdout is not None:
        while await process.stdout.read(1024 * 1024):
            pass
    await process.wait()
