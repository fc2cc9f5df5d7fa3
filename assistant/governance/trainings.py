"""Keeps who passed the course, and since when it is to be passed again. Synchronous, like the other stores."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, insert, select, update

from assistant.audit import Actor, record
from assistant.conversation.database import writing
from assistant.conversation.tables import accounts, trainings
from assistant.errors import AccountRefused
from assistant.vocabulary import AccountRefusal, AuditAction


@dataclass(frozen=True, slots=True)
class Training:
    """Where an account stands."""

    course_version: str = ""
    """That of the course that was passed last; empty before."""
    passed_at: datetime | None = None
    required_since: datetime | None = None
    """When an admin last required it again; None: never."""

    @property
    def is_passed(self) -> bool:
        """Whether the course was passed since it was last required."""
        return self.passed_at is not None and (self.required_since is None or self.passed_at > self.required_since)


@dataclass(frozen=True, slots=True)
class TrainingStore:
    """Owns the table ``trainings``."""

    engine: Engine
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def find(self, account: str) -> Training:
        with self.engine.connect() as connection:
            row = connection.execute(select(trainings).where(trainings.c.account == account)).first()
        return Training(row.course_version, row.passed_at, row.required_since) if row else Training()

    def is_trained(self, account: str) -> bool:
        """Whether an account may take cases and decide on drafts."""
        return self.find(account).is_passed

    def keep_passed(self, account: str, course_version: str, actor: Actor) -> Training:
        """Write that an account passed."""
        now = self.clock()
        with writing(self.engine) as connection:
            _put(connection, account, course_version=course_version, passed_at=now)
            record(connection, actor, AuditAction.COURSE_PASSED, f"account/{account}", at=now, version=course_version)
        return self.find(account)

    def require(self, account: str, actor: Actor) -> int:
        """Have one account pass again, or everybody with an empty name. Returns how many.

        Raises :class:`AccountRefused` for a name that nobody has.
        """
        now = self.clock()
        with writing(self.engine) as connection:
            query = select(accounts.c.name)
            names = connection.scalars(query.where(accounts.c.name == account) if account else query).all()
            if account and not names:
                raise AccountRefused(AccountRefusal.ACCOUNT_UNKNOWN)
            for name in names:
                _put(connection, name, required_since=now)
            subject = f"account/{account}" if account else "accounts"
            record(connection, actor, AuditAction.COURSE_REQUIRED, subject, at=now, accounts=str(len(names)))
        return len(names)


def _put(connection: Connection, account: str, **values: object) -> None:
    """Change the row of an account, and make it first where there is none."""
    mine = trainings.c.account == account
    if not connection.execute(update(trainings).where(mine).values(values)).rowcount:
        connection.execute(insert(trainings).values(**{"account": account, "course_version": "", **values}))
