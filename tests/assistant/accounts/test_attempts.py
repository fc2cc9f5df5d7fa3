from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.accounts.attempts import ACCOUNT_PATIENCE, ADDRESS_PATIENCE, Attempts, Patience, name_address
from assistant.errors import AccountRefused
from assistant.vocabulary import AccountRefusal

HERE, THERE = "192.0.2.1", "198.51.100.7"


@dataclass(slots=True)
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def attempts(clock: Clock) -> Attempts:
    return Attempts(clock)


def wait_of(attempts: Attempts, name: str, address: str, *, is_familiar: bool = False) -> int:
    """Fail once if it is let through; else the seconds that the reply tells."""
    try:
        attempts.begin(name, address, is_familiar=is_familiar)
    except AccountRefused as refusal:
        return refusal.retry_after_seconds
    return 0


def test_the_reason_is_told(attempts: Attempts) -> None:
    for _ in range(ACCOUNT_PATIENCE.free + 1):
        attempts.begin("marie", HERE, is_familiar=False)
    with pytest.raises(AccountRefused) as refusal:
        attempts.begin("marie", HERE, is_familiar=False)
    assert refusal.value.reason is AccountRefusal.TOO_MANY_ATTEMPTS


def guess(attempts: Attempts, clock: Clock, times: int, names: list[str], addresses: list[str]) -> int:
    """Guess as fast as the delays allow; the seconds that it took."""
    begun = clock.now
    for number in range(times):
        name, address = names[number % len(names)], addresses[number % len(addresses)]
        while wait := wait_of(attempts, name, address):
            clock.now += wait
    return int(clock.now - begun)


@given(free=st.integers(0, 20), longest=st.floats(1, 1e6), failures=st.integers(0, 10_000))
def test_a_delay_never_shrinks_and_never_passes_its_limit(free: int, longest: float, failures: int) -> None:
    patience = Patience(free, longest)
    assert 0 <= patience.delay(failures) <= patience.delay(failures + 1) <= longest
    assert (patience.delay(failures) == 0) is (failures <= free)


def test_a_few_mistakes_cost_nothing_and_then_each_costs_more(attempts: Attempts, clock: Clock) -> None:
    waits = []
    for _ in range(ACCOUNT_PATIENCE.free + 4):
        waits.append(wait_of(attempts, "marie", HERE))
        clock.now += waits[-1]
        if waits[-1]:
            assert wait_of(attempts, "marie", HERE) == 0
    assert waits == [0] * (ACCOUNT_PATIENCE.free + 1) + [1, 2, 4]


def test_one_account_guessed_from_many_addresses_is_slowed_down(attempts: Attempts, clock: Clock) -> None:
    addresses = [f"203.0.113.{number}" for number in range(200)]
    assert guess(attempts, clock, 100, ["marie"], addresses) > 80 * ACCOUNT_PATIENCE.longest_seconds


def test_many_accounts_guessed_from_one_address_are_slowed_down(attempts: Attempts, clock: Clock) -> None:
    names = [f"nom{number}" for number in range(200)]
    assert guess(attempts, clock, 100, names, [HERE]) > 70 * ADDRESS_PATIENCE.longest_seconds


def test_whoever_guesses_waits_longer_than_the_colleague_whose_name_is_guessed(
    attempts: Attempts, clock: Clock
) -> None:
    guess(attempts, clock, 40, ["marie"], [HERE])
    told_there = wait_of(attempts, "marie", THERE)
    assert 0 < told_there <= ACCOUNT_PATIENCE.longest_seconds
    assert wait_of(attempts, "marie", HERE) > ACCOUNT_PATIENCE.longest_seconds
    clock.now += told_there
    assert wait_of(attempts, "marie", THERE) == 0


def test_a_familiar_address_answers_for_its_own_mistakes_only(attempts: Attempts, clock: Clock) -> None:
    guess(attempts, clock, 60, ["marie", "paul"], [HERE, THERE])
    assert wait_of(attempts, "marie", HERE)
    assert wait_of(attempts, "marie", HERE, is_familiar=True) == 0
    for _ in range(ACCOUNT_PATIENCE.free):
        wait_of(attempts, "marie", HERE, is_familiar=True)
    assert wait_of(attempts, "marie", HERE, is_familiar=True) > 0
    assert wait_of(attempts, "paul", HERE, is_familiar=True) == 0


def test_many_tries_at_once_are_counted_before_any_is_checked(attempts: Attempts) -> None:
    let_through = sum(wait_of(attempts, "marie", HERE) == 0 for _ in range(100))
    assert let_through == ACCOUNT_PATIENCE.free + 1


def test_the_right_password_forgives_the_account(attempts: Attempts) -> None:
    for _ in range(20):
        attempts.forgive(attempts.begin("marie", HERE, is_familiar=False))
    assert wait_of(attempts, "marie", HERE) == 0


def test_an_own_account_does_not_buy_guesses_on_others(attempts: Attempts, clock: Clock) -> None:
    for number in range(100):
        while wait := wait_of(attempts, f"nom{number}", HERE):
            clock.now += wait
        while True:
            try:
                attempts.forgive(attempts.begin("mallory", HERE, is_familiar=False))
            except AccountRefused as refusal:
                clock.now += refusal.retry_after_seconds
            else:
                break
    assert clock.now > 70 * ADDRESS_PATIENCE.longest_seconds


def test_failures_are_forgotten_with_time(attempts: Attempts, clock: Clock) -> None:
    guess(attempts, clock, 30, ["marie"], [HERE])
    clock.now += 2 * 3600
    assert [wait_of(attempts, "marie", HERE) for _ in range(ACCOUNT_PATIENCE.free + 1)] == [0] * 5


def test_memory_stays_bounded_however_many_names_are_tried(
    attempts: Attempts, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.accounts.attempts._MOST_KEPT", 10)
    for number in range(100):
        wait_of(attempts, f"nom{number}", f"192.0.2.{number}")
    assert len(attempts._counts) == 10


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("testclient", "unknown"),
    ],
)
def test_an_address_counts_with_its_own_network(host: str, address: str) -> None:
    assert name_address(host) == address
