"""Runs the steps of a turn in their order, times them, and always returns an answer."""

import asyncio
import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic, process_time

from assistant.conversation.types import Answer, AnswerPart, Notice, StepRecord
from assistant.messages.catalogue import Messages
from assistant.pipeline.events import StepStarted, TurnEnded
from assistant.pipeline.turn import Clock, ClosingStep, Ending, Step, Turn
from assistant.vocabulary import AnswerStatus, PartKind

log = logging.getLogger(__name__)

_NO_ANSWER = frozenset(
    {
        AnswerStatus.NO_SOURCE,
        AnswerStatus.OUT_OF_SCOPE,
        AnswerStatus.OTHER_COUNTRY,
        AnswerStatus.UNCLEAR,
        AnswerStatus.NEEDS_PERSON,
        AnswerStatus.GREETING,
        AnswerStatus.THANKS,
    }
)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One visible list of steps, then the closing steps, which run on every ending."""

    steps: Sequence[Step]
    closing: Sequence[ClosingStep]
    messages: Messages
    clock: Clock = monotonic
    processor_clock: Clock = process_time
    """Seconds of processor time of this process. Turns that run at the same time share it, so that theirs add up to
    more than was spent."""

    async def run(self, turn: Turn) -> Answer:
        """Answer the turn. Raises only ``CancelledError``, after the closing steps have kept what must be kept."""
        cancelled: asyncio.CancelledError | None = None
        started = self.processor_clock()
        try:
            ending = await self._work(turn)
        except asyncio.CancelledError as error:
            cancelled, ending = error, Ending(AnswerStatus.CANCELLED)
        if turn.may_be_danger and ending.status in _NO_ANSWER:
            ending = Ending(AnswerStatus.DANGER)  # the numbers are said: nobody at risk reads that nothing was found
        turn.outlet.take_held()  # what no draft took is said to nobody; the sentence of the ending is
        self._say_ending(turn, ending)
        spent = self.processor_clock() - started + sum(_child_seconds(record) for record in turn.trace)
        turn.effort = replace(turn.effort, cpu_seconds=round(turn.effort.cpu_seconds + spent, 4))
        answer = await self._close(turn, ending)
        turn.tell(TurnEnded(answer))
        if cancelled is not None:
            raise cancelled
        return answer

    async def _work(self, turn: Turn) -> Ending:
        for step in self.steps:
            turn.tell(StepStarted(step.name))
            started = self.clock()
            turn.details = {}
            outcome = "stopped"
            try:
                ending = await step(turn)
                outcome = ending.status.value if ending else "done"
            except Exception as error:
                outcome = type(error).__name__
                log_place(error, step.name)
                return Ending(AnswerStatus.FAILED)
            finally:
                turn.trace.append(StepRecord(step.name, self.clock() - started, outcome, turn.details))
            if ending:
                return ending
        return Ending(turn.status)

    def _say_ending(self, turn: Turn, ending: Ending) -> None:
        """Say the sentence of an ending that has one of its own."""
        key = ending.message or f"status.{ending.status.value}.say"
        for language in turn.languages:
            if self.messages.has(key, language):
                lines = tuple(self.messages.text(key, language).splitlines())
                turn.outlet.say(AnswerPart(PartKind.FIXED, lines, language=language.value))

    async def _close(self, turn: Turn, ending: Ending) -> Answer:
        notice = Notice(self.messages.text("notice.short", turn.language))
        answer = turn.to_answer(ending.status, notice, turn.parts)
        for step in self.closing:
            try:
                answer = await step(turn, answer)
            except Exception as error:
                log_place(error, step.name)
        return answer


def _child_seconds(record: StepRecord) -> float:
    """Processor time that a step spent in the embedder's own process: one thread, busy all along."""
    return float(record.details.get("embedding_seconds", 0.0))


def log_place(error: Exception, step: str) -> None:
    """Log the type and the place of an error, and never its message, which may quote a person."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "unknown"
    log.error("step %s failed: %s at %s", step, type(error).__name__, place)
