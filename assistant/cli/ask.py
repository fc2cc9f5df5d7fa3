"""``parvis ask``: the same answer as on the web, in a terminal."""

import asyncio
from collections.abc import Iterable
from contextlib import aclosing
from typing import Annotated, assert_never

import typer

from assistant.api.wire import answer_to_wire
from assistant.cli.words import console, language, say
from assistant.conversation.types import Answer, AnswerPart, Source
from assistant.errors import DisplayableError, QuestionRefused
from assistant.messages.catalogue import read_messages
from assistant.messages.dates import spell_date
from assistant.pipeline.events import Event, PartReleased, QuestionRedacted, SourcesFound, StepStarted, TurnEnded
from assistant.settings import read_settings
from assistant.vocabulary import Channel, Language, PartKind
from assistant.wiring import open_services


def ask(
    question: Annotated[str, typer.Argument(help=say("ask_question"))],
    as_json: Annotated[bool, typer.Option("--json", help=say("ask_json"))] = False,
) -> None:
    asyncio.run(_ask(question, as_json=as_json))


async def _ask(question: str, *, as_json: bool) -> None:
    settings = read_settings()
    screen = console()
    async with open_services(settings) as services:
        try:
            services.check(question)
            conversation = await services.start(language(), Channel.TERMINAL)
            running = await services.ask(conversation.code, question)
        except QuestionRefused as error:
            limit = settings.limits.question_characters
            key = f"refusal.{error.reason.value}"
            raise DisplayableError(read_messages().text(key, language(), length=len(question), limit=limit)) from None
        teller = AnswerTeller(language())
        async with aclosing(running.follow()) as events:
            async for _, event in events:
                if not as_json:
                    for line in teller.tell(event):
                        screen.print(line, markup=False)
        if as_json:
            typer.echo(answer_to_wire(running.answer).model_dump_json(indent=1))


class AnswerTeller:
    """Turns the events of a turn into plain lines: readable aloud, by a braille display, and in a file."""

    def __init__(self, language: Language) -> None:
        self._messages = read_messages()
        self._language = language

    def tell(self, event: Event) -> Iterable[str]:
        match event:
            case QuestionRedacted(_, entity_types):
                if entity_types:
                    names = self._messages.under("entity", self._language)
                    kinds = ", ".join(dict.fromkeys(names.get(kind, names["other"]) for kind in entity_types))
                    yield self._say("terminal.masked", kinds=kinds)
            case SourcesFound(sources):
                yield from self._tell_sources(sources)
            case PartReleased(part):
                yield from self._tell_part(part)
            case TurnEnded(answer):
                yield from self._tell_end(answer)
            case StepStarted():
                pass
            case _:
                assert_never(event)

    def _tell_sources(self, sources: Iterable[Source]) -> Iterable[str]:
        yield self._say("terminal.sources")
        for source in sources:
            day = source.updated_on
            known = self._say("answer.updated_on", date=spell_date(day, self._language)) if day else ""
            yield f"  [{source.number}] {source.title} ({known or self._say('answer.undated')})"
            yield f"      {source.url}"
        if any(source.is_stale for source in sources):
            yield self._say("answer.stale")
        yield ""

    def _tell_part(self, part: AnswerPart) -> Iterable[str]:
        match part.kind:
            case PartKind.QUOTE:
                yield f"[{part.source}] {part.heading}".rstrip()
                yield from (f"  {line}" for line in part.lines)
            case PartKind.REWORDED:
                yield f"{self._say('answer.in_short')} : {part.text} [{part.source}]"
                yield f"  ({self._say('answer.in_short_hint')})"
            case PartKind.FIXED:
                yield from part.lines
            case _:
                assert_never(part.kind)
        yield ""

    def _tell_end(self, answer: Answer) -> Iterable[str]:
        if answer.next_steps:
            yield self._say("answer.next_steps")
            for step in answer.next_steps:
                number = f" ({step.form_number})" if step.form_number else ""
                yield f"  - {self._say(f'next_step.{step.kind}')} : {step.title}{number} {step.url}".rstrip()
            yield ""
        yield f"{self._say('terminal.notice')} {answer.notice.text}"
        yield self._say("terminal.person", how=self._say("terminal.person_how"))

    def _say(self, key: str, **values: object) -> str:
        return self._messages.text(key, self._language, **values)
