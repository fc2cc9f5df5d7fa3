from assistant.escalation.presence import LONGEST_COMMENT, PresenceBoard, Present
from assistant.vocabulary import Presence


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def make_board() -> tuple[PresenceBoard, Clock]:
    clock = Clock()
    return PresenceBoard(90.0, clock), clock


def test_whoever_asks_is_there_and_whoever_asks_nothing_for_a_while_is_not() -> None:
    board, clock = make_board()
    assert not board.is_there("marie")
    assert board.see("marie")
    assert not board.see("marie")
    assert board.of("marie") == Present(Presence.AVAILABLE)
    clock.now += 89
    assert board.is_there("marie")
    clock.now += 2
    assert board.of("marie").presence is Presence.AWAY
    assert board.there() == {}
    assert board.see("marie")


def test_whoever_follows_the_events_stays_until_the_last_stream_is_cut() -> None:
    board, clock = make_board()
    board.arrive("marie")
    board.arrive("marie")
    clock.now += 1000
    board.leave("marie")
    assert board.is_there("marie")
    clock.now += 1000
    board.leave("marie")
    assert board.is_there("marie")  # a cut connection has a moment to come back
    clock.now += 91
    assert not board.is_there("marie")


def test_a_request_does_not_forget_the_streams_that_are_open() -> None:
    board, clock = make_board()
    board.arrive("marie")
    board.see("marie")
    clock.now += 1000
    assert board.is_there("marie")


def test_what_an_agent_says_lasts_and_only_the_available_are_counted() -> None:
    board, clock = make_board()
    board.say("marie", Presence.BUSY, "  en\nréunion  ")
    board.see("paul")
    assert board.of("marie") == Present(Presence.BUSY, "en réunion")
    assert board.count_available() == 1
    clock.now += 100
    board.see("marie")
    assert board.of("marie").presence is Presence.BUSY
    board.say("marie", Presence.AVAILABLE, "x" * 500)
    assert len(board.of("marie").comment) == LONGEST_COMMENT


def test_nobody_is_gone_for_longer_than_the_server_has_looked() -> None:
    board, clock = make_board()
    clock.now += 30
    assert board.gone_for("marie") == 30
    board.see("marie")
    assert board.gone_for("marie") == 0
    clock.now += 300
    assert board.gone_for("marie") == 300


def test_signing_out_forgets_what_was_said() -> None:
    board, _ = make_board()
    board.say("marie", Presence.BUSY, "en réunion")
    board.arrive("marie")
    board.sign_out("marie")
    board.leave("marie")  # the stream that was open ends a moment later
    assert board.of("marie") == Present(Presence.AWAY)
