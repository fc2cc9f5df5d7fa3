"""What front ends are handed to keep and to erase: the rules, one conversation's erasure, and the daily purge."""

import asyncio
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import Engine

from assistant.pipeline.pipeline import log_place
from assistant.retention.erasure import erase_conversation
from assistant.retention.proof import Proof
from assistant.retention.purge import Purge
from assistant.settings import Retention

log = logging.getLogger(__name__)

_AFTER_START_SECONDS = 60.0
"""The first questions go first."""
_DAY_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Keeping:
    """Lives in one event loop; the work is done in threads."""

    engine: Engine
    rules: Retention
    forget_values: Callable[[str], None]
    """Drops what stands behind the placeholders of a conversation, by its id, for good."""

    async def erase(self, conversation_id: str) -> None:
        """Erase a conversation whose turn has been stopped."""
        if not await asyncio.to_thread(erase_conversation, self.engine, conversation_id):
            log.warning("the log of the database could not be emptied: the next purge does it")
        self.forget_values(conversation_id)

    async def purge(self, find_busy: Callable[[], Collection[str]]) -> Proof:
        """Delete what is past its time, beside running turns."""
        proof = await asyncio.to_thread(Purge(self.engine, self.rules, find_busy).run)
        if not proof.holds:
            log.warning("the purge could not be proven: run parvis purge")
        return proof

    async def purge_daily(
        self,
        find_busy: Callable[[], Collection[str]],
        *,
        after_seconds: float = _AFTER_START_SECONDS,
        every_seconds: float = _DAY_SECONDS,
    ) -> None:
        """Purge until cancelled. A purge that fails is logged, and the next day comes all the same."""
        await asyncio.sleep(after_seconds)
        while True:
            try:
                await self.purge(find_busy)
            except Exception as error:
                log_place(error, "purge")
            await asyncio.sleep(every_seconds)
