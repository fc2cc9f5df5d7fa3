from collections.abc import Sequence
from pathlib import Path

import pytest

from knowledge.chunking import cut_into_passages
from knowledge.lexical import FieldWeights, LexicalIndex, build_lexical
from knowledge.loaders.service_public_xml import ServicePublicXml
from knowledge.query import Wording, read_query
from knowledge.spelling import Spelling
from knowledge.types import KnowledgeError
from tests.knowledge.sources import write_zip

BATELIER, AMARRAGE, PECHE = 0, 1, 2


@pytest.fixture
def index(tmp_path: Path) -> LexicalIndex:
    documents = list(ServicePublicXml().load(write_zip(tmp_path / "p.zip"), "port"))
    build_lexical(tmp_path / "lexical", [(document, cut_into_passages(document)) for document in documents])
    return LexicalIndex(tmp_path / "lexical")


def best_page(index: LexicalIndex, question: str) -> int | None:
    hits = index.search_pages(dict.fromkeys(index.terms(question), 1.0), FieldWeights(title=0.3, names=0.3), 5)
    return hits[0].number if hits else None


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("conduire une péniche", BATELIER),
        ("CONDUIRE", BATELIER),
        ("stationnements aux quais", AMARRAGE),
        ("pecher la truite", PECHE),
        ("l’amarrage d'un bateau", AMARRAGE),
        ("carte des bateliers", BATELIER),
        ("astronomie", None),
        ("", None),
    ],
)
def test_words_meet_whatever_their_accents_endings_and_apostrophes(
    index: LexicalIndex, question: str, page: int | None
) -> None:
    assert best_page(index, question) == page


def test_terms_leave_out_small_words_and_fold_the_rest(index: LexicalIndex) -> None:
    assert index.terms("Qu'est-ce que la carte d'un batelier ?") == index.terms("CARTE BATELIERS") == ["cart", "bateli"]


def test_passages_are_found_inside_chosen_pages_only(index: LexicalIndex) -> None:
    terms = dict.fromkeys(index.terms("carte permis"), 1.0)
    everywhere = {hit.number for hit in index.search_passages(terms, FieldWeights(), 50)}
    inside = {hit.number for hit in index.search_inside([PECHE], terms, FieldWeights())}
    assert inside
    assert inside < everywhere
    assert index.search_inside([], terms, FieldWeights()) == []


def test_a_word_of_few_pages_is_rarer_than_one_of_many_and_an_unknown_one_the_rarest(index: LexicalIndex) -> None:
    (common,), (rare,), (unknown,) = index.terms("papiers"), index.terms("truite"), index.terms("astronomie")
    assert index.rarity(common) < index.rarity(rare) < index.rarity(unknown)
    assert index.page_frequency(unknown) == 0


def test_pages_that_hold_a_term_are_told_apart(index: LexicalIndex) -> None:
    (term,) = index.terms("quai")
    assert index.pages_holding(term, [BATELIER, AMARRAGE, PECHE]) == {AMARRAGE}
    assert index.pages_holding(term, []) == set()


def test_a_heavier_word_weighs_more(index: LexicalIndex) -> None:
    (truite,), (quai,) = index.terms("truite"), index.terms("quai")

    def order(weights: dict[str, float]) -> Sequence[int]:
        return [hit.number for hit in index.search_pages(weights, FieldWeights(), 2)]

    assert order({truite: 5.0, quai: 0.1})[0] == PECHE
    assert order({truite: 0.1, quai: 5.0})[0] == AMARRAGE


def test_counts_are_known(index: LexicalIndex) -> None:
    assert (index.page_count, index.passage_count) == (3, 8)


def test_no_index_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="Load the base again"):
        LexicalIndex(tmp_path / "absent")


def test_a_question_is_corrected_only_where_the_base_does_not_know_a_word(index: LexicalIndex) -> None:
    spelling = Spelling({"amarrage": 3, "permit": 9, "pêche": 4})
    query = read_query(Wording("Un amarage, permis ?"), index, spelling)
    assert query.own == (*index.terms("amarrage"), *index.terms("permis"))
    assert query.terms == dict.fromkeys(query.own, 1.0)


def test_a_strange_word_stays_a_term_of_the_question(index: LexicalIndex) -> None:
    assert read_query(Wording("bitcoin"), index, Spelling({})).own == tuple(index.terms("bitcoin"))
