"""When something is asked back."""

from dataclasses import replace

from assistant.pipeline.clarifying import About, find_clarification
from knowledge.types import FoundPage
from tests.assistant.fakes import COST, FOR_ADULTS, FOR_MINORS, make_document, make_page

SHORT = "La carte de jardin ?"
LONG = "Je vis à la campagne avec mes deux enfants et je voudrais savoir comment obtenir la carte de jardin ?"
FORKED = make_page(FOR_ADULTS, FOR_MINORS)


def page(title: str, score: float) -> FoundPage:
    return replace(make_page(COST), document=replace(make_document(title, title=title)), score=score)


def test_branches_are_asked_when_the_question_says_little() -> None:
    asked = find_clarification([FORKED], SHORT, terms=2, is_chosen=False)
    assert asked is not None
    assert (asked.about, asked.is_needed, len(asked.choices)) == (About.SITUATION, True, 2)


def test_branches_are_only_offered_when_the_question_says_much() -> None:
    asked = find_clarification([FORKED], LONG, terms=9, is_chosen=False)
    assert asked is not None
    assert not asked.is_needed


def test_pages_that_rival_are_asked_when_the_question_says_little() -> None:
    rivals = [page("Un", 1.0), page("Deux", 0.9), page("Trois", 0.75), page("Loin", 0.4)]
    asked = find_clarification(rivals, SHORT, terms=2, is_chosen=False)
    assert asked is not None
    assert asked.about is About.SUBJECT
    assert [(choice.number, choice.label) for choice in asked.choices] == [(1, "Un"), (2, "Deux"), (3, "Trois")]
    assert all(choice.path == () for choice in asked.choices)


def test_a_title_that_two_pages_have_is_offered_once() -> None:
    twins = [page("Un", 1.0), page("Un", 0.95), page("Deux", 0.9)]
    asked = find_clarification(twins, SHORT, terms=2, is_chosen=False)
    assert asked is not None
    assert [choice.label for choice in asked.choices] == ["Un", "Deux"]


def test_a_page_well_ahead_is_not_doubted() -> None:
    assert find_clarification([page("Un", 1.0), page("Deux", 0.5)], SHORT, terms=2, is_chosen=False) is None


def test_a_question_that_says_much_is_not_doubted() -> None:
    assert find_clarification([page("Un", 1.0), page("Deux", 0.9)], LONG, terms=9, is_chosen=False) is None


def test_a_subject_that_was_just_chosen_is_settled() -> None:
    assert find_clarification([page("Un", 1.0), page("Deux", 0.9)], SHORT, terms=2, is_chosen=True) is None
