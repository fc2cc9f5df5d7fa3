"""From the cases' own types to the wire of the desk."""

from collections.abc import Mapping

from assistant.api.desk_schemas import (
    CannedText,
    CannedTextsWire,
    CaseLine,
    CasesWire,
    CaseWire,
    ChangeWire,
    ColleaguesWire,
    ColleagueWire,
    ContactWire,
    DeskEvent,
    FoundPassagesWire,
    FoundPassageWire,
    HandoverNoteWire,
    MessageWire,
    NoteWire,
)
from assistant.api.wire import answer_to_wire
from assistant.escalation.canned_texts import CannedText as CannedTextOfDesk
from assistant.escalation.contact import ContactDetails
from assistant.escalation.desk import Case, Colleague, holder_of
from assistant.escalation.feed import DeskNews
from assistant.escalation.types import CasePage, ListedCase, Message
from knowledge.types import SearchReport

_SUBJECT_CHARACTERS = 120

Names = Mapping[str, str]
"""Display names by account."""


def case_to_line(listed: ListedCase, names: Names) -> CaseLine:
    case = listed.case
    holder = holder_of(case)
    return CaseLine(
        id=case.id,
        version=case.version,
        state=case.state,
        reason=case.reason,
        is_urgent=case.is_urgent,
        subject=_shorten(next(iter((*case.note.questions, case.note.added)), "")),
        language=case.note.language,
        channel=listed.channel,
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        holder=holder,
        holder_name=names.get(holder, holder),
        addressee=case.addressee,
        unread=listed.unread,
        has_contact=listed.has_contact,
    )


def page_to_wire(page: CasePage, names: Names) -> CasesWire:
    return CasesWire(cases=tuple(case_to_line(listed, names) for listed in page.cases), more=page.more)


def case_to_wire(case: Case, names: Names) -> CaseWire:
    kept = case.listed.case
    note = kept.note
    return CaseWire(
        line=case_to_line(case.listed, names),
        note=HandoverNoteWire(
            questions=note.questions,
            pages=tuple(f"{page.title} ({page.url})" for page in note.pages),
            missing=note.missing,
            added=note.added,
        ),
        turns=tuple(map(answer_to_wire, case.turns)),
        messages=tuple(map(message_to_wire, case.messages)),
        notes=tuple(NoteWire(at=one.at, who=one.who, text=one.text) for one in case.notes),
        changes=tuple(ChangeWire(at=one.at, who=one.who, what=one.what, why=one.why) for one in case.changes),
        closing_reason=kept.closing_reason,
        labels=kept.labels,
    )


def message_to_wire(message: Message) -> MessageWire:
    return MessageWire(
        id=message.id,
        author=message.author,
        agent_name=message.agent_name,
        text=message.text,
        entity_types=message.entity_types,
        sent_at=message.sent_at,
    )


def contact_to_wire(details: ContactDetails) -> ContactWire:
    return ContactWire(address=details.address, moment=details.moment)


def news_to_wire(news: DeskNews) -> DeskEvent:
    return DeskEvent(case_id=news.case_id, what=news.what, is_new=news.is_new, is_urgent=news.is_urgent, who=news.who)


def colleagues_to_wire(colleagues: tuple[Colleague, ...], services: tuple[str, ...]) -> ColleaguesWire:
    return ColleaguesWire(
        colleagues=tuple(
            ColleagueWire(
                name=one.account.name,
                display_name=one.account.display_name,
                presence=one.present.presence,
                comment=one.present.comment,
                is_signed_in=one.is_there,
            )
            for one in colleagues
        ),
        services=services,
    )


def canned_texts_to_wire(texts: tuple[CannedTextOfDesk, ...]) -> CannedTextsWire:
    return CannedTextsWire(
        texts=tuple(CannedText(name=one.name, language=one.language.value, text=one.text) for one in texts)
    )


def passages_to_wire(report: SearchReport, *, most: int) -> FoundPassagesWire:
    """The best passages of the best pages, page by page."""
    found = [scored.passage for page in report.pages for scored in page.passages[:3]]
    return FoundPassagesWire(
        passages=tuple(
            FoundPassageWire(
                id=passage.id,
                base=passage.base,
                title=passage.title,
                heading=passage.heading,
                text=passage.text,
                url=passage.url,
                updated_on=passage.updated_on.isoformat() if passage.updated_on else "",
            )
            for passage in found[:most]
        )
    )


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SUBJECT_CHARACTERS else f"{line[: _SUBJECT_CHARACTERS - 1].rstrip()}…"
