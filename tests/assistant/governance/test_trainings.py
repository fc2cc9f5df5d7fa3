import pytest
from sqlalchemy import Engine

from assistant.accounts.passwords import Passwords
from assistant.accounts.store import AccountStore
from assistant.audit import COMMAND_LINE, Actor, AuditTrail
from assistant.errors import AccountRefused
from assistant.governance.trainings import Training, TrainingStore
from assistant.vocabulary import AccountRefusal, AuditAction, Role
from tests.assistant.fakes import QUICK_HASHER, SESSION_LIFE, MovableClock

MARIE = Actor("marie", "agent")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def trainings(engine: Engine, clock: MovableClock) -> TrainingStore:
    accounts = AccountStore(engine, Passwords(QUICK_HASHER), SESSION_LIFE)
    for name in ("marie", "paul"):
        accounts.add(name, "", [Role.AGENT], COMMAND_LINE, password="le tracteur de la mairie")
    return TrainingStore(engine, clock)


def test_nobody_is_trained_before_passing(trainings: TrainingStore, clock: MovableClock) -> None:
    assert trainings.find("marie") == Training()
    assert not trainings.is_trained("marie")
    trainings.keep_passed("marie", "2026-11", MARIE)
    assert trainings.find("marie") == Training("2026-11", clock(), None)
    assert trainings.is_trained("marie")
    assert not trainings.is_trained("paul")


def test_it_can_be_required_again_of_one_or_of_all(trainings: TrainingStore, clock: MovableClock) -> None:
    for name in ("marie", "paul"):
        trainings.keep_passed(name, "2026-11", MARIE)
    clock.pass_(days=1)
    assert trainings.require("marie", COMMAND_LINE) == 1
    assert (trainings.is_trained("marie"), trainings.is_trained("paul")) == (False, True)
    assert trainings.require("", COMMAND_LINE) == 2
    assert not trainings.is_trained("paul")
    clock.pass_(minutes=20)
    trainings.keep_passed("paul", "2026-12", Actor("paul", "agent"))
    assert (trainings.is_trained("marie"), trainings.is_trained("paul")) == (False, True)
    assert trainings.find("paul").course_version == "2026-12"


def test_requiring_it_of_somebody_who_never_passed_changes_nothing_for_them(
    trainings: TrainingStore, clock: MovableClock
) -> None:
    trainings.require("marie", COMMAND_LINE)
    assert trainings.find("marie") == Training("", None, clock())
    clock.pass_(seconds=1)
    trainings.keep_passed("marie", "2026-11", MARIE)
    assert trainings.is_trained("marie")


def test_a_name_that_nobody_has_is_refused(trainings: TrainingStore) -> None:
    with pytest.raises(AccountRefused) as refused:
        trainings.require("personne", COMMAND_LINE)
    assert refused.value.reason is AccountRefusal.ACCOUNT_UNKNOWN


def test_passing_and_requiring_are_written_down(trainings: TrainingStore, engine: Engine) -> None:
    trainings.keep_passed("marie", "2026-11", MARIE)
    trainings.require("", COMMAND_LINE)
    trainings.require("marie", COMMAND_LINE)
    one, everybody, passed = AuditTrail(engine).page()[:3]
    assert (passed.who, passed.what, passed.subject) == ("marie", AuditAction.COURSE_PASSED, "account/marie")
    assert passed.details == {"version": "2026-11"}
    assert (everybody.who, everybody.what, everybody.subject) == (
        "command line",
        AuditAction.COURSE_REQUIRED,
        "accounts",
    )
    assert everybody.details == {"accounts": "2"}
    assert one.subject == "account/marie"
