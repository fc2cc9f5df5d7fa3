"""What agents do with cases: take, give back, forward, answer, note, call back, close. For the event loop."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from assistant.accounts.types import Account
from assistant.audit import Actor
from assistant.conversation.store import ConversationStore
from assistant.conversation.types import Answer, Conversation
from assistant.errors import CaseRefused
from assistant.escalation.canned_texts import CannedText
from assistant.escalation.case_lists import CaseLists
from assistant.escalation.contact import ContactDetails
from assistant.escalation.contact_store import ContactStore
from assistant.escalation.feed import Bell, DeskFeed
from assistant.escalation.message_door import Guarded, MessageDoor
from assistant.escalation.message_store import MessageStore, insert_message, insert_note, read_since_person
from assistant.escalation.presence import PresenceBoard, Present
from assistant.escalation.states import SERVICE
from assistant.escalation.store import Alongside, EscalationStore
from assistant.escalation.types import CaseNote, Change, Escalation, ListedCase, Message
from assistant.vocabulary import (
    Author,
    CallBackOutcome,
    CaseChange,
    CaseLabel,
    CaseRefusal,
    ClosingReason,
    EscalationState,
    Presence,
    Queue,
    Role,
)

_REASON_CHARACTERS = 500


class _AlreadySent(Exception):
    """Takes the change back: there is nothing to do."""

    def __init__(self, message: Message) -> None:
        super().__init__("already sent")
        self.message = message


@dataclass(frozen=True, slots=True)
class Agent:
    """Who acts, and what the audit calls them."""

    account: Account
    actor: Actor

    @property
    def name(self) -> str:
        return self.account.name


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its agent reads it."""

    listed: ListedCase
    turns: tuple[Answer, ...]
    """Those that the person shares."""
    messages: tuple[Message, ...]
    notes: tuple[CaseNote, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    account: Account
    present: Present
    is_there: bool


@dataclass(slots=True)
class Desk:
    """Lives in one event loop; what reads and writes is done in threads. Everything refused raises
    :class:`CaseRefused`, and nothing is changed then."""

    conversations: ConversationStore
    escalations: EscalationStore
    messages: MessageStore
    contacts: ContactStore
    lists: CaseLists
    door: MessageDoor
    presence: PresenceBoard
    bell: Bell
    feed: DeskFeed
    services: Sequence[str]
    """Names that a case may be forwarded to, beside colleagues."""
    canned_texts: Sequence[CannedText]
    list_accounts: Callable[[], Sequence[Account]]
    is_trained: Callable[[str], bool]
    """Whether an account has passed the course; until then it claims nothing."""
    count_drafts: Callable[[], int]
    """Answers that wait for a person's approval."""

    async def count(self, agent: Agent) -> Mapping[Queue, int]:
        counts = await asyncio.to_thread(self.lists.count, agent.name)
        return {**counts, Queue.DRAFTS: await asyncio.to_thread(self.count_drafts)}

    async def read(self, case_id: str) -> Case:
        return await asyncio.to_thread(self._read, case_id)

    async def claim(self, agent: Agent, case_id: str, version: int) -> None:
        """Take a case: from now on the person writes with this agent, and the assistant keeps quiet."""
        if not await asyncio.to_thread(self.is_trained, agent.name):
            raise CaseRefused(CaseRefusal.TRAINING_FIRST)
        await self._change(agent, case_id, CaseChange.CLAIMED, version=version)

    async def release(self, agent: Agent, case_id: str, version: int, why: str) -> None:
        """Give it back to everybody."""
        said = await self._guard_reason(case_id, why)
        await self._change(agent, case_id, CaseChange.RELEASED, version=version, why=said)

    async def forward(self, agent: Agent, case_id: str, version: int, to: str, why: str) -> None:
        """Hand it to a colleague who is there, or to a service of the settings."""
        if not await self._is_reachable(agent, to):
            raise CaseRefused(CaseRefusal.NOBODY_THERE)
        said = await self._guard_reason(case_id, why)
        await self._change(agent, case_id, CaseChange.FORWARDED, version=version, to=to, why=f"{to} {said}".strip())

    async def reply(
        self, agent: Agent, case_id: str, text: str, *, confirm_masked: bool = False
    ) -> tuple[Message, Escalation]:
        """Write to the person.

        The same text once more, before the person has written again, is the message that is there: a desk that lost
        its connection sends what it does not know to have arrived, and the server may still read what was given up.
        """
        case, conversation = await asyncio.to_thread(self._find, case_id)
        guarded = await asyncio.to_thread(self._admit, conversation, text, confirm_masked)
        written: list[Message] = []

        def keep(connection: Connection, changed: Escalation) -> None:
            since = read_since_person(connection, changed.id)
            if kept := next((one for one in since if _is_same(one, agent, guarded)), None):
                raise _AlreadySent(kept)
            names = {"account": agent.name, "agent_name": agent.account.display_name}
            written.append(
                insert_message(connection, changed, Author.AGENT, guarded.text, guarded.entity_types, **names)
            )

        try:
            changed = await self._change(agent, case_id, CaseChange.REPLIED, alongside=keep)
        except _AlreadySent as sent:
            return sent.message, case
        return written[0], changed

    async def note(self, agent: Agent, case_id: str, text: str) -> None:
        """A private note; what is personal in it is masked."""
        _, conversation = await asyncio.to_thread(self._find, case_id)
        guarded = await asyncio.to_thread(self._admit, conversation, text, True)

        def keep(connection: Connection, changed: Escalation) -> None:
            insert_note(connection, changed, agent.name, guarded.text)

        await self._change(agent, case_id, CaseChange.NOTED, alongside=keep)

    async def plan_call_back(self, agent: Agent, case_id: str, version: int, why: str) -> None:
        """Put it in the list of call-backs. The person must have left a way to be reached."""
        await self._need_contact(case_id)
        said = await self._guard_reason(case_id, why)
        await self._change(agent, case_id, CaseChange.CALL_BACK_PLANNED, version=version, why=said)

    async def tell_call_back(self, agent: Agent, case_id: str, version: int, outcome: CallBackOutcome) -> None:
        """What came of calling. The agent goes on holding the case, to close it or to plan another call."""
        await self._change(agent, case_id, CaseChange.CALL_BACK_TRIED, version=version, why=outcome.value)

    async def read_contact(self, agent: Agent, case_id: str) -> ContactDetails:
        """How to reach the person. Written down before it is read. Raises :class:`SecretUnusable` too."""
        await self._need_contact(case_id)
        await self._change(agent, case_id, CaseChange.CONTACT_READ)
        details = await asyncio.to_thread(self.contacts.read, case_id)
        if details is None:  # erased this very moment
            raise CaseRefused(CaseRefusal.NO_CONTACT)
        return details

    async def close(
        self, agent: Agent, case_id: str, version: int, reason: ClosingReason, labels: Sequence[CaseLabel]
    ) -> None:
        """End it. Contact details go, and the assistant answers the person again."""
        values = {"closing_reason": reason.value, "labels": [label.value for label in dict.fromkeys(labels)]}
        await self._change(agent, case_id, CaseChange.CLOSED, version=version, why=reason.value, values=values)

    async def colleagues(self) -> tuple[Colleague, ...]:
        """Every agent who may take cases, by name."""
        accounts = await asyncio.to_thread(self.list_accounts)
        return tuple(
            Colleague(account, self.presence.of(account.name), self.presence.is_there(account.name))
            for account in accounts
            if Role.AGENT in account.roles and not account.is_disabled
        )

    def see(self, agent: Agent) -> None:
        """An agent has asked for something."""
        if self.presence.see(agent.name):
            self.bell.tell("presence", agent.name)

    def say_presence(self, agent: Agent, presence: Presence, comment: str) -> None:
        self.presence.say(agent.name, presence, comment)
        self.bell.tell("presence", agent.name)

    def forget_presence(self, account: str) -> None:
        """Somebody of staff has signed out."""
        if self.presence.is_there(account):
            self.presence.sign_out(account)
            self.bell.tell("presence", account)

    async def _change(
        self,
        agent: Agent,
        case_id: str,
        what: CaseChange,
        *,
        version: int | None = None,
        to: str = "",
        why: str = "",
        values: Mapping[str, object] | None = None,
        alongside: Alongside | None = None,
    ) -> Escalation:
        change = partial(
            self.escalations.change, case_id, what, agent.actor, version=version, to=to, why=why, values=values
        )
        changed = await asyncio.to_thread(partial(change, alongside=alongside) if alongside else change)
        self.bell.ring()
        return changed

    def _read(self, case_id: str) -> Case:
        listed = self.lists.one(case_id)
        if listed is None:
            raise CaseRefused(CaseRefusal.UNKNOWN)
        answers = self.conversations.answers(listed.case.conversation_id)
        return Case(
            listed,
            tuple(answer for answer in answers if answer.question.id in listed.case.note.shared),
            self.messages.of_case(case_id),
            self.messages.notes_of(case_id),
            self.messages.changes_of(case_id),
        )

    def _find(self, case_id: str) -> tuple[Escalation, Conversation]:
        case = self.escalations.find(case_id)
        return case, self.conversations.get(case.conversation_id)

    def _admit(self, conversation: Conversation, text: str, confirm_masked: bool) -> Guarded:
        return self.door.admit(text, conversation.id, conversation.language, confirm_masked=confirm_masked)

    async def _guard_reason(self, case_id: str, why: str) -> str:
        """A sentence between agents, masked; empty when nothing was said."""
        if not why.strip():
            return ""
        if len(why) > _REASON_CHARACTERS:
            raise CaseRefused(CaseRefusal.TOO_LONG)
        _, conversation = await asyncio.to_thread(self._find, case_id)
        return (await asyncio.to_thread(self._admit, conversation, why, True)).text

    async def _need_contact(self, case_id: str) -> None:
        await asyncio.to_thread(self.escalations.find, case_id)
        if not await asyncio.to_thread(self.contacts.is_kept, case_id):
            raise CaseRefused(CaseRefusal.NO_CONTACT)

    async def _is_reachable(self, agent: Agent, to: str) -> bool:
        if to.startswith(SERVICE):
            return to.removeprefix(SERVICE) in self.services
        colleagues = {one.account.name: one for one in await self.colleagues()}
        found = colleagues.get(to)
        return found is not None and to != agent.name and found.present.presence is not Presence.AWAY


def _is_same(message: Message, agent: Agent, guarded: Guarded) -> bool:
    return message.author is Author.AGENT and message.account == agent.name and message.text == guarded.text


def holder_of(case: Escalation) -> str:
    """Account that holds the case; empty while nobody does."""
    return case.holder if case.state is EscalationState.CLAIMED else ""
