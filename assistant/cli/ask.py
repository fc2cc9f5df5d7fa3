"""``parvis ask``: the same answer as on the web, in a terminal."""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from typing import Annotated, assert_never

import typer
from rich.console import Console

from assistant.api.app import say_refusal
from assistant.api.wire import answer_to_wire, plain_to_wire
from assistant.cli.words import console, language, say
from assistant.conversation.types import Answer, AnswerPart, Source
from assistant.errors import DisplayableError, QuestionRefused
from assistant.messages.catalogue import read_messages
from assistant.messages.dates import spell_date
from assistant.pipeline.events import Event, PartReleased, QuestionRedacted, SourcesFound, StepStarted, TurnEnded
from assistant.services import PlainAnswer, Services
from assistant.settings import read_settings
from assistant.vocabulary import AnswerStatus, Channel, Completeness, Language, PartKind
from assistant.wiring import open_services


def ask(
    question: Annotated[str, typer.Argument(help=say("ask_question"))],
    as_json: Annotated[bool, typer.Option("--json", help=say("ask_json"))] = False,
    plain: Annotated[bool, typer.Option("--plain", help=say("ask_plain"))] = False,
) -> None:
    asyncio.run(_ask(question, as_json=as_json, plain=plain))


async def _ask(question: str, *, as_json: bool, plain: bool) -> None:
    settings = read_settings()
    async with open_services(settings) as services:
        text = question
        try:
            services.check(text)
            conversation = await services.start(language(), Channel.TERMINAL)
            while text:
                answer = await _tell_turn(services, conversation.code, text, as_json=as_json, plain=plain)
                text = await _read_reply() if answer.choices and not as_json else ""
        except QuestionRefused as error:
            limit = settings.limits.question_characters
            said = say_refusal(read_messages(), error, language(), length=len(text), limit=limit)
            raise DisplayableError(said) from None


async def _tell_turn(services: Services, code: str, text: str, *, as_json: bool, plain: bool) -> Answer:
    """Print one answer. In JSON, ``plain`` prints the plain version in place of the answer."""
    screen = console()
    teller = AnswerTeller(language())
    running = await services.ask(code, text)
    async with aclosing(running.follow()) as events:
        async for _, event in events:
            if not as_json:
                _print(screen, teller.tell(event))
    answer = running.answer
    if answer.status is AnswerStatus.AWAITS_REVIEW and not as_json:
        _print(screen, [read_messages().text("terminal.come_back", language(), path=f"/conversation/{code}")])
    simplified = await services.simplify(code, running.question_id) if plain else None
    if as_json:
        wire = plain_to_wire(answer, simplified) if plain else answer_to_wire(answer)
        typer.echo(wire.model_dump_json(indent=1))
    elif plain and answer.quotes:
        _print(screen, teller.tell_plain(answer, simplified))
    return answer


def _print(screen: Console, lines: Iterable[str]) -> None:
    for line in lines:
        screen.print(line, markup=False)


async def _read_reply() -> str:
    """What the person answers to a clarifying question; nothing where nobody types."""
    if not sys.stdin.isatty():
        return ""
    console().print("> ", end="")
    typed = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin, typed.set)  # a thread that reads could not be interrupted
    try:
        await typed.wait()
    finally:
        loop.remove_reader(sys.stdin)
    return sys.stdin.readline().strip()


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

    def _tell_sources(self, sources: Sequence[Source]) -> Iterable[str]:
        yield self._say("terminal.sources")
        for source in sources:
            day = source.updated_on
            known = self._say("answer.updated_on", date=spell_date(day, self._language)) if day else ""
            title = f"{source.title} – {source.publisher}" if source.publisher else source.title
            yield f"  [{source.number}] {title} ({known or self._say('answer.undated')})"
            if source.url:
                yield f"      {source.url}"
        for base, version in dict.fromkeys((source.base, source.version) for source in sources if source.version):
            yield self._say("terminal.version", base=base, version=version)
        if any(source.is_stale for source in sources):
            yield self._say("answer.stale")
        yield ""

    def _tell_part(self, part: AnswerPart) -> Iterable[str]:
        match part.kind:
            case PartKind.QUOTE:
                yield from self._tell_lines(part)
            case PartKind.VALIDATED:
                yield from (part.heading, *(f"  {line}" for line in part.lines), f"  [{part.source}]")
            case PartKind.REWORDED:
                yield self._say("answer.simplified")
                yield from self._tell_lines(part)
            case PartKind.FIXED:
                yield from part.lines
            case PartKind.WRITTEN:
                yield self._say("review.written")
                yield from (f"  {line}" for line in part.lines)
            case _:
                assert_never(part.kind)
        yield ""

    def _tell_lines(self, part: AnswerPart) -> Iterable[str]:
        yield f"[{part.source}] {part.heading}".rstrip()
        yield from (f"  {line}" for line in part.lines)

    def tell_plain(self, answer: Answer, simplified: PlainAnswer | None) -> Iterable[str]:
        """The plain version of an answer that was told, with the notice again."""
        yield ""
        if simplified is None:
            yield self._say("answer.not_simplified")
        else:
            yield self._say("answer.simplified")
            yield self._say("answer.simplified_hint")
            for part in simplified.parts:
                yield from self._tell_lines(part)
        yield ""
        yield f"{self._say('terminal.notice')} {answer.notice.text}"

    def _tell_end(self, answer: Answer) -> Iterable[str]:
        if answer.choices:
            yield from (f"  {choice.number}. {choice.label}" for choice in answer.choices)
            yield self._say("clarify.how")
            yield ""
        if answer.completeness is Completeness.PARTIAL:
            yield self._say("answer.partial")
        if answer.missing:
            what = ", ".join(self._say(f"want.{want}") for want in answer.missing)
            yield self._say("answer.missing", what=what)
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
