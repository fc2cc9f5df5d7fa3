from assistant.bench.speeds import tokens_while_all_write


def test_tokens_count_only_while_all_write() -> None:
    early = [0.0, 1.0, 2.0, 3.0, 4.0]
    late = [2.0, 3.0, 4.0, 5.0, 6.0]
    assert tokens_while_all_write([early, late]) == 4 / 2.0


def test_one_who_writes_alone_counts_from_the_first_token_to_the_last() -> None:
    assert tokens_while_all_write([[1.0, 1.5, 2.0, 2.5, 3.0]]) == 4 / 2.0


def test_people_who_never_write_at_the_same_time_have_no_speed_together() -> None:
    assert tokens_while_all_write([[0.0, 1.0], [2.0, 3.0]]) == 0.0
