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
    ExportedContest,
    ExportedEvent,
    ExportedMessage,
    ExportedPage,
    ExportedRequest,
    ExportedTurn,
    ExportWire,
    HandoverWire,
    HumanMessageWire,
    MessagesWire,
    NextStepWire,
    PartWire,
    PlainWire,
    RequestEvent,
    ReviewWire,
    SignedInWire,
    SourceWire,
    StepWire,
    TranscriptWire,
    VerdictWire,
)
from assistant.audit import AuditRow
from assistant.contests.types import Contest
from assistant.conversation.types import Answer, AnswerPart, Source
from assistant.escalation.requests import Exchange, RequestView
from assistant.escalation.types import Change, HandoverNote, Message
from assistant.messages.catalogue import Messages
from assistant.services import PlainAnswer, Transcript
from assistant.vocabulary import Author, Language, PartKind, Role


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


def request_to_wire(request: RequestView) -> EscalationWire:
    case = request.case
    return EscalationWire(
        state=case.state,
        reason=case.reason,
        opened_at=case.opened_at,
        ahead=request.ahead,
        wait=request.wait,
        opening=request.times.opening,
        next_opening=request.times.next_opening,
        contact_is_kept=request.is_contact_kept,
    )


def handover_to_wire(note: HandoverNote) -> HandoverWire:
    return HandoverWire(
        questions=note.questions,
        question_ids=note.shared,
        pages=tuple(page.title for page in note.pages),
        missing=note.missing,
    )


def human_message_to_wire(message: Message, messages: Messages, language: Language) -> HumanMessageWire:
    is_ours = message.author is Author.ASSISTANT
    return HumanMessageWire(
        id=message.id,
        author=message.author,
        agent_name=message.agent_name,
        text=message.text,
        entity_types=message.entity_types,
        sent_at=message.sent_at,
        notice=messages.text("notice.short" if is_ours else "notice.human", language),
        ai_generated=is_ours,
    )


def exchange_to_wire(exchange: Exchange, messages: Messages, language: Language) -> MessagesWire:
    return MessagesWire(
        messages=tuple(human_message_to_wire(one, messages, language) for one in exchange.messages),
        changes=tuple(
            RequestEvent(id=one.id, what=one.what, at=one.at, message=say_change(one, messages, language))
            for one in exchange.changes
        ),
        after=str(exchange.cursor),
    )


def say_change(change: Change, messages: Messages, language: Language) -> str:
    """What a person is told of a change: what it means for them, never why an agent did it."""
    return messages.text(f"handoff.change.{change.what.value}", language)


def transcript_to_wire(transcript: Transcript, messages: Messages) -> TranscriptWire:
    language = transcript.conversation.language
    exchange = exchange_to_wire(transcript.exchange, messages, language)
    return TranscriptWire(
        language=language,
        started_at=transcript.conversation.started_at,
        answers=tuple(answer_to_wire(answer) for answer in transcript.answers),
        escalation=request_to_wire(transcript.request) if transcript.request else None,
        messages=exchange.messages,
        changes=exchange.changes,
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


def transcript_to_export(
    transcript: Transcript, messages: Messages, *, kept_days: int, is_resume_code_kept: bool
) -> ExportWire:
    """What a person takes away: nothing but what is kept, in the language of the conversation."""
    conversation, escalation, exchange = transcript.conversation, transcript.escalation, transcript.exchange
    used = [answer.question.asked_at for answer in transcript.answers]
    used += [message.sent_at for message in exchange.messages]
    return ExportWire(
        explanation=messages.text("export.explanation", conversation.language),
        keys=messages.under("export.key", conversation.language),
        language=conversation.language,
        started_at=conversation.started_at,
        erased_after=(max([conversation.started_at, *used]) + timedelta(days=kept_days)).date(),
        turns=tuple(_turn_to_export(answer, messages) for answer in transcript.answers),
        request_for_a_person=ExportedRequest(
            state=escalation.state,
            opened_at=escalation.opened_at,
            sent_questions=escalation.note.questions,
            sent_words=escalation.note.added,
            contact_is_kept=transcript.is_contact_kept,
        )
        if escalation
        else None,
        messages=tuple(_message_to_export(one, messages, conversation.language) for one in exchange.messages),
        events=tuple(
            ExportedEvent(at=one.at, what_happened=say_change(one, messages, conversation.language))
            for one in exchange.changes
        ),
        code_to_come_back_is_kept=is_resume_code_kept,
        contested_answers=tuple(_contest_to_export(contest, transcript, messages) for contest in transcript.contests),
    )


def _contest_to_export(contest: Contest, transcript: Transcript, messages: Messages) -> ExportedContest:
    language, decision = transcript.conversation.language, contest.decision
    subject = messages.text(f"contest.subject.{contest.subject.value}", language)
    return ExportedContest(
        made_at=contest.made_at,
        question=contest.question,
        subject=subject,
        words=contest.words,
        pages=contest.pages,
        dealt_with_at=decision.at if decision else None,
        outcome=messages.text(f"contest.verdict.{decision.verdict.value}", language) if decision else "",
    )


def _message_to_export(message: Message, messages: Messages, language: Language) -> ExportedMessage:
    kinds = messages.under("entity", language)
    wire = human_message_to_wire(message, messages, language)
    return ExportedMessage(
        sent_at=wire.sent_at,
        author=wire.author,
        agent_name=wire.agent_name,
        text=wire.text,
        masked=tuple(dict.fromkeys(kinds.get(kind, kinds["other"]) for kind in wire.entity_types)),
        notice=wire.notice,
        ai_generated=wire.ai_generated,
    )


def _turn_to_export(answer: Answer, messages: Messages) -> ExportedTurn:
    kinds = messages.under("entity", answer.question.language)
    masked = (kind for verdict in answer.verdicts for kind in verdict.entity_types)
    return ExportedTurn(
        asked_at=answer.question.asked_at,
        question=answer.question.text,
        searched=answer.query,
        masked=tuple(dict.fromkeys(kinds.get(kind, kinds["other"]) for kind in masked)),
        answer="\n\n".join(_say_origin(part) for part in answer.parts),
        pages=tuple(
            ExportedPage(title=s.title, url=s.url, updated_on=s.updated_on, version=s.version) for s in answer.sources
        ),
        notice=answer.notice.text,
        reviewed_at=answer.review.decided_at if answer.review else None,
    )


def _say_origin(part: AnswerPart) -> str:
    """Words that a person wrote are told apart from the page's in plain text too."""
    return f"{part.heading}\n{part.text}" if part.kind is PartKind.VALIDATED else part.text
