"""A case in blocks, in the order in which an agent reads it.

What the person asked and the official pages come first; the assistant's answer is folded under them, so that the agent
reads the source before reading a conclusion (docs/adr/0022). The conversation ends it, beside the reply.
"""

from collections.abc import Iterator
from datetime import datetime

from assistant.api.desk_schemas import CaseWire, ChangeWire, MessageWire
from assistant.api.schemas import AnswerWire, PartWire
from assistant.vocabulary import Author, Completeness, PartKind
from tui.telling.blocks import Block, BlockKind
from tui.telling.rows import tell_state
from tui.words import Words


def tell_case(case: CaseWire, words: Words, now: datetime) -> tuple[Block, ...]:
    return (
        *_tell_urgency(case, words),
        _tell_note(case, words),
        *(block for answer in case.turns for block in tell_turn(answer, words, now)),
        _tell_facts(case, words, now),
        *_tell_private_notes(case, words, now),
        *(_tell_message(message, words, now) for message in case.messages),
    )


def tell_turn(answer: AnswerWire, words: Words, now: datetime) -> Iterator[Block]:
    """The question, the pages with their date, their own words, then the folded answer."""
    asked = words.say("case.question", moment=words.moment(answer.asked_at, now))
    yield Block(BlockKind.PERSON, asked, _lines(answer.question, words))
    if answer.chosen is not None:
        yield Block(BlockKind.PERSON, words.say("case.chosen"), (answer.chosen.label,))
    yield from _tell_pages(answer, words)
    yield Block(BlockKind.FOLDED, words.say("case.answer"), tuple(_tell_answer(answer, words)))


def _tell_pages(answer: AnswerWire, words: Words) -> Iterator[Block]:
    if not answer.sources:
        yield Block(BlockKind.PAGE, words.say("case.no_page"), ())
    for source in answer.sources:
        date = words.say("case.page_date", date=words.day(source.updated_on)) if source.updated_on else ""
        facts = [date or words.shared("answer.undated"), source.url]
        if source.is_stale:
            facts.append(words.say("case.page_stale"))
        title = words.say("case.page", number=source.number, title=source.title)
        yield Block(BlockKind.PAGE, title, (*facts, *_tell_quotes(answer, source.number, words)))
    if answer.next_steps:
        steps = tuple(
            words.label(
                f"- {words.shared(f'next_step.{step.kind}')}",
                " ".join(filter(None, (step.title, step.form_number, step.url))),
            )
            for step in answer.next_steps
        )
        yield Block(BlockKind.PAGE, words.shared("answer.next_steps"), steps)


def _tell_quotes(answer: AnswerWire, source: int, words: Words) -> Iterator[str]:
    for part in answer.parts:
        if part.kind is PartKind.QUOTE and part.source == source:
            yield ""
            yield from _tell_part(part, words)


def _tell_part(part: PartWire, words: Words) -> Iterator[str]:
    if part.heading:
        yield words.label(part.heading, "").rstrip()
    yield from (f"« {line} »" for line in part.lines)


def _tell_answer(answer: AnswerWire, words: Words) -> Iterator[str]:
    yield words.say("case.answer_status", status=words.shared(f"status.{answer.status}.label"))
    yield from _lines(answer.text, words)
    if answer.completeness is Completeness.PARTIAL:
        yield words.say("case.answer_partial")
    if answer.missing:
        yield words.say("case.answer_missing", what=", ".join(words.shared(f"want.{want}") for want in answer.missing))
    yield words.say("case.answer_caution")


def _tell_urgency(case: CaseWire, words: Words) -> Iterator[Block]:
    if case.line.is_urgent:
        yield Block(BlockKind.ALARM, words.say("case.urgent"), (words.say("case.urgent_how"),))


def _tell_note(case: CaseWire, words: Words) -> Block:
    note = case.note
    lines = [words.say(f"reason.{case.line.reason}")]
    lines += [f"- {line}" for question in note.questions for line in _lines(question, words)]
    if note.missing and words.has_shared(f"person.{note.missing}"):
        lines.append(words.say("case.missing", what=words.shared(f"person.{note.missing}")))
    if note.added:
        lines += [words.say("case.added"), *_lines(note.added, words)]
    return Block(BlockKind.PERSON, words.say("case.note"), tuple(lines))


def _tell_message(message: MessageWire, words: Words, now: datetime) -> Block:
    moment = words.moment(message.sent_at, now)
    lines = _lines(message.text, words)
    if message.entity_types:
        lines = (*lines, words.say("case.masked", kinds=words.kinds(message.entity_types)))
    match message.author:
        case Author.AGENT:
            return Block(BlockKind.AGENT, words.say("case.from_agent", name=message.agent_name, moment=moment), lines)
        case Author.ASSISTANT:
            return Block(BlockKind.FACTS, words.say("case.from_assistant", moment=moment), lines)
        case Author.PERSON:
            return Block(BlockKind.PERSON, words.say("case.from_person", moment=moment), lines)


def _tell_private_notes(case: CaseWire, words: Words, now: datetime) -> Iterator[Block]:
    for note in case.notes:
        title = words.say("case.private_note", name=note.who, moment=words.moment(note.at, now))
        yield Block(BlockKind.NOTE, title, _lines(note.text, words))


def _tell_facts(case: CaseWire, words: Words, now: datetime) -> Block:
    """Where the case stands and what was done to it."""
    lines = [tell_state(case.line, words, now)]
    if case.closing_reason is not None:
        lines.append(words.say("case.closed_for", reason=words.say(f"reason_of_closing.{case.closing_reason}")))
    if case.labels:
        lines.append(words.say("case.labels", labels=", ".join(words.say(f"label.{label}") for label in case.labels)))
    lines += [_tell_change(change, words, now) for change in case.changes]
    return Block(BlockKind.HISTORY, words.say("case.history"), tuple(lines))


def _tell_change(change: ChangeWire, words: Words, now: datetime) -> str:
    who = words.say(f"who.{change.who}") if words.has(f"who.{change.who}") else change.who
    why = change.why
    for group in ("reason", "reason_of_closing", "outcome"):
        if words.has(f"{group}.{why}"):
            why = words.say(f"{group}.{why}")
            break
    told = words.say(
        "case.change", moment=words.moment(change.at, now), who=who, what=words.say(f"change.{change.what}")
    )
    return f"{told} ({words.mark_masks(why)})" if why else told


def _lines(text: str, words: Words) -> tuple[str, ...]:
    return tuple(words.mark_masks(text).splitlines())
