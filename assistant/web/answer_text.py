"""An answer as plain text, for somebody to keep, paste or send: nothing of it is lost but its looks."""

from collections.abc import Iterator

from assistant.conversation.types import Answer, AnswerPart, NextStep, Source
from assistant.messages.catalogue import Messages
from assistant.messages.dates import spell_date
from assistant.messages.masks import mark_masks
from assistant.settings import Administration
from assistant.vocabulary import Language, PartKind


def write_text(answer: Answer, administration: Administration, name: str, messages: Messages) -> str:
    """The question, the words, the pages with addresses and dates, the next steps, the notice, the way to a human."""
    language = answer.question.language

    def say(key: str, **values: object) -> str:
        return messages.text(key, language, **values)

    blocks = [
        f"{name} – {spell_date(answer.question.asked_at.date(), language)}",
        f"{say('page.your_question')}\n{mark_masks(answer.question.text, messages, language)}",
        say("answer.by_computer"),
        *(write_part(part, messages, language) for part in answer.parts),
        *(["\n".join(f"{choice.number}. {choice.label}" for choice in answer.choices)] if answer.choices else []),
    ]
    if answer.sources:
        pages = [_write_source(source, messages, language) for source in answer.sources]
        blocks.append("\n".join([say("answer.sources"), *pages]))
    if answer.next_steps:
        steps = [_write_step(step, say("next_step." + step.kind)) for step in answer.next_steps]
        blocks.append("\n".join([say("answer.next_steps"), *steps]))
    blocks.append(answer.notice.text)
    blocks.append("\n".join(_write_ways(administration, messages, language)))
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"


def write_part(part: AnswerPart, messages: Messages, language: Language) -> str:
    """Its heading, its lines with the items of lists marked, then who wrote them or where they stand."""
    marked = (f"- {line}" if number in part.items else line for number, line in enumerate(part.lines))
    lines = [*([part.heading] if part.heading else []), *marked]
    if part.kind is PartKind.WRITTEN:
        lines.insert(0, messages.text("review.written", language))
    elif part.source:
        lines.append(f"[{part.source}]")
    return "\n".join(lines)


def _write_source(source: Source, messages: Messages, language: Language) -> str:
    day = source.updated_on
    title = f"{source.title} – {source.publisher}" if source.publisher else source.title
    address = f"\n    {source.url}" if source.url else ""
    date = messages.text("answer.updated_on", language, date=spell_date(day, language)) if day else ""
    return f"[{source.number}] {title} ({date or messages.text('answer.undated', language)}){address}"


def _write_step(step: NextStep, kind: str) -> str:
    number = f" ({step.form_number})" if step.form_number else ""
    address = f"\n    {step.url}" if step.url else ""
    return f"- {kind} {step.title}{number}{address}"


def _write_ways(administration: Administration, messages: Messages, language: Language) -> Iterator[str]:
    yield messages.text("page.talk_to_person", language)
    if administration.contact:
        yield messages.text("person.contact", language, contact=administration.contact)
    if administration.hours:
        yield messages.text("person.hours", language, hours=administration.hours)
    yield messages.text("deeds.person_here", language)
