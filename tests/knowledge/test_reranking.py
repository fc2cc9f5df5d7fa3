"""Pages in order again, by what their passages hold."""

from dataclasses import replace

from knowledge.reranking import PageWeights, rerank
from knowledge.types import FoundPage, ScoredPassage
from tests.assistant.fakes import COST, make_document

WEIGHTS = PageWeights()


def page(name: str, score: float, *, similarity: float = 0.9, line: float = 0.0) -> FoundPage:
    document = replace(make_document(), id=name)
    return FoundPage(document, score, (ScoredPassage(COST, 1.0, similarity, 0.0, (line,)),))


def order(*pages: FoundPage) -> list[str]:
    return [found.document.id for found in rerank(pages, WEIGHTS)]


def test_pages_alike_keep_their_order() -> None:
    assert order(page("A", 1.0), page("B", 0.9), page("C", 0.8)) == ["A", "B", "C"]


def test_a_line_that_holds_the_questions_words_brings_its_page_forward() -> None:
    assert order(page("A", 1.0), page("B", 0.9, line=0.8)) == ["B", "A"]


def test_a_page_whose_passages_are_far_falls_back() -> None:
    assert order(page("A", 1.0, similarity=0.85), page("B", 0.9, similarity=0.9)) == ["B", "A"]


def test_a_page_far_down_stays_there() -> None:
    low = page("E", 0.5, line=1.0)
    assert order(page("A", 1.0), page("B", 0.9), page("C", 0.8), page("D", 0.7), low)[-1] == "E"


def test_nothing_and_one_page_are_left_alone() -> None:
    assert order() == []
    assert order(page("A", 0.0)) == ["A"]
