import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.receive import receive
from assistant.errors import QuestionRefused
from assistant.vocabulary import QuestionRefusal

LIMIT = 4000


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", QuestionRefusal.EMPTY),
        ("  \n\t ", QuestionRefusal.EMPTY),
        ("😀🎉", QuestionRefusal.NO_WORDS),
        ("?!…", QuestionRefusal.NO_WORDS),
        ("\u200b\u200d\ufeff", QuestionRefusal.NO_WORDS),
        ("\u202e\u2066\u2069", QuestionRefusal.NO_WORDS),
        ("\U000e0041\U000e0042", QuestionRefusal.NO_WORDS),
        ("\x00\x07", QuestionRefusal.NO_WORDS),
        ("a" * (LIMIT + 1), QuestionRefusal.TOO_LONG),
        ("a" * 20_000, QuestionRefusal.TOO_LONG),
        (" " * (LIMIT + 1), QuestionRefusal.TOO_LONG),
    ],
)
def test_a_message_without_a_readable_question_is_refused_with_its_reason(text: str, reason: QuestionRefusal) -> None:
    with pytest.raises(QuestionRefused) as refusal:
        receive(text, limit=LIMIT)
    assert refusal.value.reason is reason
    assert str(refusal.value) == reason.value


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  Où refaire ma carte ?  ", "Où refaire ma carte ?"),
        ("pass\u200bport", "passport"),
        ("abc\u202edef", "abcdef"),
        ("oui\U000e0069\U000e0067nore", "ouinore"),
        ("un\x00deux\x1b", "undeux"),
        ("ligne un\r\nligne deux", "ligne un\nligne deux"),
        ("avec\ttabulation", "avec\ttabulation"),
        ("RSA 😀", "RSA 😀"),
        ("c'est combien l'acte de naissance", "c'est combien l'acte de naissance"),
        ("كيف أحصل على جواز سفر", "كيف أحصل على جواز سفر"),
        ("42", "42"),
    ],
)
def test_invisible_characters_go_and_everything_else_stays(text: str, cleaned: str) -> None:
    assert receive(text, limit=LIMIT) == cleaned


def test_a_message_of_exactly_the_limit_is_taken() -> None:
    assert receive("a" * LIMIT, limit=LIMIT) == "a" * LIMIT


@given(st.text(max_size=200))
def test_receiving_twice_changes_nothing_more(text: str) -> None:
    try:
        once = receive(text, limit=LIMIT)
    except QuestionRefused:
        return
    assert receive(once, limit=LIMIT) == once
    assert any(c.isalnum() for c in once)
