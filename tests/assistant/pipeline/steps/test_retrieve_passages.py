from datetime import date, timedelta

import pytest

from assistant.conversation.types import Choice, Memory
from assistant.pipeline.events import SourcesFound
from assistant.pipeline.steps.retrieve_passages import Floor, RetrievePassages
from assistant.pipeline.turn import Ending
from assistant.vocabulary import AnswerStatus
from knowledge.types import FoundPage
from tests.assistant.fakes import (
    COST,
    FOR_ADULTS,
    FOR_MINORS,
    MINOR,
    TODAY,
    FixedRetriever,
    make_document,
    make_page,
    make_turn,
)

FLOOR = Floor(near=0.8, overlap=0.4)


def step(retriever: FixedRetriever, *, sources_shown: int = 3) -> RetrievePassages:
    return RetrievePassages(retriever, FLOOR, 10, sources_shown, 730, lambda: TODAY)


@pytest.mark.parametrize(
    ("similarity", "overlap", "dense", "found"),
    [
        (0.8, 0.0, True, True),
        (0.79, 0.99, True, False),
        (0.99, 0.39, False, False),
        (0.0, 0.4, False, True),
        (0.0, 0.4, True, True),  # of a base whose dense index is not built yet
        (0.0, 0.39, True, False),
    ],
)
def test_meaning_decides_where_there_is_a_dense_index_and_words_where_there_is_none(
    similarity: float, overlap: float, dense: bool, found: bool
) -> None:
    assert FLOOR.lets_in(make_page(similarity=similarity, overlap=overlap), dense=dense) is found


async def test_the_sources_are_told_as_soon_as_they_are_found() -> None:
    pages = [make_page(document=make_document(f"J{n}", title=f"Page {n}")) for n in range(1, 6)]
    retriever = FixedRetriever(pages)
    turn, events = make_turn()
    turn.query = "carte de jardin"
    assert await step(retriever)(turn) is None
    assert retriever.searched == ["carte de jardin"]
    assert [(source.number, source.document_id) for source in turn.sources] == [(1, "J1"), (2, "J2"), (3, "J3")]
    assert events == [SourcesFound(turn.sources)]
    assert not any(source.cited for source in turn.sources)
    assert turn.pages[0] is pages[0]


@pytest.mark.parametrize(
    "pages",
    [
        (),
        (make_page(similarity=0.5, overlap=0.1),),
        (FoundPage(make_document(), 1.0, ()),),
        tuple(make_page(similarity=0.5, overlap=0.9) for _ in range(5)),
    ],
    ids=["nothing", "under the floor", "a page without passages", "the same words with another meaning"],
)
async def test_no_page_above_the_floor_means_no_answer_and_a_human(pages: tuple[FoundPage, ...]) -> None:
    turn, events = make_turn()
    assert await step(FixedRetriever(pages))(turn) == Ending(AnswerStatus.NO_SOURCE)
    assert (turn.pages, turn.sources, events) == ((), (), [])
    assert turn.offers_person


@pytest.mark.parametrize("place", [0, 1, 4])
async def test_the_answer_stands_on_the_page_above_the_floor_in_whatever_place_it_came(place: int) -> None:
    pages = [make_page(document=make_document(f"J{n}"), similarity=0.5, overlap=0.1) for n in range(5)]
    pages[place] = make_page(document=make_document("J9"))
    turn, _ = make_turn()
    assert await step(FixedRetriever(pages))(turn) is None
    assert [page.document.id for page in turn.pages] == ["J9"]
    assert [(source.number, source.document_id) for source in turn.sources] == [(1, "J9")]


@pytest.mark.parametrize(
    ("updated_on", "is_stale"),
    [
        (TODAY, False),
        (TODAY - timedelta(days=730), False),
        (TODAY - timedelta(days=731), True),
        (date(2015, 1, 1), True),
        (None, True),
    ],
)
async def test_a_page_that_is_old_or_has_no_date_is_shown_with_a_warning(
    updated_on: date | None, is_stale: bool
) -> None:
    turn, _ = make_turn()
    await step(FixedRetriever((make_page(COST, document=make_document(updated_on=updated_on)),)))(turn)
    assert [(source.updated_on, source.is_stale) for source in turn.sources] == [(updated_on, is_stale)]


async def test_the_trace_says_how_the_pages_were_found() -> None:
    turn, _ = make_turn()
    await step(FixedRetriever(dense=False, pages=(make_page(similarity=0.0, overlap=0.51234),)))(turn)
    assert turn.details == {"lexical_seconds": 0.001, "dense": False, "similarity": 0.0, "overlap": 0.5123}


async def test_the_page_that_the_person_chose_comes_first_in_its_situation() -> None:
    other = make_page(COST, document=make_document("J2"))
    forked = make_page(COST, FOR_ADULTS, FOR_MINORS)
    turn, _ = make_turn(memory=Memory(situation=("Vous êtes locataire",)))
    turn.chosen = Choice(2, MINOR.text, "J1", "jardins", (MINOR.text,))
    await step(FixedRetriever(pages=(other, forked)))(turn)
    assert [page.document.id for page in turn.pages] == ["J1", "J2"]
    assert [found.passage for found in turn.pages[0].passages] == [COST, FOR_MINORS]
    assert turn.sources[0].document_id == "J1"
