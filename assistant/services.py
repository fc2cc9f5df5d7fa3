"""What every front end is handed: conversations, questions under way, and the way to a human."""

import asyncio
import itertools
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from assistant.accounts.door import StaffDoor
from assistant.contests.deciding import ContestDesk
from assistant.contests.taking import Contests
from assistant.contests.types import Contest
from assistant.conversation.receive import receive
from assistant.conversation.store import ConversationStore
from assistant.conversation.types import Answer, AnswerPart, Conversation, Memory, Question
from assistant.egress import refused_connections
from assistant.errors import ContactRefused, ConversationUnknown, QuestionRefused, SecretUnusable
from assistant.escalation.contact import ContactDetails
from assistant.escalation.contact_store import ContactStore
from assistant.escalation.desk import Desk
from assistant.escalation.feed import Cursor
from assistant.escalation.requests import Exchange, Requests, RequestView
from assistant.escalation.resume_codes import ResumeCodes
from assistant.escalation.types import Escalation, HandoverNote, Message
from assistant.governance.course_desk import CourseDesk
from assistant.governance.review import ReviewDesk
from assistant.keepers.keepers import Keepers
from assistant.pipeline.events import TurnEnded
from assistant.pipeline.outlet import Outlet, Screen
from assistant.pipeline.pipeline import Pipeline, log_place
from assistant.pipeline.plain_language import render_plainly
from assistant.pipeline.running import RunningTurn
from assistant.pipeline.turn import Turn
from assistant.retention.keeping import Keeping
from assistant.vocabulary import (
    AnswerStatus,
    Channel,
    ContactRefusal,
    EscalationState,
    Language,
    PartKind,
    QuestionRefusal,
)
from guards.types import Finding
from knowledge.status import BaseStatus
from knowledge.types import Retriever
from models.speech.types import Synthesizer, Transcriber
from models.types import LanguageModel

_ROOM_FOR_DANGER = 2
"""A message in danger is taken until this many times ``turns_at_once`` are answered; past it, its refusal gives the
emergency numbers."""


@dataclass(frozen=True, slots=True)
class Transcript:
    """A conversation as its owner sees it."""

    conversation: Conversation
    answers: tuple[Answer, ...]
    running: RunningTurn | None
    request: RequestView | None
    """The request for a human that has not ended."""
    exchange: Exchange
    """Everything written with agents, and done to requests, in this conversation."""
    contests: tuple[Contest, ...] = ()
    """Answers that the person said were wrong."""

    @property
    def escalation(self) -> Escalation | None:
        return self.request.case if self.request else None

    @property
    def is_contact_kept(self) -> bool:
        """Whether the request holds call-back details."""
        return self.request is not None and self.request.is_contact_kept

    @property
    def is_held(self) -> bool:
        """Whether an agent reads and writes: the assistant keeps quiet."""
        return self.escalation is not None and self.escalation.state is EscalationState.CLAIMED


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """The quoted parts of an answer in plainer words, each beside the page that it comes from."""

    answer: Answer
    parts: tuple[AnswerPart, ...]
    """As many as the answer quotes, in the same order."""


@dataclass(frozen=True, slots=True)
class HealthState:
    """What works now."""

    answers: bool
    language_model: bool
    bases: Mapping[str, bool]
    refused_connections: int
    """Connections out that the server process was refused since it started."""


@dataclass(frozen=True, slots=True)
class KnownWords:
    """What the bases are written with, to tell a word that was heard wrong from one that they know."""

    abbreviations: Mapping[str, str] = field(default_factory=dict)
    """Initials, with the name written out."""
    names: frozenset[str] = frozenset()
    """Public names: services, sites, papers."""
    ordinary: frozenset[str] = frozenset()
    """Words in lower case."""


@dataclass(slots=True)
class Services:
    """Lives in one event loop. Front ends know nothing of what is behind."""

    conversations: ConversationStore
    requests: Requests
    desk: Desk
    contacts: ContactStore
    resume_codes: ResumeCodes
    keeping: Keeping
    pipeline: Pipeline
    retriever: Retriever
    screens: tuple[Screen, ...]
    question_characters: int
    turns_at_once: int
    abandon_seconds: float
    language_model: LanguageModel | None
    tell_bases: Callable[[], Mapping[str, bool]]
    """Published bases, and whether the dense index of each is in use."""
    tell_versions: Callable[[], Mapping[str, str]]
    """What answers are made with: models and versions of the bases."""
    simplifier: LanguageModel | None
    """The model that may say a sentence again in plainer words; None when the table of plain words does it alone."""
    simplify_seconds: float
    """Time budget of the simplifier in one answer."""
    find_passage: Callable[[str, str], str]
    """Text of a passage, by base and id; empty when there is none."""
    contests: Contests
    """What people say is wrong with answers."""
    contest_desk: ContestDesk
    """What keepers decide of it."""
    staff: StaffDoor
    """Accounts of staff, and who of them is signed in."""
    keepers: Keepers
    """Versions of the bases, worklists, and answers written by a person."""
    review: ReviewDesk
    """Answers that agents check."""
    course: CourseDesk
    """What staff learn before they answer people."""
    is_danger: Callable[[str], bool] = lambda _: False
    """Whether a message speaks of danger: it is then answered whatever else is full."""
    tell_published: Callable[[], tuple[BaseStatus, ...]] = tuple
    """The published bases that answers come from, with their versions and dates."""
    transcriber: Transcriber | None = None
    """Writes what is said; None where there is no model for it."""
    synthesizer: Synthesizer | None = None
    """Says what is written; None where there is no engine for it."""
    find_personal_data: Callable[[str], Sequence[Finding]] = lambda _: ()
    """Where a text holds personal data. Raises what goes wrong."""
    tell_known_words: Callable[[], KnownWords] = KnownWords
    _running: dict[str, RunningTurn] = field(default_factory=dict)
    """By conversation id."""

    async def start(self, language: Language, channel: Channel) -> Conversation:
        return await asyncio.to_thread(self.conversations.start, language, channel)

    def check(self, text: str) -> str:
        """The text without invisible characters, if it can be answered now. Raises :class:`QuestionRefused`."""
        cleaned = self._clean(text)
        if len(self._running) >= self.turns_at_once:
            in_danger = self.is_danger(cleaned)
            if not in_danger or len(self._running) >= _ROOM_FOR_DANGER * self.turns_at_once:
                raise QuestionRefused(QuestionRefusal.TOO_BUSY, in_danger=in_danger)
        return cleaned

    async def check_for(self, code: str, text: str) -> str:
        """As :meth:`check`, but for a text that goes to an agent: that is never too busy for the assistant.

        Raises :class:`QuestionRefused`, :class:`ConversationUnknown`.
        """
        conversation = await asyncio.to_thread(self.conversations.find, code)
        return self._clean(text) if await self.requests.is_held(conversation.id) else self.check(text)

    async def take(self, code: str, text: str) -> RunningTurn | tuple[Message, ...]:
        """Begin to answer; while an agent holds the conversation the text goes to them instead, as a message.

        Raises :class:`QuestionRefused`, :class:`ConversationUnknown`, and :class:`CaseRefused` for a message that
        cannot be guarded.
        """
        conversation = await asyncio.to_thread(self.conversations.find, code)
        if await self.requests.is_held(conversation.id):
            cleaned = self._clean(text)
            if sent := await self.requests.write(conversation, cleaned, only_when_held=True):
                return sent
        return await self.ask(code, text)

    async def write_to_agent(self, code: str, text: str) -> tuple[Message, ...] | None:
        """A message to whoever holds the request, or will; None when none is open.

        Raises :class:`ConversationUnknown`, :class:`QuestionRefused`, :class:`CaseRefused`.
        """
        conversation = await asyncio.to_thread(self.conversations.find, code)
        return await self.requests.write(conversation, self._clean(text))

    async def ask(self, code: str, text: str) -> RunningTurn:
        """Begin to answer. Raises :class:`QuestionRefused`, :class:`ConversationUnknown`."""
        cleaned = self.check(text)
        conversation = await asyncio.to_thread(self.conversations.find, code)
        if conversation.id in self._running:
            raise QuestionRefused(QuestionRefusal.ALREADY_ASKING, in_danger=self.is_danger(cleaned))
        running = RunningTurn(uuid.uuid4().hex, self.abandon_seconds)
        self._running[conversation.id] = running
        running.task = asyncio.create_task(self._answer(conversation, running, cleaned))
        running.watch()
        return running

    def _clean(self, text: str) -> str:
        limit = self.question_characters
        try:
            return receive(text, limit=limit)
        except QuestionRefused as error:
            is_long = error.reason is QuestionRefusal.TOO_LONG
            in_danger = is_long and any(map(self.is_danger, (text[:limit], text[-limit:])))
            raise QuestionRefused(error.reason, in_danger=in_danger) from None

    async def answer_now(self, code: str, text: str) -> RunningTurn:
        """Ask and wait for the end; for the terminal's whole answers, evaluation and the bench.

        The turn's last event holds the answer. Raises :class:`QuestionRefused`, :class:`ConversationUnknown`.
        """
        running = await self.ask(code, text)
        async for _ in running.follow():
            pass
        return running

    async def find_turn(self, code: str, question_id: str) -> RunningTurn:
        """The turn of a question: live while it runs, its end alone afterwards.

        Raises :class:`ConversationUnknown` for an unknown code or question.
        """
        transcript = await self.transcript(code)
        if transcript.running is not None and transcript.running.question_id == question_id:
            return transcript.running
        ended = RunningTurn(question_id, self.abandon_seconds)
        ended.emit(TurnEnded(_find(transcript.answers, question_id)))
        return ended

    async def find_answer(self, code: str, question_id: str) -> Answer:
        """The kept answer of a question. Raises :class:`ConversationUnknown` for an unknown code or question."""
        return _find((await self.transcript(code)).answers, question_id)

    async def simplify(self, code: str, question_id: str) -> PlainAnswer | None:
        """What an answer quotes, in plainer words; None when nothing can be said more plainly and be the same.

        Raises :class:`ConversationUnknown` for an unknown code or question.
        """
        return await self._say_plainly(await self.find_answer(code, question_id), self.simplifier)

    async def simplify_at_once(self, answer: Answer) -> PlainAnswer | None:
        """The same by the table of plain words alone, which keeps nobody waiting."""
        return await self._say_plainly(answer, None)

    async def _say_plainly(self, answer: Answer, simplifier: LanguageModel | None) -> PlainAnswer | None:
        lines = [line for part in answer.quotes for line in part.lines]
        rendering = await render_plainly(lines, simplifier, seconds=self.simplify_seconds)
        if rendering is None:
            return None
        rendered = iter(rendering.lines)
        pairs = [(part, list(itertools.islice(rendered, len(part.lines)))) for part in answer.quotes]
        # a screen may wait for the guard's process
        parts = tuple([await asyncio.to_thread(self._hold_plain, part, lines) for part, lines in pairs])
        is_changed = any(part.lines != quote.lines for part, quote in zip(parts, answer.quotes, strict=True))
        return PlainAnswer(answer, parts) if is_changed else None

    def _hold_plain(self, quote: AnswerPart, lines: Sequence[str]) -> AnswerPart:
        """A quote in plainer words: a line that a screen does not let out stays the page's own.

        Each is held against its own line: it keeps its place in the quote, under what opens its list.
        """
        said = replace(quote, kind=PartKind.REWORDED)

        def hold(line: str, own: str) -> str:
            outlet = Outlet(lambda _: None, self.screens, {quote.passage_id: own})
            return line if line == own or outlet.say(replace(said, lines=(line,))) else own

        return replace(said, lines=tuple(map(hold, lines, quote.lines)))

    async def health(self) -> HealthState:
        model = self.language_model
        bases = await asyncio.to_thread(self.tell_bases)
        return HealthState(bool(bases), model is not None and await model.is_ready(), bases, refused_connections())

    async def transcript(self, code: str) -> Transcript:
        """Everything of a conversation. Raises :class:`ConversationUnknown`."""
        conversation = await asyncio.to_thread(self.conversations.find, code)
        running = self._running.get(conversation.id)
        answers = await asyncio.to_thread(self.conversations.answers, conversation.id)
        request = await self.requests.view(conversation.id)
        exchange = await self.requests.read(conversation.id, Cursor())
        contests = await self.contests.of_conversation(conversation.id)
        return Transcript(conversation, answers, running, request, exchange, contests)

    async def speak(self, code: str, language: Language) -> None:
        """Go on in another language: what was said stays as it was said. Raises :class:`ConversationUnknown`."""
        conversation = await asyncio.to_thread(self.conversations.find, code)
        await asyncio.to_thread(self.conversations.set_language, conversation.id, language)

    async def preview_handover(self, code: str) -> tuple[Transcript, HandoverNote]:
        """What would be sent to an agent. Raises :class:`ConversationUnknown`."""
        transcript = await self.transcript(code)
        return transcript, self.requests.preview(transcript.conversation, transcript.answers)

    async def ask_for_person(
        self,
        code: str,
        contact: ContactDetails | None = None,
        *,
        left_out: Collection[str] = (),
        added: str = "",
    ) -> Escalation:
        """Put the conversation in the agents' queue, once, with call-back details if the person leaves some.

        ``left_out``: ids of the questions that are not shared. ``added``: what the person writes for the agent.
        Raises :class:`ConversationUnknown`, :class:`CaseRefused` when what is added cannot be guarded (nothing is sent
        then), and :class:`ContactRefused` when the request is taken and the details cannot be.
        """
        transcript = await self.transcript(code)
        escalation = transcript.escalation or await self.requests.open(
            transcript.conversation, transcript.answers, left_out=left_out, added=added
        )
        if contact is not None:
            try:
                await asyncio.to_thread(self.contacts.leave, escalation.id, contact)
            except SecretUnusable as error:
                log_place(error, "contact")
                raise ContactRefused(ContactRefusal.UNAVAILABLE) from None
        return escalation

    async def decline_person(self, code: str) -> None:
        """The person read the note and sends nothing. Raises :class:`ConversationUnknown`."""
        transcript = await self.transcript(code)
        await self.requests.decline(transcript.conversation.id, transcript.answers)

    async def withdraw(self, code: str) -> None:
        """Take the request back. Raises :class:`ConversationUnknown`."""
        conversation = await asyncio.to_thread(self.conversations.find, code)
        await self.requests.withdraw(conversation.id)

    async def make_resume_code(self, code: str) -> str:
        """A short code to come back, in place of an earlier one. Raises :class:`ConversationUnknown`."""
        conversation = await asyncio.to_thread(self.conversations.find, code)
        return await asyncio.to_thread(self.resume_codes.make, conversation.id, code)

    async def is_resume_code_kept(self, code: str) -> bool:
        """Whether the conversation has a short code. Raises :class:`ConversationUnknown`."""
        conversation = await self.find_conversation(code)
        return await asyncio.to_thread(self.resume_codes.is_made, conversation.id)

    async def find_conversation(self, code: str) -> Conversation:
        """Raises :class:`ConversationUnknown`."""
        return await asyncio.to_thread(self.conversations.find, code)

    async def resume(self, typed: str) -> str:
        """The address of a conversation from its short code. Raises :class:`ConversationUnknown`."""
        code = await asyncio.to_thread(self.resume_codes.find, typed)
        await asyncio.to_thread(self.conversations.find, code)
        return code

    async def erase_contact(self, code: str) -> None:
        """Forget the call-back details of the request that waits. Raises :class:`ConversationUnknown`."""
        transcript = await self.transcript(code)
        if transcript.escalation is not None:
            await asyncio.to_thread(self.contacts.erase, transcript.escalation.id)

    async def erase(self, code: str) -> None:
        """Stop the turn under way and erase the conversation for good. Raises :class:`ConversationUnknown`."""
        conversation = await asyncio.to_thread(self.conversations.find, code)
        await self._stop_turn(conversation.id)
        await self.keeping.erase(conversation.id)
        await self._stop_turn(conversation.id)  # one that began meanwhile: the store refuses what it would keep
        self.requests.bell.ring()

    def find_busy(self) -> frozenset[str]:
        """Ids of conversations whose turn is under way. May be called from any thread."""
        return frozenset(self._running.copy())

    async def stop(self) -> None:
        """Stop every turn under way and wait until each has kept what must be kept."""
        tasks = [running.task for running in self._running.values() if running.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _stop_turn(self, conversation_id: str) -> None:
        running = self._running.get(conversation_id)
        if running is not None and running.task is not None:
            running.task.cancel()
            await asyncio.gather(running.task, return_exceptions=True)

    async def _recall(self, conversation: Conversation) -> Memory:
        """What was said before; nothing when the store cannot tell, since the question still deserves its answer."""
        try:
            return await asyncio.to_thread(self.conversations.recall, conversation.id)
        except Exception as error:
            log_place(error, "recall")
            return Memory()

    async def _answer(self, conversation: Conversation, running: RunningTurn, text: str) -> None:
        question = Question(
            id=running.question_id,
            conversation_id=conversation.id,
            text="",
            language=conversation.language,
            channel=conversation.channel,
            asked_at=datetime.now(UTC),
        )
        try:
            memory = await self._recall(conversation)
            outlet = Outlet(running.emit, self.screens)
            answer = await self.pipeline.run(Turn(question, outlet, unguarded=text, memory=memory))
            if answer.status is AnswerStatus.DANGER:
                await self.requests.raise_alarm(conversation.id)
            elif answer.status is AnswerStatus.AWAITS_REVIEW:
                self.desk.bell.tell("draft", "")
        finally:
            self._running.pop(conversation.id, None)
            running.close()


def _find(answers: Sequence[Answer], question_id: str) -> Answer:
    answer = next((kept for kept in answers if kept.question.id == question_id), None)
    if answer is None:
        raise ConversationUnknown
    return answer
