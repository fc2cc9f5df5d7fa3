import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from assistant.conversation.types import Answer, AnswerPart
from assistant.messages.catalogue import read_messages
from assistant.pipeline.events import StepStarted, TurnEnded
from assistant.pipeline.pipeline import Pipeline
from assistant.pipeline.turn import ClosingStep, Ending, Step, Turn
from assistant.vocabulary import AnswerStatus, Language, PartKind
from tests.assistant.fakes import make_turn

MESSAGES = read_messages()
SECRET = "Dubosquet 06 39 98 00 00"


@dataclass(slots=True)
class Says:
    """A step that leaves a word, and may end the turn."""

    name: str
    ending: Ending | None = None
    ran: list[str] = field(default_factory=list)

    async def __call__(self, turn: Turn) -> Ending | None:
        self.ran.append(self.name)
        turn.details["said"] = self.name
        turn.outlet.say(AnswerPart(PartKind.FIXED, (self.name,)))
        return self.ending


@dataclass(slots=True)
class Raises:
    name: str = "raises"

    async def __call__(self, turn: Turn) -> Ending | None:
        turn.details["before"] = True
        raise ValueError(SECRET)


@dataclass(slots=True)
class Hangs:
    name: str = "hangs"
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, turn: Turn) -> Ending | None:
        self.reached.set()
        await asyncio.Event().wait()
        return None


@dataclass(slots=True)
class Keeps:
    """A closing step that keeps what it was handed."""

    kept: list[Answer] = field(default_factory=list)
    name: str = "keeps"

    async def __call__(self, turn: Turn, answer: Answer) -> Answer:
        self.kept.append(answer)
        return answer


@dataclass(slots=True)
class Offers:
    name: str = "offers"

    async def __call__(self, turn: Turn, answer: Answer) -> Answer:
        return replace(answer, offers_person=True)


@dataclass(slots=True)
class RaisesAtTheEnd:
    name: str = "raises_at_the_end"

    async def __call__(self, turn: Turn, answer: Answer) -> Answer:
        raise ValueError(SECRET)


def tick() -> Callable[[], float]:
    ticks: Iterator[float] = iter(range(100))
    return lambda: next(ticks)


def pipeline(*steps: Step, closing: tuple[ClosingStep, ...] = ()) -> Pipeline:
    return Pipeline(steps, closing, MESSAGES, clock=tick())


async def test_steps_run_in_their_order_and_each_tells_that_it_starts() -> None:
    ran: list[str] = []
    turn, events = make_turn()
    answer = await pipeline(Says("one", ran=ran), Says("two", ran=ran), Says("three", ran=ran)).run(turn)
    assert ran == ["one", "two", "three"]
    assert [event.step for event in events if isinstance(event, StepStarted)] == ran
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text == "one\n\ntwo\n\nthree"


async def test_an_ending_stops_the_turn_and_says_the_sentence_of_its_status() -> None:
    ran: list[str] = []
    turn, _ = make_turn()
    answer = await pipeline(Says("one", Ending(AnswerStatus.UNCLEAR), ran), Says("two", ran=ran)).run(turn)
    assert ran == ["one"]
    assert answer.status is AnswerStatus.UNCLEAR
    assert answer.parts[-1].text == MESSAGES.text("status.unclear.say", Language.FRENCH)


async def test_an_ending_may_name_another_sentence() -> None:
    turn, _ = make_turn(language=Language.ENGLISH)
    answer = await pipeline(Says("one", Ending(AnswerStatus.ANSWERED, "answer.french_only"))).run(turn)
    assert answer.parts[-1].text == MESSAGES.text("answer.french_only", Language.ENGLISH)
    assert answer.parts[-1].language == "en"


async def test_the_trace_has_one_record_for_each_step_that_ran() -> None:
    turn, _ = make_turn()
    answer = await pipeline(Says("one"), Says("two", Ending(AnswerStatus.NO_SOURCE)), Says("three")).run(turn)
    assert [(r.step, r.seconds, r.outcome, dict(r.details)) for r in answer.trace] == [
        ("one", 1.0, "done", {"said": "one"}),
        ("two", 1.0, "no_source", {"said": "two"}),
    ]


async def test_an_exception_becomes_an_answer_and_its_message_is_neither_logged_nor_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    turn, events = make_turn()
    ran: list[str] = []
    answer = await pipeline(Raises(), Says("two", ran=ran)).run(turn)
    assert ran == []
    assert answer.status is AnswerStatus.FAILED
    assert answer.parts[-1].text == MESSAGES.text("status.failed.say", Language.FRENCH)
    assert [(r.outcome, dict(r.details)) for r in answer.trace] == [("ValueError", {"before": True})]
    assert "step raises failed: ValueError at __call__:" in caplog.text
    for shown in (caplog.text, repr(answer), repr(events), *(repr(vars(record)) for record in caplog.records)):
        assert SECRET not in shown


@pytest.mark.parametrize(
    ("step", "status"),
    [
        (Says("one"), AnswerStatus.ANSWERED),
        (Says("one", Ending(AnswerStatus.REFUSED_ABUSE)), AnswerStatus.REFUSED_ABUSE),
        (Raises(), AnswerStatus.FAILED),
    ],
)
async def test_closing_steps_run_on_every_ending(step: Step, status: AnswerStatus) -> None:
    keeps = Keeps()
    turn, events = make_turn()
    answer = await pipeline(step, closing=(Offers(), keeps)).run(turn)
    assert keeps.kept == [answer]
    assert answer.status is status
    assert answer.offers_person
    assert events[-1] == TurnEnded(answer)


async def test_closing_steps_run_when_the_turn_is_cancelled_and_the_cancellation_goes_on() -> None:
    hangs, keeps = Hangs(), Keeps()
    turn, events = make_turn()
    task = asyncio.create_task(pipeline(Says("one"), hangs, closing=(keeps,)).run(turn))
    await hangs.reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [answer.status for answer in keeps.kept] == [AnswerStatus.CANCELLED]
    assert [record.outcome for record in keeps.kept[0].trace] == ["done", "stopped"]
    assert events[-1] == TurnEnded(keeps.kept[0])


async def test_a_closing_step_that_raises_loses_neither_the_answer_nor_the_steps_after_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    keeps = Keeps()
    turn, events = make_turn()
    answer = await pipeline(Says("one"), closing=(RaisesAtTheEnd(), Offers(), keeps)).run(turn)
    assert answer.text == "one"
    assert keeps.kept == [answer]
    assert answer.offers_person
    assert events[-1] == TurnEnded(answer)
    assert "raises_at_the_end" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("step", [Says("one"), Says("one", Ending(AnswerStatus.ABOUT)), Raises()])
async def test_the_turn_ends_once_and_last(step: Step) -> None:
    turn, events = make_turn()
    await pipeline(step).run(turn)
    assert [isinstance(event, TurnEnded) for event in events].count(True) == 1
    assert isinstance(events[-1], TurnEnded)


@pytest.mark.parametrize("language", Language)
async def test_whatever_happens_the_answer_carries_the_notice_in_its_language(language: Language) -> None:
    turn, _ = make_turn(language=language)
    answer = await pipeline(Raises(), closing=(RaisesAtTheEnd(),)).run(turn)
    assert answer.notice.text == MESSAGES.text("notice.short", language)
