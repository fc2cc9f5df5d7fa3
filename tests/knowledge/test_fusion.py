import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.fusion import best_by, blend_best, fuse, spread
from knowledge.ranking import InsideWeights

SCORES = st.dictionaries(st.integers(0, 50), st.floats(0, 100), max_size=20)


def test_a_key_that_both_lists_hold_beats_one_that_leads_a_single_list() -> None:
    lists = [(1.0, {"a": 9.0, "b": 8.0}), (1.0, {"c": 0.9, "b": 0.8})]
    assert [key for key, _ in fuse(lists, 20)] == ["b", "a", "c"]


def test_a_list_of_no_weight_changes_no_order() -> None:
    lists = [(1.0, {"a": 2.0, "b": 1.0}), (0.0, {"b": 9.0})]
    assert [key for key, _ in fuse(lists, 20)] == ["a", "b"]


@given(st.lists(st.tuples(st.floats(0.1, 2), SCORES), max_size=4))
def test_every_key_is_kept_once_and_scores_fall(lists: list[tuple[float, dict[int, float]]]) -> None:
    fused = fuse(lists, 20)
    assert {key for key, _ in fused} == {key for _, scores in lists for key in scores}
    assert len(fused) == len({key for key, _ in fused})
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)


def test_the_best_score_of_a_key_counts() -> None:
    assert best_by(["a", "b", "a"], [1.0, 2.0, 3.0]) == {"a": 3.0, "b": 2.0}


def test_a_page_with_several_near_passages_beats_one_with_a_lucky_passage() -> None:
    keys = ["lucky", "steady", "steady", "steady", "far"]
    blended = blend_best(keys, [0.90, 0.89, 0.88, 0.87, 0.5])
    assert blended["steady"] > blended["lucky"] > blended["far"] == pytest.approx(0.5)


def test_nothing_listed_blends_to_nothing() -> None:
    assert blend_best([], []) == {}


@given(SCORES)
def test_spread_scores_lie_between_none_and_one(scores: dict[int, float]) -> None:
    assert all(0.0 <= score <= 1.0 for score in spread(scores).values())


@pytest.mark.parametrize(
    ("by_words", "similarities", "best"),
    [
        ({1: 5.0, 2: 0.0}, {1: 0.8, 2: 0.9}, 1),
        ({1: 1.0, 2: 1.0}, {1: 0.8, 2: 0.9}, 2),
        ({1: 0.0, 2: 3.0}, {}, 2),
    ],
)
def test_passages_are_ranked_by_words_and_meaning(
    by_words: dict[int, float], similarities: dict[int, float], best: int
) -> None:
    fused = InsideWeights(words=0.6, meaning=0.4).fuse(by_words, similarities)
    assert max(fused, key=lambda number: fused[number]) == best
