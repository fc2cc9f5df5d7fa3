"""What the desk is handed to check answers: the drafts, and the decision on one. For the event loop."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from assistant.audit import Actor
from assistant.errors import DraftRefused
from assistant.governance.drafts import DraftStore
from assistant.governance.quality import QualityReader
from assistant.governance.reading import ReadText, TextReader
from assistant.governance.revising import revise
from assistant.governance.types import Decision, Draft, Quality
from assistant.messages.catalogue import Messages
from assistant.vocabulary import CaseRefusal, DraftVerdict, ReviewReason

_LONGEST_TEXT = 6000
_LONGEST_REMARK = 500


@dataclass(frozen=True, slots=True)
class TypedDecision:
    """A decision as an agent sends it, before any guard has read it."""

    verdict: DraftVerdict
    text: str = ""
    why: str = ""
    """A word of :class:`ReviewReason`, alone or followed by « : » and a remark. Anything else is a remark."""
    is_confirmed: bool = False
    """Whether the agent has read what a refusal told of this text, and sends it all the same."""


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """Lives in one event loop; the work is done in threads."""

    store: DraftStore
    quality_reader: QualityReader
    reader: TextReader
    messages: Messages
    is_trained: Callable[[str], bool]
    """Whether an account may decide: anchoring on a draft is what the course warns of."""

    async def page(self, *, after: str = "", limit: int = 50) -> tuple[Draft, ...]:
        """Undecided drafts, those that somebody waits for first."""
        return await asyncio.to_thread(partial(self.store.page, after=after, limit=limit))

    async def find(self, draft_id: str) -> Draft:
        """Raises :class:`DraftRefused`."""
        return await asyncio.to_thread(self.store.find, draft_id)

    async def quality(self) -> Quality:
        return await asyncio.to_thread(self.quality_reader.read)

    async def decide(self, draft_id: str, version: int, typed: TypedDecision, actor: Actor) -> Draft:
        """Decide, once. Raises :class:`DraftRefused`; nothing is written then, and nothing goes to the person."""
        if not await asyncio.to_thread(self.is_trained, actor.who):
            raise DraftRefused(CaseRefusal.TRAINING_FIRST)
        draft = await self.find(draft_id)
        if draft.verdict is not None or draft.version != version:
            raise DraftRefused(CaseRefusal.CHANGED, holder=draft.holder)
        decision = await asyncio.to_thread(self._read, draft, typed)
        revision = partial(revise, messages=self.messages)
        return await asyncio.to_thread(self.store.decide, draft_id, version, decision, actor, revision)

    def _read(self, draft: Draft, typed: TypedDecision) -> Decision:
        _refuse_shape(typed)
        reason, remark = _split_why(typed)
        remark = self.reader.read(remark, draft.conversation_id).text
        if typed.verdict is DraftVerdict.APPROVED:
            return Decision(typed.verdict, reason=reason, remark=remark)
        read = self.reader.read(typed.text, draft.conversation_id, draft.answer)
        if typed.verdict is DraftVerdict.EDITED and not read.text:
            raise DraftRefused(CaseRefusal.EMPTY)
        if not typed.is_confirmed:
            _refuse_unseen(read)
        return Decision(typed.verdict, read.text, reason, remark)


def _refuse_shape(typed: TypedDecision) -> None:
    if len(typed.text) > _LONGEST_TEXT or len(typed.why) > _LONGEST_REMARK:
        raise DraftRefused(CaseRefusal.TOO_LONG)
    needed = {DraftVerdict.EDITED: typed.text, DraftVerdict.REJECTED: typed.why}.get(typed.verdict, "-")
    if not needed.strip():
        raise DraftRefused(CaseRefusal.EMPTY)


def _refuse_unseen(read: ReadText) -> None:
    """What the agent is asked to look at first: a text that would be masked, a figure or a link of no page."""
    reason = CaseRefusal.MASKED if read.entity_types else CaseRefusal.DOUBTFUL if read.doubts else None
    if reason is not None:
        raise DraftRefused(reason, masked_text=read.text, entity_types=read.entity_types, doubts=read.doubts)


def _split_why(typed: TypedDecision) -> tuple[ReviewReason | None, str]:
    word, _, remark = typed.why.strip().partition(":")
    if word.strip() in set(ReviewReason):
        return ReviewReason(word.strip()), remark.strip()
    return (ReviewReason.OTHER if typed.why.strip() else None), typed.why.strip()
