"""A store of accounts on a clock that a test moves."""

import pytest
from sqlalchemy import Engine

from assistant.accounts.passwords import Passwords
from assistant.accounts.store import AccountStore
from assistant.audit import AuditTrail
from tests.assistant.fakes import QUICK_HASHER, SESSION_LIFE, MovableClock


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def account_store(engine: Engine, clock: MovableClock) -> AccountStore:
    return AccountStore(engine, Passwords(QUICK_HASHER), SESSION_LIFE, clock)


@pytest.fixture
def trail(engine: Engine) -> AuditTrail:
    return AuditTrail(engine)
