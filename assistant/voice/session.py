"""A spoken conversation, whatever carries the sound: what was heard goes in, what is to be said comes out.

Every question is said back and confirmed before it is asked, but for a message in danger. Command words come before
anything else. Two misunderstandings lead to keys or writing, three to a human.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz

from assistant.conversation.types import Choice
from assistant.errors import CaseRefused, QuestionRefused, SpeechRefused
from assistant.messages.catalogue import Messages
from assistant.pipeline.choices import read_choice
from assistant.pipeline.pipeline import log_place
from assistant.services import Services
from assistant.settings import Administration
from assistant.vocabulary import Channel, Language, QuestionRefusal, SpeechRefusal
from assistant.voice.commands import KEYS, Command, fold_words, split_denial
from assistant.voice.hearing import Heard, Hearing
from assistant.voice.retelling import Retelling
from assistant.voice.spoken_answer import AnswerSpeaker, Sentence
from assistant.voice.spoken_turn import ask_aloud
from assistant.voice.utterance import Next, Utterance
from models.speech.types import AudioClip

_SAME_QUESTION = 90.0
_MOST_SILENCES, _MOST_MISUNDERSTANDINGS = 3, 3
_OF_A_REFUSED_QUESTION = {
    QuestionRefusal.TOO_LONG: "voice.too_long",
    QuestionRefusal.TOO_BUSY: "voice.too_busy",
    QuestionRefusal.ALREADY_ASKING: "voice.too_busy",
    QuestionRefusal.EMPTY: "voice.not_understood",
    QuestionRefusal.NO_WORDS: "voice.not_understood",
}
_OF_A_REFUSED_CLIP = {
    SpeechRefusal.TOO_LONG: "voice.too_long",
    SpeechRefusal.TOO_LARGE: "voice.too_long",
    SpeechRefusal.UNREADABLE: "voice.unreadable",
    SpeechRefusal.NO_FILE: "voice.unreadable",
    SpeechRefusal.BUSY: "voice.too_busy",
    SpeechRefusal.UNAVAILABLE: "voice.failed",
    SpeechRefusal.UNGUARDED: "voice.say_again",
}


class Waiting(StrEnum):
    """What the person is expected to say."""

    QUESTION = "question"
    CONFIRMATION = "confirmation"
    SUGGESTION = "suggestion"
    """Whether a name that was heard wrong is the one suggested."""
    CHOICE = "choice"


@dataclass(slots=True)
class SpokenConversation:
    """One person and the assistant. Lives in one event loop; nothing of it outlives it but what the services keep."""

    services: Services
    hearing: Hearing
    messages: Messages
    administration: Administration
    language: Language = Language.FRENCH
    has_keys: bool = False
    """A telephone."""
    hands_over_the_call: bool = False
    """Whether a human takes over the same call."""
    codes: list[str] = field(default_factory=list)
    """Of the conversations that were started, the current one last: a kiosk erases them all."""
    _telling: Retelling = field(init=False)
    _waiting: Waiting = Waiting.QUESTION
    _pending: Heard | None = None
    _misunderstandings: int = 0
    _silences: int = 0

    def __post_init__(self) -> None:
        self._telling = Retelling(self.messages, self.language, self.has_keys)

    async def open(self) -> Utterance:
        """The notice, before anything can be said to it."""
        await self._start()
        telling = self._telling
        said = (*telling.for_keys("voice.welcome"), *telling.own("voice.privacy"), *telling.own("voice.ask"))
        return telling.tell(said, may_be_interrupted=False)

    async def listen(self, clip: AudioClip) -> AsyncIterator[Utterance]:
        """What to say to the recording of one turn."""
        try:
            is_choice = self._waiting is Waiting.CHOICE
            heard = await self.hearing.hear(clip, self.language, may_be_short=is_choice)
        except SpeechRefused as error:
            yield await self.miss(error.reason)
            return
        async for utterance in self.hear(heard):
            yield utterance

    async def hear(self, heard: Heard) -> AsyncIterator[Utterance]:
        """What to say to what was heard. The first sentences may be played while the answer is looked for."""
        self._silences = 0
        if heard.command is not None:
            async for utterance in self.obey(heard.command):
                yield utterance
            return
        asked = self._read_as_reply(heard)
        if asked:
            async for utterance in self._ask(asked):
                yield utterance
        elif self._waiting is Waiting.CHOICE and fold_words(heard.text).isdigit():
            yield self._ask_for_a_number()
        else:
            yield await self._say_back(heard)

    async def press(self, key: str) -> AsyncIterator[Utterance]:
        """What to say to a key of the telephone. While a choice is asked, figures are its numbers."""
        self._silences = 0
        if self._waiting is Waiting.CHOICE and key.isdigit() and key != "0":
            if int(key) > len(self._choices):
                yield self._ask_for_a_number()
                return
            async for utterance in self._ask(key):
                yield utterance
            return
        async for utterance in self.obey(KEYS.get(key, Command.HELP)):
            yield utterance

    async def miss(self, reason: SpeechRefusal) -> Utterance:
        """What to say when nothing can be made of what was heard."""
        if reason in (SpeechRefusal.UNCLEAR, SpeechRefusal.INVENTED):
            return await self._misunderstand("voice.not_understood")
        if reason is not SpeechRefusal.NOTHING_SAID:
            return self._say(_OF_A_REFUSED_CLIP[reason])
        self._silences += 1
        if self._silences >= _MOST_SILENCES:
            return Utterance(self._telling.own("voice.goodbye"), self._telling.rate, Next.END)
        return self._say("voice.heard_nothing" if self._silences == 1 else "voice.still_there")

    async def obey(self, command: Command) -> AsyncIterator[Utterance]:
        """Do what a command word or a key says."""
        if command in (Command.YES, Command.NO):
            async for utterance in self._decide(is_yes=command is Command.YES):
                yield utterance
        elif command is Command.PERSON:
            yield await self._ask_for_person()
        elif command is Command.RESTART:
            yield await self._restart()
        else:
            if command in (Command.BACK, Command.SKIP):
                self._pending, self._waiting = None, Waiting.QUESTION
            told = self._telling.obey(command)
            if told is not None:
                yield told

    @property
    def rate(self) -> int:
        return self._telling.rate

    @property
    def _choices(self) -> tuple[Choice, ...]:
        return self._telling.turns[-1].answer.choices if self._telling.turns else ()

    def _read_as_reply(self, heard: Heard) -> str:
        """What to ask the pipeline at once; empty for a question that is to be confirmed first."""
        if self.services.is_danger(heard.text):  # nobody in danger is asked whether they were understood
            return heard.text
        if self._waiting is Waiting.CHOICE and (choice := read_choice(heard.text, self._choices)):
            return str(choice.number)
        pending = self._pending
        if pending is not None:
            said_again = fuzz.ratio(fold_words(pending.text), fold_words(heard.text)) >= _SAME_QUESTION
            return pending.text if said_again else ""
        return ""

    async def _decide(self, *, is_yes: bool) -> AsyncIterator[Utterance]:
        """A yes or a no, to whatever was asked."""
        pending = self._pending
        if pending is None:
            yield self._ask_for_a_number() if self._waiting is Waiting.CHOICE else self._say("voice.ask")
        elif is_yes:
            async for utterance in self._ask(pending.suggestion if self._is_suggesting else pending.text):
                yield utterance
        elif self._is_suggesting:
            self._waiting = Waiting.CONFIRMATION
            yield self._confirm(pending)
        else:
            self._pending, self._waiting = None, Waiting.QUESTION
            yield await self._misunderstand("voice.say_again")

    @property
    def _is_suggesting(self) -> bool:
        return self._waiting is Waiting.SUGGESTION

    async def _say_back(self, heard: Heard) -> Utterance:
        """« J'ai compris : … C'est bien cela ? » After « non, … » what follows is the question put right."""
        if self._pending is not None and (rest := split_denial(heard.text)):
            try:
                heard = await self.hearing.read(rest, self.language)
            except SpeechRefused as error:
                return await self.miss(error.reason)
        self._pending = heard
        self._waiting = Waiting.SUGGESTION if heard.suggestion else Waiting.CONFIRMATION
        return self._confirm(heard)

    def _confirm(self, heard: Heard) -> Utterance:
        own = self._telling.own
        back = own("voice.understood", text=heard.shown.rstrip(" ?.!"), is_kept=False)
        if self._is_suggesting:
            asked = own("voice.did_you_mean", suggestion=heard.suggestion.rstrip(" ?.!"), is_kept=False)
        else:
            asked = self._telling.for_keys("voice.is_it_right")
        return self._telling.tell((*back, *asked), then=Next.ANSWER_OURS)

    async def _ask(self, text: str) -> AsyncIterator[Utterance]:
        """Put a question and say the whole answer."""
        self._pending, self._waiting, self._misunderstandings = None, Waiting.QUESTION, 0
        yield Utterance(self._telling.own("voice.searching"), self.rate, Next.SPEAK)
        try:
            turn = await ask_aloud(self.services, AnswerSpeaker(self.messages), self.codes[-1], text)
        except QuestionRefused as error:
            danger = self._telling.own("danger.emergency") if error.in_danger else ()
            said = (*danger, *self._telling.own(_OF_A_REFUSED_QUESTION[error.reason]))
            yield self._telling.tell(said, may_be_interrupted=not danger)
            return
        except CaseRefused:
            yield self._say("voice.not_sent")
            return
        except LookupError as error:
            log_place(error, "ask_aloud")
            yield self._say("voice.failed")
            return
        if turn is None:
            yield self._say("voice.sent_to_agent")
            return
        if turn.answer.choices:
            self._waiting = Waiting.CHOICE
        yield self._telling.keep(turn)

    async def _misunderstand(self, first: str) -> Utterance:
        self._misunderstandings += 1
        if self._misunderstandings >= _MOST_MISUNDERSTANDINGS:
            return await self._ask_for_person(self._telling.own("voice.handing_over"))
        if self._misunderstandings == 1:
            return self._say(first)
        return self._telling.tell(self._telling.for_keys("voice.not_understood_twice"))

    async def _ask_for_person(self, before: tuple[Sentence, ...] = ()) -> Utterance:
        """Put the conversation in the agents' queue, and say when and how they can be reached."""
        await self.services.ask_for_person(self.codes[-1])
        self._pending, self._waiting, self._misunderstandings = None, Waiting.QUESTION, 0
        own = self._telling.own
        hours, contact = self.administration.hours, self.administration.contact
        said = (
            *before,
            *own("voice.person_asked"),
            *(own("voice.person_hours", hours=hours) if hours else ()),
            *(own("voice.person_contact", contact=contact) if contact else ()),
        )
        if self.hands_over_the_call:
            return self._telling.tell((*said, *own("voice.person_next_phone")), then=Next.PERSON)
        return self._telling.tell((*said, *own("voice.ask_again")))

    async def _restart(self) -> Utterance:
        await self._start()
        self._pending, self._waiting, self._misunderstandings = None, Waiting.QUESTION, 0
        self._telling.forget()
        return self._telling.tell((*self._telling.own("voice.restarted"), *self._telling.own("voice.ask")))

    async def _start(self) -> None:
        self.codes.append((await self.services.start(self.language, Channel.VOICE)).code)

    def _ask_for_a_number(self) -> Utterance:
        said = self._telling.own("voice.choose_again", count=len(self._choices))
        return self._telling.tell(said, then=Next.ANSWER_OURS)

    def _say(self, key: str) -> Utterance:
        return self._telling.tell(self._telling.own(key))
