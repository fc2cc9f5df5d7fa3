"""The course that an agent passes before taking a case."""

from assistant.api.desk_schemas import CourseAnswers, CourseResult, CourseWire
from tui.deeds.work import Work
from tui.face import Choice, Tone
from tui.places import Place


async def take_course(work: Work) -> None:
    """Lesson by lesson, each with its questions. Answers given before leaving are kept until the desk is closed."""
    course = await work.desk.client.course()
    if not await _read_lessons(work, course):
        work.face.tell(work.words.say("course.left"), Tone.WARNING)
        return
    result = await work.desk.client.answer_course(
        CourseAnswers(version=course.version, answers=dict(work.desk.course_answers))
    )
    await _tell_result(work, course, result)
    work.desk.queues = await work.desk.client.queues()
    await work.face.go(Place.QUEUES if work.desk.place is Place.QUEUES else work.desk.place)


async def offer_course(work: Work) -> None:
    words = work.words
    wants = await work.face.confirm(
        words.say("course.first_title"),
        [words.say("course.first")],
        words.say("course.begin"),
        words.say("course.later"),
    )
    if wants:
        await take_course(work)


async def _read_lessons(work: Work, course: CourseWire) -> bool:
    """Whether every question was answered."""
    answers = work.desk.course_answers
    for number, lesson in enumerate(course.lessons, 1):
        pending = [question for question in lesson.questions if question.id not in answers]
        if lesson.questions and not pending:
            continue
        title = work.words.say("course.lesson", number=number, count=len(course.lessons), title=lesson.title)
        if not await work.face.show(title, _spaced(lesson.paragraphs)):
            return False
        for question in pending:
            choices = [Choice(str(choice.number), choice.text) for choice in question.choices]
            chosen = await work.face.choose(question.text, choices)
            if chosen is None:
                return False
            answers[question.id] = int(chosen)
    return True


async def _tell_result(work: Work, course: CourseWire, result: CourseResult) -> None:
    """What is right, for each wrong answer; those are asked again next time."""
    words = work.words
    asked = {question.id: question.text for lesson in course.lessons for question in lesson.questions}
    lines = [words.say("course.score", right=result.right, asked=result.asked)]
    for question_id, right in result.wrong.items():
        lines += ["", asked.get(question_id, ""), right]
        work.desk.course_answers.pop(question_id, None)
    if result.is_passed:
        work.desk.course_answers.clear()
    await work.face.show(words.say("course.passed" if result.is_passed else "course.not_passed"), lines)


def _spaced(paragraphs: tuple[str, ...]) -> list[str]:
    return [line for paragraph in paragraphs for line in (paragraph, "")][:-1]
