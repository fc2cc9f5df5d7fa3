"""A store of accounts on a clock that a test moves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from assistant.accounts.passwords import Passwords
from assistant.accounts.store import AccountStore
from assistant.accounts.types import SessionLife
from assistant.audit import AuditTrail
from tests.assistant.fakes import QUICK_HASHER

LIFE = SessionLife(longest=timedelta(hours=10), idle=timedelta(minutes=30))


@dataclass(slots=True)
class Clock:
    now: datetime = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def account_store(engine: Engine, clock: Clock) -> AccountStore:
    return AccountStore(engine, Passwords(QUICK_HASHER), LIFE, clock)


@pytest.fixture
def trail(engine: Engine) -> AuditTrail:
    return AuditTrail(engine)
