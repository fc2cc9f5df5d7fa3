"""Writes the handover note from what was asked and found."""

from collections.abc import Collection, Sequence

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


def write_note(
    answers: Sequence[Answer], language: Language, *, left_out: Collection[str] = (), added: str = ""
) -> HandoverNote:
    """The note of a conversation, without the turns of the question ids in ``left_out``.

    Questions are those that were kept: redacted ones. ``added`` is what the person wrote for the agent, redacted too.
    """
    shared = [answer for answer in answers if answer.question.id not in left_out]
    pages = {
        source.url or f"{source.base}/{source.document_id}": FoundPageNote(source.title, source.url)
        for answer in shared
        for source in answer.sources
        if source.cited
    }
    return HandoverNote(
        questions=tuple(answer.question.text for answer in shared if answer.question.text),
        pages=tuple(pages.values())[:_MOST_PAGES],
        missing=_tell_missing(shared),
        language=language.value,
        shared=tuple(answer.question.id for answer in shared),
        added=added,
    )


def choose_reason(answers: Sequence[Answer], *, in_danger: bool = False) -> EscalationReason:
    """Danger anywhere in the conversation counts before whatever the last answer says, shared or not: it says to go
    fast, and nothing of what was written."""
    if in_danger or any(answer.status is AnswerStatus.DANGER for answer in answers):
        return EscalationReason.DANGER
    return _REASONS.get(answers[-1].status, EscalationReason.ASKED) if answers else EscalationReason.ASKED


def _tell_missing(answers: Sequence[Answer]) -> str:
    if answers and answers[-1].status is AnswerStatus.NO_SOURCE:
        return "missing_no_source"
    if answers and answers[-1].completeness is Completeness.PARTIAL:
        return "missing_partial"
    return "missing_none"
