"""What a spoken conversation can say again: the last words, the answers so far, at the speed that the person chose."""

from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.messages.catalogue import Messages
from assistant.speed import FIRST_RATE, faster_than, slower_than
from assistant.vocabulary import Language
from assistant.voice.commands import Command
from assistant.voice.spoken_answer import AnswerSpeaker, Sentence
from assistant.voice.spoken_turn import SpokenTurn
from assistant.voice.utterance import Next, Utterance


@dataclass(slots=True)
class Retelling:
    """Remembers for the length of one conversation."""

    messages: Messages
    language: Language
    has_keys: bool
    rate: int = FIRST_RATE
    last: tuple[Sentence, ...] = ()
    """What « répéter » repeats."""
    then: Next = Next.LISTEN
    """What followed it."""
    turns: list[SpokenTurn] = field(default_factory=list)
    place: int = -1
    """Which of the answers is spoken of: the last one, until the person goes back."""

    def own(self, key: str, *, is_kept: bool = True, **values: object) -> tuple[Sentence, ...]:
        """A sentence of the catalogue."""
        speaker = AnswerSpeaker(self.messages)
        return speaker.say(self.messages.text(key, self.language, **values), self.language, is_kept=is_kept)

    def for_keys(self, key: str) -> tuple[Sentence, ...]:
        """The same, in its telephone's form where there are keys."""
        return self.own(f"{key}_keys" if self.has_keys else key)

    def tell(
        self, sentences: tuple[Sentence, ...], *, then: Next = Next.LISTEN, may_be_interrupted: bool = True
    ) -> Utterance:
        """Say it, and let « répéter » repeat it."""
        self.last, self.then = sentences, then
        return Utterance(sentences, self.rate, then, may_be_interrupted)

    def keep(self, turn: SpokenTurn) -> Utterance:
        """The first telling of an answer."""
        self.turns.append(turn)
        self.place = len(self.turns) - 1
        if turn.answer.choices:
            return self.tell(turn.first_telling, then=Next.ANSWER_OURS, may_be_interrupted=not turn.spoken.is_urgent)
        more = self.own("voice.more") if turn.detailed_telling else ()
        said = (*turn.first_telling, *more, *self.own("voice.ask_again"))
        return self.tell(said, may_be_interrupted=not turn.spoken.is_urgent)

    def forget(self) -> None:
        """Everything but the speed."""
        self.turns, self.place, self.last, self.then = [], -1, (), Next.LISTEN

    def obey(self, command: Command) -> Utterance | None:
        """What to say to a command that asks for words again or about the answer; None for any other."""
        match command:
            case Command.REPEAT:
                return Utterance(self.last or self.own("voice.nothing_yet"), self.rate, self.then)
            case Command.SLOWER:
                return self._change_rate(slower_than(self.rate), "slower", "slowest")
            case Command.FASTER:
                return self._change_rate(faster_than(self.rate), "faster", "fastest")
            case Command.SHORTER:
                return self._of_answer(lambda turn: turn.short_telling)
            case Command.DETAIL:
                return self._of_answer(lambda turn: turn.detailed_telling)
            case Command.SOURCE:
                return self._of_answer(lambda turn: turn.spoken.sources, "voice.no_source")
            case Command.SPELL:
                return self._of_answer(_spell, "voice.no_source")
            case Command.BACK:
                self.place = max(0, self.place - 1) if self.turns else -1
                return self._of_answer(lambda turn: turn.first_telling)
            case Command.HELP:
                return self.tell(self.for_keys("voice.help"))
            case Command.WHO:
                return self.tell(self.for_keys("voice.welcome"), may_be_interrupted=False)
            case Command.SKIP:
                return self.tell(self.own("voice.ask_again" if self.turns else "voice.ask"))
            case Command.WAIT:
                return Utterance((), self.rate, Next.LISTEN_LONG)
            case Command.STOP:
                return Utterance(self.own("voice.goodbye"), self.rate, Next.END)
            case _:
                return None

    def _change_rate(self, rate: int, changed: str, unchanged: str) -> Utterance:
        """The speed is heard at once, on what was said last, and kept until the end."""
        if rate == self.rate:
            return Utterance(self.own(f"voice.{unchanged}"), rate, self.then)
        self.rate = rate
        return Utterance((*self.own(f"voice.{changed}"), *self.last), rate, self.then)

    def _of_answer(
        self, telling: Callable[[SpokenTurn], tuple[Sentence, ...]], when_empty: str = "voice.no_more"
    ) -> Utterance:
        if not self.turns:
            return self.tell(self.own("voice.nothing_yet"))
        turn = self.turns[self.place]
        then = Next.ANSWER_OURS if turn.answer.choices and turn is self.turns[-1] else Next.LISTEN
        return self.tell(telling(turn) or self.own(when_empty), then=then)


def _spell(turn: SpokenTurn) -> tuple[Sentence, ...]:
    """The title of the page that the answer stands on, letter by letter, word by word."""
    cited = sorted(turn.answer.sources, key=lambda source: not source.cited)[:1]
    words = [word for source in cited for word in source.title.replace("'", " ").split() if word.isalnum()]
    return tuple(Sentence(f"{', '.join(word.upper())}.", Language.FRENCH) for word in words)
