from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import IntegrityError

from assistant.audit import COMMAND_LINE, Actor, AuditTrail, purge_audit, record
from assistant.conversation.tables import audit
from assistant.vocabulary import AuditAction

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
MARIE = Actor("marie", "admin")


@pytest.fixture
def trail(engine: Engine) -> AuditTrail:
    return AuditTrail(engine)


def write(engine: Engine, *moments: datetime) -> None:
    for moment in moments:
        with engine.begin() as connection:
            record(connection, MARIE, AuditAction.ROLES_CHANGED, "account/paul", at=moment, roles="agent,referent")


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("select count(*) from audit")).scalar_one())


def test_a_row_comes_back_as_it_was_written(engine: Engine, trail: AuditTrail) -> None:
    write(engine, LONG_AGO)
    (row,) = trail.page()
    assert (row.who, row.role, row.what, row.subject) == ("marie", "admin", "roles_changed", "account/paul")
    assert (row.at, row.details) == (LONG_AGO, {"roles": "agent,referent"})


def test_pages_hold_the_newest_rows_first_and_follow_one_another(engine: Engine, trail: AuditTrail) -> None:
    write(engine, *(LONG_AGO + timedelta(days=day) for day in range(5)))
    first = trail.page(limit=2)
    second = trail.page(limit=2, before=first[-1].id)
    last = trail.page(limit=2, before=second[-1].id)
    assert [row.at.day for row in (*first, *second, *last)] == [5, 4, 3, 2, 1]
    assert trail.page(before=last[-1].id) == ()


def test_a_row_goes_with_the_change_that_fails(engine: Engine) -> None:
    with engine.begin() as connection:
        record(connection, MARIE, AuditAction.ACCOUNT_ADDED, "account/paul")
        connection.rollback()
    assert count(engine) == 0


@pytest.mark.parametrize(
    "order",
    [
        "update audit set who = 'paul'",
        "update audit set at = '2000-01-01 00:00:00' where id = 1",
        "delete from audit",
        "delete from audit where id = 1",
        "insert or replace into audit select id, at, 'paul', role, what, subject, details from audit",
        "replace into audit select id, at, 'paul', role, what, subject, details from audit",
        "update audit_marker set older_than = '9999-01-01 00:00:00'",
        "update audit_marker set older_than = datetime('now', '-29 days')",
        "update audit_marker set id = 2",
        "delete from audit_marker",
        "insert into audit_marker values (2, '9999-01-01 00:00:00')",
        "insert or replace into audit_marker values (1, '9999-01-01 00:00:00')",
    ],
)
def test_the_database_refuses_to_change_the_past(engine: Engine, order: str, trail: AuditTrail) -> None:
    write(engine, datetime.now(UTC), LONG_AGO)
    before = trail.page()
    with pytest.raises(IntegrityError, match="audit"), engine.begin() as connection:
        connection.execute(text(order))
    assert trail.page() == before
    assert count(engine) == 2


def purge(engine: Engine, older_than: datetime) -> int:
    with engine.begin() as connection:
        return purge_audit(connection, older_than, COMMAND_LINE)


def test_the_purge_takes_what_is_older_and_says_so(engine: Engine, trail: AuditTrail) -> None:
    now = datetime.now(UTC)
    write(engine, LONG_AGO, LONG_AGO + timedelta(days=1), now)
    assert purge(engine, LONG_AGO + timedelta(hours=1)) == 1
    told, *kept = trail.page()
    assert [row.at for row in kept] == [now, LONG_AGO + timedelta(days=1)]
    assert (told.who, told.what) == ("command line", AuditAction.AUDIT_PURGED)
    assert told.details == {"rows": "1", "older_than": "2020-01-01 01:00:00"}


def test_a_purge_of_the_last_month_is_refused_and_takes_nothing(engine: Engine, trail: AuditTrail) -> None:
    write(engine, LONG_AGO)
    with pytest.raises(IntegrityError, match="30 days"):
        purge(engine, datetime.now(UTC) - timedelta(days=29))
    assert count(engine) == 1


def test_the_number_of_a_row_that_went_is_never_given_again(engine: Engine, trail: AuditTrail) -> None:
    write(engine, LONG_AGO, LONG_AGO)
    highest = trail.page()[0].id
    with engine.begin() as connection:
        connection.execute(text("update audit_marker set older_than = '2021-01-01 00:00:00'"))
        connection.execute(text("delete from audit"))
    write(engine, LONG_AGO)
    assert trail.page()[0].id == highest + 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(ages=st.lists(st.integers(31, 4000), max_size=6), limit=st.integers(31, 4000))
def test_the_purge_takes_exactly_what_is_older(engine: Engine, trail: AuditTrail, ages: list[int], limit: int) -> None:
    now = datetime.now(UTC)
    with engine.begin() as connection:  # what an example before this one left
        connection.execute(text("update audit_marker set older_than = datetime('now', '-31 days')"))
        connection.execute(text("delete from audit where at < (select older_than from audit_marker)"))
    write(engine, *(now - timedelta(days=days, minutes=1) for days in ages))
    assert purge(engine, now - timedelta(days=limit)) == sum(days >= limit for days in ages)


@pytest.mark.parametrize(
    "details",
    [
        {"note": "Madame Dubosquet a appelé"},
        {"note": "she called again this morning"},
        {"note": "a@b"},
        {"a long key of many words": "x"},
        {"note": "x" * 65},
        {"note": "two\nlines"},
    ],
)
def test_a_text_is_not_kept(engine: Engine, details: dict[str, str]) -> None:
    with engine.begin() as connection, pytest.raises(ValueError, match="no text"):
        record(connection, MARIE, AuditAction.ACCOUNT_ADDED, "account/paul", at=None, **details)
    assert count(engine) == 0


def test_the_table_wants_every_column(engine: Engine) -> None:
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(audit).values(who="marie"))
