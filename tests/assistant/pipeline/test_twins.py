"""One subject, a page for adults and one for minors."""

from dataclasses import replace

import pytest

from assistant.pipeline.twins import put_likely_twins_first
from knowledge.types import FoundPage
from tests.assistant.fakes import make_document, make_page


def pages(*titles: str) -> list[FoundPage]:
    return [make_page(document=replace(make_document(), id=title, title=title)) for title in titles]


FOR_MINORS, FOR_ADULTS = (
    "Carte de jardin d'un mineur : en cas de perte",
    "Carte de jardin d'un majeur : en cas de perte",
)


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("carte de jardin perdue", FOR_ADULTS),
        ("mon fils a perdu sa carte de jardin", FOR_MINORS),
        ("mon fils de 20 ans a perdu sa carte de jardin", FOR_ADULTS),
    ],
)
@pytest.mark.parametrize("order", [(FOR_MINORS, FOR_ADULTS), (FOR_ADULTS, FOR_MINORS)])
def test_the_page_of_the_person_s_age_comes_before_its_twin(said: str, first: str, order: tuple[str, str]) -> None:
    assert put_likely_twins_first(pages(*order), said)[0].document.title == first


def test_pages_between_twins_keep_their_places() -> None:
    found = put_likely_twins_first(pages("Autre page", FOR_MINORS, "Une autre encore", FOR_ADULTS), "carte perdue")
    assert [page.document.title for page in found] == ["Autre page", FOR_ADULTS, "Une autre encore", FOR_MINORS]


def test_pages_of_two_subjects_are_no_twins() -> None:
    found = pages(FOR_MINORS, "Carte de jardin d'un majeur : première demande", "Voyage d'un mineur")
    assert put_likely_twins_first(found, "carte perdue") == found
