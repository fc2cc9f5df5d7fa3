"""From the assistant's own types to the wire."""

from dataclasses import asdict
from datetime import timedelta

from assistant.accounts.types import Account, NewPassword, SignedIn
from assistant.api.schemas import (
    AccountWire,
    AnswerWire,
    AuditRowWire,
    ChangedAccountWire,
    ChoiceWire,
    EffortWire,
    EscalationWire,
    ExportedPage,
    ExportedRequest,
    ExportedTurn,
    ExportWire,
    HandoverWire,
    NextStepWire,
    PartWire,
    PlainWire,
    ReviewWire,
    SignedInWire,
    SourceWire,
    StepWire,
    TranscriptWire,
    VerdictWire,
)
from assistant.audit import AuditRow
from assistant.conversation.types import Answer, AnswerPart, Source
from assistant.escalation.types import Escalation, HandoverNote
from assistant.messages.catalogue import Messages
from assistant.services import PlainAnswer, Transcript
from assistant.vocabulary import Role


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
        review=ReviewWire(**asdict(answer.review)) if answer.review else None,
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


def account_to_wire(account: Account) -> AccountWire:
    return AccountWire(
        name=account.name,
        display_name=account.display_name,
        roles=tuple(role for role in Role if role in account.roles),
        is_disabled=account.is_disabled,
        must_change_password=account.must_change_password,
        added_at=account.added_at,
    )


def signed_in_to_wire(signed_in: SignedIn) -> SignedInWire:
    return SignedInWire(account=account_to_wire(signed_in.account), token=signed_in.token, ends_at=signed_in.ends_at)


def new_password_to_wire(made: NewPassword) -> ChangedAccountWire:
    return ChangedAccountWire(account=account_to_wire(made.account), password=made.password)


def audit_row_to_wire(row: AuditRow) -> AuditRowWire:
    return AuditRowWire(**asdict(row))


def transcript_to_export(transcript: Transcript, messages: Messages, *, kept_days: int) -> ExportWire:
    """What a person takes away: nothing but what is kept, in the language of the conversation."""
    conversation, escalation = transcript.conversation, transcript.escalation
    last_used = max([conversation.started_at, *(answer.question.asked_at for answer in transcript.answers)])
    return ExportWire(
        explanation=messages.text("export.explanation", conversation.language),
        keys=messages.under("export.key", conversation.language),
        language=conversation.language,
        started_at=conversation.started_at,
        erased_after=(last_used + timedelta(days=kept_days)).date(),
        turns=tuple(_turn_to_export(answer, messages) for answer in transcript.answers),
        request_for_a_person=ExportedRequest(
            state=escalation.state,
            opened_at=escalation.opened_at,
            sent_questions=escalation.note.questions,
            contact_is_kept=transcript.is_contact_kept,
        )
        if escalation
        else None,
    )


def _turn_to_export(answer: Answer, messages: Messages) -> ExportedTurn:
    kinds = messages.under("entity", answer.question.language)
    masked = (kind for verdict in answer.verdicts for kind in verdict.entity_types)
    return ExportedTurn(
        asked_at=answer.question.asked_at,
        question=answer.question.text,
        searched=answer.query,
        masked=tuple(dict.fromkeys(kinds.get(kind, kinds["other"]) for kind in masked)),
        answer=answer.text,
        pages=tuple(ExportedPage(title=s.title, url=s.url, updated_on=s.updated_on) for s in answer.sources),
        notice=answer.notice.text,
        reviewed_at=answer.review.decided_at if answer.review else None,
    )
