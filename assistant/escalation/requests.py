"""What a person does with a request for a human: sends it, follows it, writes to the agent, takes it back."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.audit import Actor
from assistant.conversation.types import Answer, Conversation
from assistant.errors import CaseRefused
from assistant.escalation.case_lists import CaseLists
from assistant.escalation.contact_store import ContactStore
from assistant.escalation.feed import Bell, Cursor
from assistant.escalation.handover import choose_reason, write_note
from assistant.escalation.message_door import Guarded, MessageDoor
from assistant.escalation.message_store import MessageStore
from assistant.escalation.opening import OpeningHours
from assistant.escalation.presence import PresenceBoard
from assistant.escalation.states import PERSON
from assistant.escalation.store import EscalationStore
from assistant.escalation.types import Change, Escalation, HandoverNote, Message
from assistant.escalation.waiting import PastWaits, estimate_wait
from assistant.vocabulary import CaseChange, CaseRefusal, DeskOpening, EscalationState, Language, Presence, Wait

SHOWN_CHANGES = frozenset(
    {
        CaseChange.ACCEPTED,
        CaseChange.CLAIMED,
        CaseChange.RELEASED,
        CaseChange.FORWARDED,
        CaseChange.CALL_BACK_PLANNED,
        CaseChange.WITHDRAWN,
        CaseChange.EXPIRED,
        CaseChange.CLOSED,
    }
)
"""What a person is told of a request, with nothing of why or by whom but what the page says itself."""


@dataclass(frozen=True, slots=True)
class DeskTimes:
    """Whether agents answer now."""

    opening: DeskOpening
    next_opening: datetime | None
    """In the administration's own time; None when it is open, or when nobody can say."""


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request that has not ended, as its person sees it."""

    case: Escalation
    times: DeskTimes
    ahead: int
    """Requests that go before it; 0 when it does not wait."""
    wait: Wait
    is_contact_kept: bool


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was written and done in a conversation after somebody read it."""

    messages: tuple[Message, ...]
    changes: tuple[Change, ...]
    """Of :data:`SHOWN_CHANGES` alone."""
    cursor: Cursor


@dataclass(slots=True)
class Requests:
    """Lives in one event loop; what reads and writes is done in threads."""

    escalations: EscalationStore
    messages: MessageStore
    contacts: ContactStore
    lists: CaseLists
    door: MessageDoor
    hours: OpeningHours
    presence: PresenceBoard
    past_waits: PastWaits
    bell: Bell
    numbers_for: Callable[[str, Language], str]
    """The emergency numbers for a text that speaks of danger; empty for another."""

    def times(self) -> DeskTimes:
        """Whether agents answer now, and if not when they do."""
        now = datetime.now(UTC)
        opening = self.hours.at(now)
        is_anybody_there = any(one.presence is not Presence.AWAY for one in self.presence.there().values())
        if opening is DeskOpening.OPEN and not is_anybody_there:
            opening = DeskOpening.ALL_AWAY
        return DeskTimes(opening, self.hours.next_opening(now))

    async def view(self, conversation_id: str) -> RequestView | None:
        """The request of a conversation that has not ended; None when there is none."""
        case = await asyncio.to_thread(self.escalations.find_open, conversation_id)
        if case is None:
            return None
        is_kept = await asyncio.to_thread(self.contacts.is_kept, case.id)
        times = self.times()
        if case.state is not EscalationState.WAITING:
            return RequestView(case, times, 0, Wait.UNKNOWN, is_kept)
        ahead = await asyncio.to_thread(self.lists.count_ahead, case)
        past = await asyncio.to_thread(self.past_waits.read, datetime.now(UTC))
        agents = self.presence.count_available() if times.opening is DeskOpening.OPEN else 0
        return RequestView(case, times, ahead, estimate_wait(past, place=ahead + 1, agents=agents), is_kept)

    async def open(
        self,
        conversation: Conversation,
        answers: Sequence[Answer],
        *,
        left_out: Collection[str] = (),
        added: str = "",
    ) -> Escalation:
        """Send the note, without the questions of the ids in ``left_out``, with what the person ``added``.

        Raises :class:`CaseRefused` when what was added cannot be guarded: nothing is sent then.
        """
        text, in_danger = "", False
        if added.strip():
            in_danger = bool(await asyncio.to_thread(self.numbers_for, added, conversation.language))
            guarded = await asyncio.to_thread(self._mask, added, conversation, in_danger=in_danger)
            text = guarded.text
        note = write_note(answers, conversation.language, left_out=left_out, added=text)
        reason = choose_reason(answers, in_danger=in_danger)
        agents = self.presence.count_available()
        case = await asyncio.to_thread(self.escalations.open, conversation.id, reason, note, agents=agents)
        self.bell.ring()
        return case

    def preview(self, conversation: Conversation, answers: Sequence[Answer]) -> HandoverNote:
        return write_note(answers, conversation.language)

    async def decline(self, conversation_id: str, answers: Sequence[Answer]) -> None:
        """The person read the note and sends nothing."""
        await asyncio.to_thread(self.escalations.decline, conversation_id, choose_reason(answers))

    async def withdraw(self, conversation_id: str) -> None:
        """The person needs nobody any more. Nothing happens where nothing is open."""
        case = await asyncio.to_thread(self.escalations.find_open, conversation_id)
        if case is None:
            return
        try:
            await asyncio.to_thread(self.escalations.change, case.id, CaseChange.WITHDRAWN, Actor(PERSON))
        except CaseRefused as refusal:
            if refusal.reason is not CaseRefusal.NOT_POSSIBLE:  # it has ended meanwhile
                raise
        self.bell.ring()

    async def is_held(self, conversation_id: str) -> bool:
        """Whether an agent holds the conversation: the assistant keeps quiet then."""
        case = await asyncio.to_thread(self.escalations.find_open, conversation_id)
        return case is not None and case.state is EscalationState.CLAIMED

    async def write(
        self, conversation: Conversation, text: str, *, only_when_held: bool = False
    ) -> tuple[Message, ...] | None:
        """A message for the agent; where it speaks of danger, the emergency numbers follow it at once.

        None when there is nobody to write to. Raises :class:`CaseRefused`; what was written is not kept then.
        """
        numbers = await asyncio.to_thread(self.numbers_for, text, conversation.language)
        guarded = await asyncio.to_thread(self._mask, text, conversation, in_danger=bool(numbers))
        kept = await asyncio.to_thread(
            self.messages.keep_from_person,
            conversation.id,
            guarded.text,
            guarded.entity_types,
            numbers=numbers,
            only_when_held=only_when_held,
        )
        if kept is None:
            return None
        if numbers:
            await self.raise_alarm(conversation.id)
        self.bell.ring()
        return tuple(message for message in kept if message is not None)

    async def raise_alarm(self, conversation_id: str) -> None:
        """The person speaks of danger: an open request goes first, with an alarm."""
        case = await asyncio.to_thread(self.escalations.find_open, conversation_id)
        if case is None or case.is_urgent:
            return
        try:
            await asyncio.to_thread(
                self.escalations.change, case.id, CaseChange.ALARM, Actor(PERSON), values={"is_urgent": True}
            )
        except CaseRefused:  # it has ended, or changed this very moment
            return
        self.bell.ring()

    async def read(self, conversation_id: str, after: Cursor) -> Exchange:
        """What was written and done since."""
        written = await asyncio.to_thread(self.messages.of_conversation, conversation_id, after=after.message)
        done = await asyncio.to_thread(self.messages.changes_of_conversation, conversation_id, after=after.change)
        cursor = Cursor(
            max([after.change, *(change.id for change in done)]), max([after.message, *(one.id for one in written)])
        )
        return Exchange(written, tuple(change for change in done if change.what in SHOWN_CHANGES), cursor)

    async def follow(self, conversation_id: str, after: Cursor) -> AsyncGenerator[Exchange, None]:
        """Each thing that is written or done, as it is, until no request is open."""
        while True:
            rung = self.bell.rung
            is_open = await asyncio.to_thread(self.escalations.find_open, conversation_id) is not None
            exchange = await self.read(conversation_id, after)
            if exchange.messages or exchange.changes:
                after = exchange.cursor
                yield exchange
            if not is_open:
                return
            await rung.wait()

    def _mask(self, text: str, conversation: Conversation, *, in_danger: bool) -> Guarded:
        try:
            return self.door.mask(text, conversation.id, conversation.language)
        except CaseRefused as refusal:
            raise CaseRefused(refusal.reason, in_danger=in_danger) from None
