"""Questions without an answer, by subject: every one of them in one subject, and why it is there."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from assistant.conversation.store import ConversationStore
from assistant.escalation.handover import write_note
from assistant.escalation.store import EscalationStore
from assistant.keepers.questions import NearestPage, UnansweredQuestion, group_by_subject, read_unanswered
from assistant.vocabulary import AnswerStatus, Channel, EscalationReason, Language
from tests.assistant.fakes import make_answer

START = datetime(2026, 6, 1, tzinfo=UTC)


def question(number: int, text: str) -> UnansweredQuestion:
    return UnansweredQuestion(f"q{number}", text, "no_source", START + timedelta(minutes=number))


def nothing_near(_text: str) -> NearestPage | None:
    return None


def never(_word: str) -> bool:
    return False


def near_housing(text: str) -> NearestPage | None:
    return NearestPage("F1", "Bail", "Logement", 0.5 if "bail" in text else 0.1)


def test_questions_near_one_theme_go_together_then_those_that_share_a_rare_word() -> None:
    asked = [
        question(1, "résilier mon bail"),
        question(2, "Un bail pour mon péniche ?"),
        question(3, "Où poser une ruche ?"),
        question(4, "une ruche sur mon balcon"),
        question(5, "le fromage"),
    ]
    subjects = group_by_subject(asked, near_housing, never)
    assert [(subject.by, subject.name, [one.id for one in subject.questions]) for subject in subjects] == [
        ("theme", "Logement", ["q1", "q2"]),
        ("word", "ruche", ["q3", "q4"]),
        ("alone", "", ["q5"]),
    ]


def test_a_word_of_every_page_makes_no_subject() -> None:
    asked = [question(1, "demande de ruche"), question(2, "demande de fromage")]
    assert [subject.by for subject in group_by_subject(asked, nothing_near, lambda word: word == "demande")] == [
        "alone"
    ]
    assert [subject.name for subject in group_by_subject(asked, nothing_near, never)] == ["demande"]


def test_one_question_alone_makes_no_theme() -> None:
    (alone,) = group_by_subject([question(1, "résilier un bail")], near_housing, never)
    assert (alone.by, len(alone.questions)) == ("alone", 1)


@given(st.lists(st.text(alphabet="abcdeé ", max_size=30), max_size=30))
def test_every_question_stands_in_exactly_one_subject(texts: list[str]) -> None:
    asked = [question(number, text) for number, text in enumerate(texts)]
    subjects = group_by_subject(asked, near_housing, never)
    listed = [one.id for subject in subjects for one in subject.questions]
    assert sorted(listed) == sorted(one.id for one in asked)
    assert all(len(subject.questions) >= 2 for subject in subjects if subject.by != "alone")


def test_refused_questions_and_those_that_led_to_a_person_are_read(engine: Engine) -> None:
    store = ConversationStore(engine)

    def keep(number: int, status: AnswerStatus, text: str) -> str:
        conversation = store.start(Language.FRENCH, Channel.WEB).id
        store.keep(make_answer(status, text=text, id_=f"q{number}", conversation_id=conversation))
        return conversation

    keep(1, AnswerStatus.NO_SOURCE, "Où poser une ruche ?")
    keep(2, AnswerStatus.OUT_OF_SCOPE, "le fromage")
    keep(3, AnswerStatus.ANSWERED, "la carte")
    unhappy = keep(4, AnswerStatus.ANSWERED, "mais combien ?")
    happy = keep(5, AnswerStatus.ANSWERED, "merci de me rappeler")
    keep(6, AnswerStatus.UNGUARDED, "")
    note = write_note((), Language.FRENCH)
    EscalationStore(engine).open(unhappy, EscalationReason.NOT_SATISFIED, note)
    EscalationStore(engine).open(happy, EscalationReason.ASKED, note)
    assert {(one.id, one.why) for one in read_unanswered(engine)} == {
        ("q1", "no_source"),
        ("q2", "out_of_scope"),
        ("q4", "not_satisfied"),
    }
