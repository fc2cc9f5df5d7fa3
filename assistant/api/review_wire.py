"""From drafts, figures and the course to the wire."""

from collections.abc import Mapping

from assistant.api.desk_schemas import (
    ChoiceOfQuestion,
    CourseQuestion,
    CourseResult,
    CourseWire,
    DraftLine,
    DraftWire,
    Lesson,
    QualityWire,
    ThemeQualityWire,
)
from assistant.api.wire import answer_to_wire
from assistant.governance.lessons import Course
from assistant.governance.trainings import Training
from assistant.governance.types import Draft, Quality


def draft_to_line(draft: Draft) -> DraftLine:
    return DraftLine(
        id=draft.id,
        version=draft.version,
        question=draft.question,
        subject=draft.theme,
        waits_for_approval=draft.waits_for_approval,
        asked_at=draft.answer.question.asked_at,
        holder=draft.holder,
        verdict=draft.verdict,
    )


def draft_to_wire(draft: Draft) -> DraftWire:
    return DraftWire(
        line=draft_to_line(draft), answer=answer_to_wire(draft.answer), sent_text=draft.sent_text, why=draft.why
    )


def quality_to_wire(quality: Quality) -> QualityWire:
    return QualityWire(
        waiting=quality.waiting,
        to_sample=quality.to_sample,
        checked=dict(quality.checked),
        sampled=dict(quality.sampled),
        median_distance=quality.median_distance,
        median_wait_seconds=round(quality.median_wait.total_seconds()) if quality.median_wait is not None else None,
        reasons=dict(quality.reasons),
        themes={
            theme: ThemeQualityWire(
                decided=of.decided, approved=of.approved, approved_share=round(of.approved / of.decided, 4)
            )
            for theme, of in quality.themes.items()
        },
    )


def course_to_wire(course: Course, training: Training) -> CourseWire:
    """Without the right answers."""
    return CourseWire(
        version=course.version,
        lessons=tuple(
            Lesson(
                id=lesson.id,
                title=lesson.title,
                paragraphs=lesson.paragraphs,
                questions=tuple(
                    CourseQuestion(
                        id=question.id,
                        text=question.text,
                        choices=tuple(
                            ChoiceOfQuestion(number=number, text=text)
                            for number, text in enumerate(question.choices, start=1)
                        ),
                    )
                    for question in lesson.questions
                ),
            )
            for lesson in course.lessons
        ),
        is_passed=training.is_passed,
        passed_at=training.passed_at,
        required_since=training.required_since,
    )


def result_to_wire(asked: int, wrong: Mapping[str, str]) -> CourseResult:
    return CourseResult(is_passed=not wrong, right=asked - len(wrong), asked=asked, wrong=dict(wrong))
