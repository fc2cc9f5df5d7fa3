import pytest
from pydantic import ValidationError

from assistant.governance.lessons import Course, read_course
from assistant.vocabulary import Language

FRENCH = read_course(Language.FRENCH)
RIGHT = {question.id: question.right for question in FRENCH.questions}


@pytest.mark.parametrize("language", Language)
def test_the_course_is_the_same_in_every_language(language: Language) -> None:
    def frame(course: Course) -> list[object]:
        return [
            (lesson.id, len(lesson.paragraphs), [(q.id, q.right, len(q.choices)) for q in lesson.questions])
            for lesson in course.lessons
        ]

    assert read_course(language).version == FRENCH.version
    assert frame(read_course(language)) == frame(FRENCH)


@pytest.mark.parametrize("language", Language)
def test_the_course_is_short(language: Language) -> None:
    course = read_course(language)
    assert 6 <= len(course.lessons) <= 8
    assert 10 <= len(course.questions) <= 12
    assert all(lesson.questions for lesson in course.lessons)
    assert {lesson.id for lesson in course.lessons if len(" ".join(lesson.paragraphs).split()) > 120} == set()


def test_no_two_questions_share_an_id_and_the_right_place_cannot_be_guessed() -> None:
    assert len(RIGHT) == len(FRENCH.questions)
    places = [question.right for question in FRENCH.questions]
    assert max(map(places.count, (1, 2, 3))) <= len(places) / 2


def test_all_right_is_right() -> None:
    assert FRENCH.correct(RIGHT) == {}


@pytest.mark.parametrize("question", FRENCH.questions, ids=lambda question: question.id)
def test_one_wrong_answer_is_explained_alone(question: object) -> None:
    (asked,) = (q for q in FRENCH.questions if q is question)
    for choice in (0, *(n for n in range(1, len(asked.choices) + 1) if n != asked.right), 99):
        assert FRENCH.correct({**RIGHT, asked.id: choice}) == {asked.id: asked.explanation}


def test_what_is_left_out_is_not_right() -> None:
    assert set(FRENCH.correct({})) == set(RIGHT)


def test_a_question_whose_right_choice_does_not_exist_is_refused() -> None:
    broken = FRENCH.model_dump()
    broken["lessons"][0]["questions"][0]["right"] = 4
    with pytest.raises(ValidationError, match="right names no choice"):
        Course.model_validate(broken)
