"""From the assistant's own types to the wire."""

from dataclasses import asdict

from assistant.api.schemas import (
    AnswerWire,
    ChoiceWire,
    EffortWire,
    EscalationWire,
    HandoverWire,
    NextStepWire,
    PartWire,
    PlainWire,
    SourceWire,
    StepWire,
    TranscriptWire,
    VerdictWire,
)
from assistant.conversation.types import Answer, AnswerPart, Source
from assistant.escalation.types import Escalation, HandoverNote
from assistant.services import PlainAnswer, Transcript


def source_to_wire(source: Source) -> SourceWire:
    return SourceWire(**asdict(source))


def part_to_wire(part: AnswerPart) -> PartWire:
    return PartWire(**asdict(part))


def answer_to_wire(answer: Answer) -> AnswerWire:
    return AnswerWire(
        question_id=answer.question.id,
        question=answer.question.text,
        asked_at=answer.question.asked_at,
        language=answer.question.language,
        status=answer.status,
        notice=answer.notice.text,
        text=answer.text,
        parts=tuple(part_to_wire(part) for part in answer.parts),
        sources=tuple(source_to_wire(source) for source in answer.sources),
        next_steps=tuple(NextStepWire(**asdict(step)) for step in answer.next_steps),
        choices=tuple(ChoiceWire(**asdict(choice)) for choice in answer.choices),
        chosen=ChoiceWire(**asdict(answer.chosen)) if answer.chosen else None,
        query=answer.query,
        completeness=answer.completeness,
        missing=answer.missing,
        offers_person=answer.offers_person,
        verdicts=tuple(VerdictWire(**asdict(verdict)) for verdict in answer.verdicts),
        trace=tuple(
            StepWire(step=r.step, seconds=r.seconds, outcome=r.outcome, details=dict(r.details)) for r in answer.trace
        ),
        effort=EffortWire(**asdict(answer.effort)),
    )


def plain_to_wire(answer: Answer, simplified: PlainAnswer | None) -> PlainWire:
    return PlainWire(
        question_id=answer.question.id,
        language=answer.question.language,
        is_simplified=simplified is not None,
        notice=answer.notice.text,
        parts=tuple(part_to_wire(part) for part in simplified.parts) if simplified else (),
        sources=tuple(source_to_wire(source) for source in answer.sources),
    )


def escalation_to_wire(escalation: Escalation) -> EscalationWire:
    return EscalationWire(state=escalation.state, reason=escalation.reason, opened_at=escalation.opened_at)


def handover_to_wire(note: HandoverNote) -> HandoverWire:
    return HandoverWire(questions=note.questions, pages=tuple(page.title for page in note.pages), missing=note.missing)


def transcript_to_wire(transcript: Transcript) -> TranscriptWire:
    return TranscriptWire(
        language=transcript.conversation.language,
        started_at=transcript.conversation.started_at,
        answers=tuple(answer_to_wire(answer) for answer in transcript.answers),
        escalation=escalation_to_wire(transcript.escalation) if transcript.escalation else None,
    )
