from models.language.prefixes import PrefixStore, common_length


def test_the_longest_beginning_serves_by_whole_grains() -> None:
    store = PrefixStore(grain=2)
    store.add([1, 2, 3, 4], b"short")
    store.add([1, 2, 9, 9, 9, 9], b"long")
    assert store.find([1, 2, 3, 4, 5], most=4) == (4, b"short")
    assert store.find([1, 2, 9, 9, 9, 7], most=5) == (4, b"long")
    assert store.find([1, 7], most=1) == (0, b"")


def test_a_prompt_keeps_a_token_to_read() -> None:
    store = PrefixStore(grain=2)
    store.add([1, 2, 3, 4], b"state")
    assert store.find([1, 2, 3, 4], most=3).length == 2


def test_a_longer_beginning_takes_the_place_of_a_shorter_one() -> None:
    store = PrefixStore(grain=1, room=5)
    store.add([1], b"1")
    store.add([1, 2], b"22222")
    assert store.find([1, 3], most=2) == (1, b"22222")
    assert store.covers([1])
    assert not store.covers([1, 2, 3])


def test_past_its_room_the_least_recently_used_is_forgotten() -> None:
    store = PrefixStore(grain=1, room=6)
    store.add([1], b"111")
    store.add([2], b"222")
    store.find([1, 5], most=1)
    store.add([3], b"333")
    assert [store.covers([token]) for token in (1, 2, 3)] == [True, False, True]


def test_the_common_beginning_of_two_texts() -> None:
    assert common_length([1, 2, 3], [1, 2, 4]) == 2
    assert common_length([1, 2], [1, 2, 3]) == 2
    assert common_length([], [1]) == 0
