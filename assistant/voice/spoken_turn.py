"""One question put to the pipeline by a spoken conversation, and the answer kept for « répéter » and « en détail »."""

from dataclasses import dataclass

from assistant.conversation.types import Answer
from assistant.pipeline.running import RunningTurn
from assistant.services import Services
from assistant.voice.spoken_answer import AnswerSpeaker, Sentence, SpokenAnswer

VERY_SHORT_WORDS = 20


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """An answer and the ways to say it."""

    answer: Answer
    spoken: SpokenAnswer
    shorter: SpokenAnswer

    @property
    def first_telling(self) -> tuple[Sentence, ...]:
        """What is said at once: the beginning, what it lacks, what it asks back, and the first source."""
        spoken = self.spoken
        first_source = spoken.sources[: 1 if self.answer.question.language.value == "fr" else 2]
        return (*spoken.lead, *spoken.warnings, *first_source, *spoken.notice, *spoken.choices)

    @property
    def short_telling(self) -> tuple[Sentence, ...]:
        return (*self.shorter.lead, *self.shorter.choices)

    @property
    def detailed_telling(self) -> tuple[Sentence, ...]:
        """What the first telling left out."""
        return (*self.spoken.rest, *self.spoken.next_steps)


async def ask_aloud(services: Services, speaker: AnswerSpeaker, code: str, text: str) -> SpokenTurn | None:
    """The whole answer, after every guard: nothing of it is said before. None while an agent holds the conversation:
    the text has gone to them.

    Raises :class:`assistant.errors.QuestionRefused`, :class:`assistant.errors.CaseRefused`, and ``LookupError`` when
    the turn ended without an answer.
    """
    running = await services.take(code, text)
    if not isinstance(running, RunningTurn):
        return None
    async for _ in running.follow():
        pass
    answer = running.answer
    return SpokenTurn(answer, speaker.speak(answer), speaker.speak(answer, short_words=VERY_SHORT_WORDS))
