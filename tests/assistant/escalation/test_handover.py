from dataclasses import replace

import pytest

from assistant.conversation.types import Answer
from assistant.escalation.handover import choose_reason, write_note
from assistant.messages.catalogue import read_messages
from assistant.vocabulary import AnswerStatus, Completeness, EscalationReason, Language
from tests.assistant.fakes import TITLE, URL, make_answer, make_source


def test_the_note_holds_the_questions_that_were_kept_and_the_pages_that_were_cited() -> None:
    uncited = replace(make_source(), url="https://exemple.gouv.fr/autre")
    answers = [
        make_answer(text="Où ?", sources=(make_source(cited=True), uncited)),
        make_answer(AnswerStatus.UNGUARDED, text=""),
        make_answer(text="Quand ?", sources=(make_source(cited=True),)),
    ]
    note = write_note(answers, Language.ENGLISH)
    assert note.questions == ("Où ?", "Quand ?")
    assert [(page.title, page.url) for page in note.pages] == [(TITLE, URL)]
    assert note.language == "en"


def test_pages_that_are_on_no_website_are_each_named() -> None:
    sources = [replace(make_source(cited=True), url="", document_id=name, title=name) for name in ("a", "b")]
    note = write_note([make_answer(sources=sources)], Language.FRENCH)
    assert [(page.title, page.url) for page in note.pages] == [("a", ""), ("b", "")]


def test_the_note_of_a_long_conversation_names_a_handful_of_pages() -> None:
    sources = [replace(make_source(cited=True), url=f"{URL}/{number}") for number in range(20)]
    assert len(write_note([make_answer(sources=sources)], Language.FRENCH).pages) == 6


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        ((), "missing_none"),
        ((make_answer(),), "missing_none"),
        ((make_answer(completeness=Completeness.PARTIAL),), "missing_partial"),
        ((make_answer(AnswerStatus.NO_SOURCE, completeness=Completeness.NONE),), "missing_no_source"),
        ((make_answer(AnswerStatus.NO_SOURCE), make_answer()), "missing_none"),
    ],
)
def test_what_is_missing_is_told_from_the_last_answer_in_a_sentence_of_the_catalogue(
    answers: tuple[Answer, ...], missing: str
) -> None:
    assert write_note(answers, Language.FRENCH).missing == missing
    assert all(read_messages().has(f"person.{missing}", language) for language in Language)


@pytest.mark.parametrize(
    ("statuses", "reason"),
    [
        ((), EscalationReason.ASKED),
        ((AnswerStatus.GREETING,), EscalationReason.ASKED),
        ((AnswerStatus.NEEDS_PERSON,), EscalationReason.ASKED),
        ((AnswerStatus.ANSWERED,), EscalationReason.NOT_SATISFIED),
        ((AnswerStatus.ASKED_BACK,), EscalationReason.NOT_SATISFIED),
        ((AnswerStatus.NO_SOURCE,), EscalationReason.NO_SOURCE),
        ((AnswerStatus.FAILED,), EscalationReason.FAILED),
        ((AnswerStatus.UNGUARDED,), EscalationReason.FAILED),
        ((AnswerStatus.DANGER,), EscalationReason.DANGER),
        ((AnswerStatus.DANGER, AnswerStatus.ANSWERED), EscalationReason.DANGER),
        ((AnswerStatus.NO_SOURCE, AnswerStatus.ANSWERED), EscalationReason.NOT_SATISFIED),
    ],
)
def test_danger_goes_before_the_last_answer_in_the_reason(
    statuses: tuple[AnswerStatus, ...], reason: EscalationReason
) -> None:
    assert choose_reason([make_answer(status) for status in statuses]) is reason
