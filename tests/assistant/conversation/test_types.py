from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from assistant.conversation.types import (
    Answer,
    AnswerPart,
    Effort,
    NextStep,
    Notice,
    Question,
    Review,
    Source,
    StepRecord,
    VerdictRecord,
)
from assistant.vocabulary import AnswerStatus, Channel, Completeness, DraftVerdict, Language, PartKind
from tests.assistant.fakes import make_answer, make_question

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40)
words = texts.filter(lambda text: bool(text.strip()))
numbers = st.integers(min_value=0, max_value=9)
moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds of hypothesis are naive

answers = st.builds(
    Answer,
    question=st.builds(
        Question,
        id=texts,
        conversation_id=texts,
        text=texts,
        language=st.sampled_from(Language),
        channel=st.sampled_from(Channel),
        asked_at=moments,
    ),
    status=st.sampled_from(AnswerStatus),
    notice=st.builds(Notice, words),
    parts=st.lists(
        st.builds(AnswerPart, st.sampled_from(PartKind), st.lists(texts, max_size=3).map(tuple), numbers, texts, texts),
        max_size=3,
    ).map(tuple),
    sources=st.lists(
        st.builds(
            Source,
            numbers,
            texts,
            texts,
            texts,
            texts,
            st.none() | st.dates(date(1990, 1, 1)),
            st.booleans(),
            st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
    next_steps=st.lists(st.builds(NextStep, texts, texts, texts, texts, numbers), max_size=2).map(tuple),
    completeness=st.sampled_from(Completeness),
    offers_person=st.booleans(),
    verdicts=st.lists(st.builds(VerdictRecord, texts, texts, texts, st.lists(texts).map(tuple)), max_size=2).map(tuple),
    trace=st.lists(
        st.builds(
            StepRecord,
            texts,
            st.floats(0, 100),
            texts,
            st.dictionaries(texts, texts | st.integers(-5, 5) | st.booleans(), max_size=2),
        ),
        max_size=2,
    ).map(tuple),
    effort=st.builds(Effort, texts, numbers, numbers, numbers, st.floats(0, 9), numbers, numbers),
    review=st.none() | st.builds(Review, st.sampled_from(DraftVerdict), moments),
)


@pytest.mark.parametrize("words", ["", "   ", "\n\t"])
def test_a_notice_without_words_cannot_be_built(words: str) -> None:
    with pytest.raises(ValueError, match="notice"):
        Notice(words)


@pytest.mark.parametrize("notice", [None, "un simple texte", 3])
def test_an_answer_cannot_be_built_without_a_notice(notice: Any) -> None:
    with pytest.raises(TypeError, match="notice"):
        Answer(make_question(), AnswerStatus.ANSWERED, notice)
    with pytest.raises(TypeError):
        Answer(make_question(), AnswerStatus.ANSWERED)  # type: ignore[call-arg]


def test_a_kept_answer_whose_notice_was_emptied_cannot_be_read_back() -> None:
    adapter = TypeAdapter(Answer)
    kept = adapter.dump_python(make_answer(), mode="json")
    for damaged in ({**kept, "notice": {"text": ""}}, {key: kept[key] for key in kept if key != "notice"}):
        with pytest.raises(ValidationError):
            adapter.validate_python(damaged, strict=False)


@given(answers)
def test_an_answer_survives_being_kept_as_json_and_read_back(answer: Answer) -> None:
    adapter = TypeAdapter(Answer)
    assert adapter.validate_json(adapter.dump_json(answer)) == answer


def test_the_text_of_an_answer_is_its_parts_and_never_its_notice() -> None:
    parts = (AnswerPart(PartKind.QUOTE, ("Un.", "Deux.")), AnswerPart(PartKind.FIXED, ("Trois.",)))
    answer = make_answer(parts=parts)
    assert answer.text == "Un.\nDeux.\n\nTrois."
    assert answer.notice.text not in answer.text
