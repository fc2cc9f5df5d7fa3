"""Questions that got no answer, by subject: what the bases lack, in the people's own redacted words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from assistant.conversation.tables import contests, escalations, turns
from assistant.vocabulary import OF_CONTESTED_QUESTIONS, AnswerStatus, EscalationReason
from knowledge.french import STOP_WORDS, fold, words

_WITHOUT_ANSWER = (AnswerStatus.NO_SOURCE.value, AnswerStatus.OUT_OF_SCOPE.value)
_NOT_SATISFIED = "not_satisfied"
_CONTESTED = "contested"
MOST_QUESTIONS = 500
"""The newest ones: each is searched to find the page nearest to it."""
FEWEST_OF_A_SUBJECT = 2
"""Questions that make a subject; those left alone stand together at the end."""
_SHORTEST_WORD = 4
_NEAR_ENOUGH = 0.34
"""Share of the question's rare words from which the nearest page tells its subject."""


@dataclass(frozen=True, slots=True)
class UnansweredQuestion:
    """One question, redacted as it is kept."""

    id: str
    text: str
    why: str
    """``no_source``, ``out_of_scope``, ``not_satisfied`` or ``contested``."""
    asked_at: datetime
    """With ``contested``: when a keeper found its answer wanting."""


@dataclass(frozen=True, slots=True)
class NearestPage:
    """The page that a question came nearest to, and did not reach."""

    document_id: str
    title: str
    theme: str
    overlap: float
    """Share of the question's rare words that stand in it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Questions that go together, and by what: read it to know why they do."""

    by: str
    """``theme`` of the nearest page, a ``word`` that they share, or ``alone``."""
    name: str
    questions: tuple[UnansweredQuestion, ...]
    """The newest first. Every question stands in one subject."""


FindNearest = Callable[[str], NearestPage | None]


def read_unanswered(engine: Engine) -> tuple[UnansweredQuestion, ...]:
    """The newest questions without an answer, or whose answer sent the person to a human, or that a keeper found
    wanting when somebody contested it."""
    refused = (
        select(turns.c.question_id, turns.c.question, turns.c.status, turns.c.asked_at)
        .where(turns.c.status.in_(_WITHOUT_ANSWER), turns.c.question != "")
        .order_by(turns.c.asked_at.desc())
        .limit(MOST_QUESTIONS)
    )
    last_before = (
        select(func.max(turns.c.asked_at))
        .where(turns.c.conversation_id == escalations.c.conversation_id, turns.c.asked_at <= escalations.c.opened_at)
        .correlate(escalations)
        .scalar_subquery()
    )
    left = (
        select(turns.c.question_id, turns.c.question, turns.c.asked_at)
        .join(escalations, escalations.c.conversation_id == turns.c.conversation_id)
        .where(
            escalations.c.reason == EscalationReason.NOT_SATISFIED.value,
            turns.c.asked_at == last_before,
            turns.c.question != "",
        )
        .order_by(turns.c.asked_at.desc())
        .limit(MOST_QUESTIONS)
    )
    contested = (
        select(contests.c.question_id, contests.c.question, contests.c.decided_at)
        .where(contests.c.verdict.in_([verdict.value for verdict in OF_CONTESTED_QUESTIONS]), contests.c.question != "")
        .order_by(contests.c.decided_at.desc())
        .limit(MOST_QUESTIONS)
    )
    found: dict[str, UnansweredQuestion] = {}
    with engine.connect() as connection:
        for row in connection.execute(refused):
            found[row.question_id] = UnansweredQuestion(row.question_id, row.question, row.status, row.asked_at)
        for query, why in ((left, _NOT_SATISFIED), (contested, _CONTESTED)):
            for question_id, text, at in connection.execute(query):
                found.setdefault(question_id, UnansweredQuestion(question_id, text, why, at))
    return tuple(sorted(found.values(), key=lambda one: one.asked_at, reverse=True)[:MOST_QUESTIONS])


def group_by_subject(
    questions: Sequence[UnansweredQuestion], find_nearest: FindNearest, is_common: Callable[[str], bool]
) -> tuple[Subject, ...]:
    """By the theme of the nearest page where it is near enough, else by the word that most of the others share.

    ``is_common`` tells a folded word that the pages use everywhere. The largest subject first, those alone last.
    """
    themes: defaultdict[str, list[UnansweredQuestion]] = defaultdict(list)
    left: list[UnansweredQuestion] = []
    for question in questions:
        page = find_nearest(question.text)
        if page is not None and page.theme and page.overlap >= _NEAR_ENOUGH:
            themes[page.theme].append(question)
        else:
            left.append(question)
    subjects: list[Subject] = []
    for theme, asked in themes.items():
        if len(asked) >= FEWEST_OF_A_SUBJECT:
            subjects.append(Subject("theme", theme, tuple(asked)))
        else:
            left.extend(asked)
    shared, alone = _group_by_word(left, is_common)
    subjects.extend(shared)
    subjects.sort(key=lambda subject: (-len(subject.questions), subject.name))
    newest_first = sorted(alone, key=lambda one: one.asked_at, reverse=True)
    return (*subjects, *((Subject("alone", "", tuple(newest_first)),) if alone else ()))


def _group_by_word(
    questions: Iterable[UnansweredQuestion], is_common: Callable[[str], bool]
) -> tuple[list[Subject], list[UnansweredQuestion]]:
    """Takes the word that most questions share, then again among those that are left."""
    left = {question.id: question for question in questions}
    said = {id_: _rare_words(question.text, is_common) for id_, question in left.items()}
    subjects: list[Subject] = []
    while True:
        holders: defaultdict[str, list[str]] = defaultdict(list)
        for id_ in left:
            for word in said[id_]:
                holders[word].append(id_)
        if not holders:
            break
        word = min(holders, key=lambda one: (-len(holders[one]), -len(one), one))
        if len(holders[word]) < FEWEST_OF_A_SUBJECT:
            break
        subjects.append(Subject("word", word, tuple(left.pop(id_) for id_ in holders[word])))
    return subjects, list(left.values())


def _rare_words(text: str, is_common: Callable[[str], bool]) -> frozenset[str]:
    folded = (fold(word) for word in words(text))
    return frozenset(
        word for word in folded if len(word) >= _SHORTEST_WORD and word not in STOP_WORDS and not is_common(word)
    )
