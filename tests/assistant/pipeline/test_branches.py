"""The branches of a page."""

from dataclasses import replace

import pytest

from assistant.pipeline.branches import MOST_CHOICES, favour_likely, fork_choices, keep_situation
from knowledge.types import FoundPage, Heading, HeadingKind
from tests.assistant.fakes import ADULT, COST, FOR_ADULTS, FOR_MINORS, MINOR, make_page, make_passage

ABROAD = Heading(HeadingKind.CASE, "À l'étranger", "place")


def passages(page: FoundPage) -> list[str]:
    return [found.passage.id for found in page.passages]


def test_best_passages_under_different_branches_make_a_fork() -> None:
    choices = fork_choices(make_page(FOR_ADULTS, FOR_MINORS))
    assert [(c.number, c.label, c.path) for c in choices] == [
        (1, ADULT.text, (ADULT.text,)),
        (2, MINOR.text, (MINOR.text,)),
    ]


def test_a_best_passage_that_holds_for_all_makes_none() -> None:
    assert fork_choices(make_page(COST, FOR_ADULTS, FOR_MINORS)) == ()


def test_branches_that_say_the_same_make_none() -> None:
    one = make_passage(1, "La même chose.", under=(ADULT,))
    other = make_passage(2, "La même chose.", under=(MINOR,))
    assert fork_choices(make_page(one, other)) == ()


def test_a_branch_far_behind_makes_none() -> None:
    page = make_page(FOR_ADULTS, FOR_MINORS)
    best, other = page.passages
    assert fork_choices(replace(page, passages=(best, replace(other, score=0.2)))) == ()


def test_a_fork_with_too_many_branches_is_not_asked() -> None:
    branches = [Heading(HeadingKind.CASE, f"Cas {n}", "cases") for n in range(MOST_CHOICES + 1)]
    page = make_page(*(make_passage(n, f"Texte {n}.", under=(branch,)) for n, branch in enumerate(branches)))
    page = replace(page, passages=tuple(replace(found, score=1.0) for found in page.passages))
    assert fork_choices(page) == ()


def test_a_fork_under_a_fork_names_both() -> None:
    one = make_passage(1, "Un.", under=(ADULT, replace(ABROAD, text="En France")))
    other = make_passage(2, "Deux.", under=(ADULT, ABROAD))
    assert [c.path for c in fork_choices(make_page(one, other))] == [
        (ADULT.text, "En France"),
        (ADULT.text, "À l'étranger"),
    ]


def test_a_situation_leaves_out_the_branches_that_it_excludes() -> None:
    page = make_page(COST, FOR_ADULTS, FOR_MINORS)
    assert passages(keep_situation(page, [MINOR.text])) == [COST.id, FOR_MINORS.id]


def test_a_situation_that_the_page_does_not_know_leaves_out_nothing() -> None:
    page = make_page(COST, FOR_ADULTS, FOR_MINORS)
    assert passages(keep_situation(page, ["Vous êtes locataire"])) == passages(page)


def test_a_page_with_nothing_has_no_fork() -> None:
    assert fork_choices(FoundPage(make_page().document, 1.0, ())) == ()


GENERAL = make_passage(1, "Allez à la mairie.", under=(Heading(HeadingKind.CASE, "Cas général", "place"),))
GUYANA = make_passage(2, "Allez au port.", under=(Heading(HeadingKind.CASE, "En Guyane", "place"),))
OUTSIDE = make_passage(3, "Allez au consulat.", under=(ABROAD,))


def test_the_general_branch_comes_before_those_for_few() -> None:
    page = favour_likely(make_page(OUTSIDE, GUYANA, GENERAL), "Où faire la carte ?")
    assert passages(page) == [GENERAL.id, OUTSIDE.id, GUYANA.id]


def test_a_branch_that_the_question_speaks_of_keeps_its_place() -> None:
    page = make_page(OUTSIDE, GUYANA, GENERAL)
    assert passages(favour_likely(page, "Je vis en Guyane, où faire la carte ?"))[0] == GUYANA.id
    assert passages(favour_likely(page, "Je vis au Japon, où faire la carte ?"))[0] == OUTSIDE.id


def test_branches_without_a_general_one_keep_their_order() -> None:
    page = make_page(FOR_MINORS, FOR_ADULTS)
    assert favour_likely(page, "Où faire la carte ?") == page


def test_nothing_is_asked_when_the_question_speaks_of_one_branch_alone() -> None:
    page = make_page(FOR_ADULTS, FOR_MINORS)
    assert fork_choices(page, "Mon fils mineur veut la carte") == ()
    assert len(fork_choices(page, "Que faire si vous êtes concerné ?")) == 2
    assert len(fork_choices(page, "Mineur ou majeur ?")) == 2


EMPTY = make_passage(1, "Un mois au plus.", under=(Heading(HeadingKind.CASE, "Barque vide", "hire"),))
FITTED = make_passage(2, "Deux mois au plus.", under=(Heading(HeadingKind.CASE, "Barque équipée", "hire"),))


@pytest.mark.parametrize("said", ["Je loue une barque vide, combien ?", "Une barque non équipée et vide, combien ?"])
def test_the_one_branch_that_the_question_names_comes_first(said: str) -> None:
    page = make_page(FITTED, EMPTY)
    assert passages(favour_likely(page, said)) == [EMPTY.id, FITTED.id]


def test_a_question_that_names_every_branch_changes_nothing() -> None:
    page = make_page(FITTED, EMPTY)
    assert favour_likely(page, "Vide ou équipée, combien ?") == page


def test_a_small_word_of_a_label_names_no_branch() -> None:
    labels = ("Pour un mineur", "Un majeur")
    branches = (
        make_passage(n, f"{n}.", under=(Heading(HeadingKind.CASE, text, "age"),)) for n, text in enumerate(labels)
    )
    page = make_page(*branches)
    assert favour_likely(page, "Quels papiers pour une carte ?") == page


def test_a_branch_whose_bound_excludes_the_person_falls_behind_and_is_not_asked_about() -> None:
    labels = ("À partir de 13 ans", "Avant 12 ans")
    older, younger = (
        make_passage(n, f"{n}.", under=(Heading(HeadingKind.CASE, t, "age"),)) for n, t in enumerate(labels)
    )
    page = make_page(older, younger)
    assert passages(favour_likely(page, "La carte de mon fils de 8 ans")) == [younger.id, older.id]
    assert fork_choices(page, "La carte de mon fils de 8 ans") == ()
    assert passages(favour_likely(page, "La carte de mon fils")) == [older.id, younger.id]


def test_a_word_of_the_page_s_subject_names_no_branch_that_has_another() -> None:
    labels = ("Carte de catégorie C", "Cas général")
    few, most = (make_passage(n, f"{n}.", under=(Heading(HeadingKind.CASE, t, "card"),)) for n, t in enumerate(labels))
    page = make_page(few, most)
    assert "carte" in page.document.title.lower()
    assert passages(favour_likely(page, "J'ai perdu ma carte")) == [most.id, few.id]
    assert passages(favour_likely(page, "J'ai perdu ma carte de catégorie C"))[0] == few.id


def test_a_branch_abroad_falls_behind_also_where_no_branch_is_general() -> None:
    here = make_passage(1, "Allez à la mairie.", under=(Heading(HeadingKind.CASE, "Liste d'une mairie", "place"),))
    page = make_page(OUTSIDE, here)
    assert passages(favour_likely(page, "Où s'inscrire ?")) == [here.id, OUTSIDE.id]
    assert passages(favour_likely(page, "Je vis au Japon, où s'inscrire ?"))[0] == OUTSIDE.id
    assert passages(favour_likely(make_page(OUTSIDE), "Où s'inscrire ?")) == [OUTSIDE.id]
