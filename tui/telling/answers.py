"""An answer that a person wrote: its state in words, its text, its pages, what was done to it."""

from datetime import datetime

from assistant.api.keeper_schemas import (
    PageTieWire,
    ValidatedAnswerWire,
    ValidatedAnswerWithChangesWire,
    WriteAnswer,
)
from assistant.vocabulary import ValidatedState
from tui.words import Words


def name_answer(answer: ValidatedAnswerWire) -> str:
    """Its first question."""
    return answer.questions[0] if answer.questions else answer.text.splitlines()[0]


def tell_state_of_answer(answer: ValidatedAnswerWire, words: Words) -> str:
    return words.say(f"answer_state.{answer.state}", date=words.day(answer.checked_at.date()))


def tell_written(written: WriteAnswer | ValidatedAnswerWire, words: Words) -> list[str]:
    """What people are shown, and when."""
    lines = [words.label(words.say("answer.questions"), "").rstrip()]
    lines += [f"- {question}" for question in written.questions]
    lines += [words.label(words.say("answer.text"), "").rstrip(), *written.text.splitlines()]
    lines += [words.label(words.say("answer.pages"), "").rstrip()]
    for page in written.pages:
        named = f"- {page.base}/{page.document_id}"
        if isinstance(page, PageTieWire):
            named = f"{named} {page.title}" + (f" ({words.say('answer.page_changed')})" if page.is_changed else "")
        lines.append(named)
    lines.append(words.label(words.say("answer.service"), written.service))
    if written.situation:
        lines.append(words.label(words.say("answer.situation"), " > ".join(written.situation)))
    if written.unsupported_why:
        lines.append(words.label(words.say("answer.unsupported_why"), written.unsupported_why))
    return lines


def tell_answer(whole: ValidatedAnswerWithChangesWire, words: Words, now: datetime) -> list[str]:
    answer = whole.answer
    lines = [tell_state_of_answer(answer, words)]
    if answer.state is ValidatedState.DRAFT:
        lines.append(words.say("answer.draft_how"))
    lines += ["", *tell_written(answer, words), "", words.say("answer.history")]
    for change in whole.changes:
        told = words.say(
            "case.change",
            moment=words.moment(change.at, now),
            who=change.who,
            what=words.say(f"answer_change.{change.what}"),
        )
        lines.append(f"{told} ({change.why})" if change.why else told)
    return lines
