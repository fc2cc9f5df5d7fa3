"""Writes the handover note from what was asked and found."""

from collections.abc import Sequence

from assistant.conversation.types import Answer
from assistant.escalation.types import FoundPageNote, HandoverNote
from assistant.vocabulary import AnswerStatus, Completeness, EscalationReason, Language

_MOST_PAGES = 6

_REASONS = {
    AnswerStatus.DANGER: EscalationReason.DANGER,
    AnswerStatus.NO_SOURCE: EscalationReason.NO_SOURCE,
    AnswerStatus.ASKED_BACK: EscalationReason.NOT_SATISFIED,
    AnswerStatus.FAILED: EscalationReason.FAILED,
    AnswerStatus.UNGUARDED: EscalationReason.FAILED,
    AnswerStatus.ANSWERED: EscalationReason.NOT_SATISFIED,
}


def write_note(answers: Sequence[Answer], language: Language) -> HandoverNote:
    """The note of a conversation. Questions are those that were kept: redacted ones."""
    pages = {
        source.url: FoundPageNote(source.title, source.url)
        for answer in answers
        for source in answer.sources
        if source.cited
    }
    return HandoverNote(
        questions=tuple(answer.question.text for answer in answers if answer.question.text),
        pages=tuple(pages.values())[:_MOST_PAGES],
        missing=_tell_missing(answers),
        language=language.value,
    )


def choose_reason(answers: Sequence[Answer]) -> EscalationReason:
    """Danger anywhere in the conversation counts before whatever the last answer says."""
    if any(answer.status is AnswerStatus.DANGER for answer in answers):
        return EscalationReason.DANGER
    return _REASONS.get(answers[-1].status, EscalationReason.ASKED) if answers else EscalationReason.ASKED


def _tell_missing(answers: Sequence[Answer]) -> str:
    if answers and answers[-1].status is AnswerStatus.NO_SOURCE:
        return "missing_no_source"
    if answers and answers[-1].completeness is Completeness.PARTIAL:
        return "missing_partial"
    return "missing_none"
