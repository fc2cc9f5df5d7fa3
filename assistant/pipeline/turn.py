"""The only mutable object of the pipeline: one turn, from question to answer. And what a step may return."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from assistant.conversation.types import (
    Answer,
    AnswerPart,
    Choice,
    Effort,
    Memory,
    NextStep,
    Notice,
    Question,
    Source,
    StepRecord,
    VerdictRecord,
)
from assistant.pipeline.events import Event
from assistant.pipeline.outlet import Outlet
from assistant.vocabulary import AnswerStatus, Completeness, Language
from guards.types import Verdict
from knowledge.types import FoundPage, Passage


@dataclass(slots=True)
class Turn:
    """The workspace of one question. Steps fill it in the order of the pipeline."""

    question: Question
    """Its text stays empty until the guard of the question has made it fit to keep."""
    outlet: Outlet
    unguarded: str = field(default="", repr=False)
    """What the person typed, for the guard alone: emptied by it, never stored, logged or shown elsewhere."""
    memory: Memory = field(default_factory=Memory)
    """What was said before in this conversation."""

    query: str = ""
    """What is searched: the question made to stand alone."""
    chosen: Choice | None = None
    """The offered choice that the person's message picks."""
    terms: int = 0
    """How many meaning words the query has."""
    official: tuple[str, ...] = ()
    """The pages' words for the query's everyday words."""
    pages: tuple[FoundPage, ...] = ()
    """Best first, without the branches that the person's situation excludes."""
    validated: tuple[str, ...] = ()
    """Lines that a person wrote for this question and that were shown; empty when there are none."""
    passages: tuple[Passage, ...] = ()
    """The passages that the answer stands on, in the order in which they are shown."""
    sources: tuple[Source, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    choices: tuple[Choice, ...] = ()
    """What a clarifying question offers."""
    status: AnswerStatus = AnswerStatus.ANSWERED
    """How the turn ends when no step stops it."""
    completeness: Completeness = Completeness.NONE
    missing: tuple[str, ...] = ()
    """What was asked for and is not answered, as words of :class:`assistant.pipeline.asking.Want`."""
    draft: Answer | None = None
    """The answer as it was made, where an agent checks it before it is shown; its trace and effort are the turn's."""
    offers_person: bool = False
    may_be_danger: bool = False
    """The numbers stand above whatever follows: somebody may be in danger."""
    in_every_language: bool = False
    """Whether the assistant's own sentences are said in each of its languages: the person writes in another one."""
    effort: Effort = field(default_factory=Effort)
    verdicts: list[VerdictRecord] = field(default_factory=list)
    trace: list[StepRecord] = field(default_factory=list)
    details: dict[str, str | int | float | bool] = field(default_factory=dict)
    """What the running step wants in its line of the trace; emptied for each step."""

    @property
    def language(self) -> Language:
        return self.question.language

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that the assistant's own sentences are said in."""
        others = (language for language in Language if language is not self.language)
        return (self.language, *others) if self.in_every_language else (self.language,)

    @property
    def parts(self) -> tuple[AnswerPart, ...]:
        """What was released so far."""
        return tuple(self.outlet.released)

    @property
    def composed(self) -> tuple[AnswerPart, ...]:
        """What was released, and what is kept back."""
        return (*self.outlet.released, *(self.outlet.held or ()))

    def tell(self, event: Event) -> None:
        self.outlet.emit(event)

    def to_answer(self, status: AnswerStatus, notice: Notice, parts: tuple[AnswerPart, ...]) -> Answer:
        """What the turn holds, as an answer with these parts."""
        return Answer(
            question=self.question,
            status=status,
            notice=notice,
            parts=parts,
            sources=self.sources,
            next_steps=self.next_steps,
            choices=self.choices,
            chosen=self.chosen,
            query=self.query,
            completeness=self.completeness,
            missing=self.missing,
            offers_person=self.offers_person,
            verdicts=tuple(self.verdicts),
            trace=tuple(self.trace),
            effort=self.effort,
        )

    def record(self, verdict: Verdict) -> None:
        """Keep what a guard decided, by type and never by value."""
        kinds = tuple(sorted({finding.entity_type for finding in verdict.findings}))
        self.verdicts.append(VerdictRecord(verdict.guard, verdict.outcome.value, verdict.reason, kinds))

    def cite(self, number: int) -> None:
        """Mark a source as one that the answer stands on."""
        self.sources = tuple(replace(s, cited=True) if s.number == number else s for s in self.sources)


@dataclass(frozen=True, slots=True)
class Ending:
    """Returned by a step that stops the turn."""

    status: AnswerStatus
    message: str = ""
    """Key of the catalogue sentence to say. Empty: the status' own, or none when the answer has its words already."""


class Step(Protocol):
    """Does one thing to a turn. Returns None to go on."""

    @property
    def name(self) -> str: ...

    async def __call__(self, turn: Turn, /) -> Ending | None: ...


class ClosingStep(Protocol):
    """Runs on every ending, refusals and failures too."""

    @property
    def name(self) -> str: ...

    async def __call__(self, turn: Turn, answer: Answer, /) -> Answer: ...


Clock = Callable[[], float]
