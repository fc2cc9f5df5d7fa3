import re
from string import Formatter

import pytest

from assistant.messages.catalogue import Messages, read_messages
from assistant.vocabulary import AnswerStatus, Language, QuestionRefusal
from knowledge.types import ActionKind

MESSAGES = read_messages()
OTHERS = [language for language in Language if language is not Language.FRENCH]

SAYS_SOMETHING_BY_ITSELF = [
    status
    for status in AnswerStatus
    if status
    not in {
        AnswerStatus.ANSWERED,  # the page speaks
        AnswerStatus.ASKED_BACK,  # the sentences of what it asks about
        AnswerStatus.AWAITS_REVIEW,  # the sentences of who is there and how long it takes
        AnswerStatus.DANGER,  # the sentences of its kind of danger
        AnswerStatus.CANCELLED,  # nobody is there to read
    }
]


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_the_same_keys(language: Language) -> None:
    assert MESSAGES.keys(language) == MESSAGES.keys(Language.FRENCH)


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_has_the_same_fields_in_every_language(language: Language) -> None:
    different = {
        key
        for key in MESSAGES.keys(language)
        if fields(MESSAGES.text(key, language)) != fields(MESSAGES.text(key, Language.FRENCH))
    }
    assert different == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_of_several_lines_has_as_many_in_every_language(language: Language) -> None:
    different = {
        key
        for key in MESSAGES.keys(language)
        if len(MESSAGES.text(key, language).splitlines()) != len(MESSAGES.text(key, Language.FRENCH).splitlines())
    }
    assert different == set()


@pytest.mark.parametrize("language", Language)
def test_no_sentence_is_empty(language: Language) -> None:
    assert [key for key in MESSAGES.keys(language) if not MESSAGES.text(key, language).strip()] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("status", AnswerStatus)
def test_every_status_has_a_label(status: AnswerStatus, language: Language) -> None:
    assert MESSAGES.has(f"status.{status}.label", language)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("status", SAYS_SOMETHING_BY_ITSELF)
def test_a_status_without_words_of_its_own_kind_says_something(status: AnswerStatus, language: Language) -> None:
    assert MESSAGES.has(f"status.{status}.say", language)


@pytest.mark.parametrize("language", Language)
def test_the_catalogue_has_no_status_that_the_vocabulary_lacks(language: Language) -> None:
    named = {key.split(".")[0] for key in MESSAGES.under("status", language)}
    assert named == {status.value for status in AnswerStatus}


@pytest.mark.parametrize("language", Language)
def test_every_refusal_has_a_sentence_and_no_other_is_there(language: Language) -> None:
    assert set(MESSAGES.under("refusal", language)) == {reason.value for reason in QuestionRefusal}


@pytest.mark.parametrize("language", Language)
def test_every_next_step_that_is_offered_has_a_name(language: Language) -> None:
    never_offered = {ActionKind.INFORMATION}
    named = {kind.value for kind in ActionKind if kind not in never_offered} | {"cost"}
    assert set(MESSAGES.under("next_step", language)) == named


NUMBERS = {
    "emergency": {"17", "15", "18", "112", "114"},
    "suicide": {"3114", "15", "112", "114"},
    "violence": {"17", "112", "114", "3919"},
    "possible_suicide": {"3114", "15", "112", "114"},
    "possible_violence": {"17", "112", "114", "3919"},
    "child": {"119", "17", "112"},
    "elder": {"3977", "17", "112", "114"},
    "shelter": {"115", "112"},
    "person": set(),
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("key", "numbers"), NUMBERS.items())
def test_each_danger_gives_the_numbers_that_answer_it(key: str, numbers: set[str], language: Language) -> None:
    assert set(re.findall(r"\d+", MESSAGES.text(f"danger.{key}", language))) == numbers


@pytest.mark.parametrize("language", Language)
def test_no_danger_is_without_a_row_above(language: Language) -> None:
    assert set(MESSAGES.under("danger", language)) == set(NUMBERS)


@pytest.mark.parametrize(("language", "mark"), [(Language.FRENCH, "ordinateur"), (Language.ENGLISH, "computer")])
@pytest.mark.parametrize("key", ["notice.short", "notice.dated"])
def test_the_notice_says_that_a_computer_wrote_and_the_mark_of_a_human_says_the_opposite(
    key: str, language: Language, mark: str
) -> None:
    assert mark in MESSAGES.text(key, language)
    assert mark not in MESSAGES.text("notice.human", language)


def test_a_missing_key_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        MESSAGES.text("no.such.key", Language.FRENCH)


def test_values_take_their_place_and_braces_in_them_stay() -> None:
    messages = Messages({Language.FRENCH: {"a": "{name} !"}})
    assert messages.text("a", Language.FRENCH, name="{x}") == "{x} !"
    assert messages.text("a", Language.FRENCH) == "{name} !"
