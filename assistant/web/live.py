"""What of a running turn reaches a page: pieces for a page that streams, fragments for its script."""

from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import assert_never

from fastapi.sse import ServerSentEvent

from assistant.conversation.types import Answer, AnswerPart, Source
from assistant.messages.catalogue import Messages
from assistant.pipeline.events import Event, PartReleased, QuestionRedacted, SourcesFound, StepStarted, TurnEnded
from assistant.services import PlainAnswer
from assistant.speed import FIRST_RATE
from assistant.vocabulary import Language, PartKind
from assistant.web.pages import Pages
from assistant.web.spoken import announce


@dataclass(frozen=True, slots=True)
class LivePiece:
    """One piece, as the templates want it: ``kind`` says which field is filled."""

    kind: str
    text: str = ""
    entity_types: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    part: AnswerPart | None = None
    answer: Answer | None = None
    plain: PlainAnswer | None = None
    """The answer in plainer words, for whoever reads those first."""


def to_piece(event: Event) -> LivePiece | None:
    """The piece of an event, or None for one that a page does not show."""
    match event:
        case QuestionRedacted(text, entity_types):
            return LivePiece("question", text=text, entity_types=entity_types)
        case SourcesFound(sources):
            return LivePiece("sources", sources=sources)
        case PartReleased(part):
            return LivePiece("part", part=part)
        case TurnEnded(answer):
            return LivePiece("ended", answer=answer)
        case StepStarted():
            return None
        case _:
            assert_never(event)


async def follow_pieces(events: AsyncIterable[tuple[int, Event]]) -> AsyncGenerator[LivePiece, None]:
    """The pieces of a page that streams. What it has sent cannot be moved, so that a sentence of the assistant waits
    for what comes next: with choices it is their legend, which the end shows."""
    waiting: LivePiece | None = None
    async for _, event in events:
        piece = to_piece(event)
        if piece is None:
            continue
        if waiting and not (piece.answer and piece.answer.clarifying):
            yield waiting
        waiting = piece if piece.part and piece.part.kind is PartKind.FIXED else None
        if waiting is None:
            yield piece


@dataclass(slots=True)
class FragmentWriter:
    """Renders events as fragments. A reader of the screen is told twice: that the search began, that it ended."""

    pages: Pages
    messages: Messages
    language: Language
    code: str
    say_plainly: Callable[[Answer], Awaitable[PlainAnswer | None]] | None = None
    """For whoever reads plain words first."""
    rate: int = FIRST_RATE
    """How fast answers are read aloud to this reader."""

    async def write(self, number: int, event: Event) -> AsyncGenerator[ServerSentEvent, None]:
        piece = to_piece(event)
        if piece is None:
            return
        if piece.answer and self.say_plainly:
            piece = replace(piece, plain=await self.say_plainly(piece.answer))
        if piece.kind == "question":
            yield ServerSentEvent(event="say", raw_data=self.messages.text("page.searching", self.language))
        elif piece.answer:
            yield ServerSentEvent(event="say", raw_data=announce(piece.answer, self.messages, self.language))
        html = await self.pages.render("fragment.html", self.language, piece=piece, code=self.code, rate=self.rate)
        yield ServerSentEvent(event=piece.kind, id=str(number), raw_data=html)
