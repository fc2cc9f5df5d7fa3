"""What a decision makes of the answer in the person's conversation."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from assistant.conversation.types import Answer, AnswerPart, Notice, Review
from assistant.governance.types import Decision, Draft
from assistant.messages.catalogue import Messages
from assistant.messages.dates import spell_date
from assistant.vocabulary import AnswerStatus, Completeness, DraftVerdict, PartKind


def revise(shown: Answer, draft: Draft, decision: Decision, decided_at: datetime, messages: Messages) -> Answer:
    """The answer in the place of the one that is shown. One that was given and found right stays word for word."""
    review = Review(decision.verdict, decided_at)
    reviewed = replace(shown, review=review)

    def say(key: str) -> tuple[AnswerPart, ...]:
        language = shown.question.language
        lines = tuple(messages.text(key, language).splitlines())
        return (AnswerPart(PartKind.FIXED, lines, language=language.value),)

    def mark(key: str) -> Notice:
        language = shown.question.language
        return Notice(messages.text(key, language, date=spell_date(decided_at.astimezone().date(), language)))

    match decision.verdict:
        case DraftVerdict.APPROVED if draft.waits_for_approval:
            return replace(
                draft.answer,
                notice=mark("review.notice.approved"),
                trace=shown.trace,
                effort=shown.effort,
                review=review,
            )
        case DraftVerdict.APPROVED:
            return reviewed
        case DraftVerdict.EDITED:
            numbers = tuple(part for part in draft.answer.parts if part in shown.parts and part.kind is PartKind.FIXED)
            opening = numbers if draft.waits_for_approval else say("review.corrected")
            return replace(
                reviewed,
                status=AnswerStatus.ANSWERED,
                parts=(*opening, *_written(decision.text, shown)),
                notice=mark("review.notice.edited"),
                choices=(),
                missing=(),
                completeness=Completeness.COMPLETE,
            )
        case DraftVerdict.REJECTED if draft.waits_for_approval:
            return replace(
                reviewed,
                status=AnswerStatus.NEEDS_PERSON,
                parts=(*say("review.rejected"), *_written(decision.text, shown)),
                notice=mark("review.notice.rejected"),
                offers_person=True,
            )
        case DraftVerdict.REJECTED:
            told = (*say("review.found_wrong"), *_written(decision.text, shown))
            return replace(reviewed, parts=(*told, *shown.parts), offers_person=True)
        case _:
            assert_never(decision.verdict)


def _written(text: str, shown: Answer) -> tuple[AnswerPart, ...]:
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    return (AnswerPart(PartKind.WRITTEN, lines, language=shown.question.language.value),) if lines else ()
