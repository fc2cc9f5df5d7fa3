import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from assistant.accounts.passwords import Passwords
from assistant.accounts.store import AccountStore
from assistant.audit import COMMAND_LINE, Actor, AuditTrail
from assistant.errors import AccountRefused
from assistant.vocabulary import AccountRefusal, Role
from tests.assistant.fakes import QUICK_HASHER, SESSION_LIFE, MovableClock

HERE, THERE = "192.0.2.1", "198.51.100.7"
PASSWORD = "le tracteur de la mairie"
OTHER = "une bicyclette sans sonnette"
ADMIN = Actor("zoe", "admin")


def add(store: AccountStore, name: str = "marie", *roles: Role, password: str = PASSWORD) -> None:
    store.add(name, name.title(), roles or (Role.AGENT,), COMMAND_LINE, password=password)


def refused(reason: AccountRefusal, act: Callable[[], object]) -> None:
    with pytest.raises(AccountRefused) as refusal:
        act()
    assert refusal.value.reason is reason


def told(trail: AuditTrail) -> list[tuple[str, str, str, dict[str, str]]]:
    """The audit, oldest first."""
    return [(row.who, row.what.value, row.subject, dict(row.details)) for row in reversed(trail.page())]


def test_a_new_account_is_listed_and_told_to_the_audit(account_store: AccountStore, trail: AuditTrail) -> None:
    made = account_store.add(" Marie ", "  Marie   D. ", [Role.AGENT, Role.ADMIN], COMMAND_LINE, password=PASSWORD)
    assert (made.account.name, made.account.display_name) == ("marie", "Marie D.")
    assert made.account.roles == {Role.AGENT, Role.ADMIN}
    assert not made.account.must_change_password
    assert account_store.all() == (made.account,)
    assert account_store.find("MARIE") == made.account
    assert told(trail) == [("command line", "account_added", "account/marie", {"roles": "agent,admin"})]


def test_a_generated_password_is_to_be_changed(account_store: AccountStore) -> None:
    made = account_store.add("marie", "", [Role.AGENT], ADMIN)
    assert made.account.must_change_password
    assert account_store.sign_in("marie", made.password, HERE).account == made.account
    assert made.password not in repr(made)


@pytest.mark.parametrize(
    "name", ["", "a", "marie d", "-marie", "marie.", "m@rie", "x" * 33, "é", "command line", "a\0b", "person", "Parvis"]
)
def test_a_name_that_cannot_be_one_is_refused(account_store: AccountStore, name: str) -> None:
    refused(AccountRefusal.NAME_INVALID, lambda: add(account_store, name))


@pytest.mark.parametrize("shown", ["x" * 81, "a\0b", "a\u202eb"])
def test_a_display_name_that_cannot_be_shown_is_refused(account_store: AccountStore, shown: str) -> None:
    act = lambda: account_store.add("marie", shown, [Role.AGENT], ADMIN)  # noqa: E731
    refused(AccountRefusal.DISPLAY_NAME_INVALID, act)


def test_what_is_refused_leaves_no_trace(account_store: AccountStore, trail: AuditTrail) -> None:
    add(account_store)
    before = told(trail)
    refused(AccountRefusal.NAME_TAKEN, lambda: add(account_store, "MARIE"))
    refused(AccountRefusal.NO_ROLE, lambda: account_store.add("paul", "", [], ADMIN))
    refused(AccountRefusal.PASSWORD_TOO_SHORT, lambda: add(account_store, "paul", password="court"))
    refused(AccountRefusal.ACCOUNT_UNKNOWN, lambda: account_store.change("paul", ADMIN, is_disabled=True))
    refused(AccountRefusal.ACCOUNT_UNKNOWN, lambda: account_store.reset_password("paul", ADMIN))
    refused(AccountRefusal.NO_ROLE, lambda: account_store.change("marie", ADMIN, roles=[]))
    weak = "motdepasse2026"
    refused(AccountRefusal.PASSWORD_OBVIOUS, lambda: account_store.reset_password("marie", ADMIN, password=weak))
    assert told(trail) == before


def test_a_session_is_known_by_its_token_and_by_nothing_else(account_store: AccountStore) -> None:
    add(account_store)
    signed_in = account_store.sign_in("Marie", PASSWORD, HERE)
    assert account_store.identify(signed_in.token) == signed_in.account
    assert len(signed_in.token) >= 43
    assert signed_in.token not in repr(signed_in)
    for wrong in ("", "marie", signed_in.token[:-1], signed_in.token.swapcase()):
        refused(AccountRefusal.SESSION_ENDED, lambda wrong=wrong: account_store.identify(wrong))  # type: ignore[misc]


def test_neither_passwords_nor_tokens_stand_in_the_files(
    account_store: AccountStore, engine: Engine, tmp_path: Path
) -> None:
    add(account_store)
    token = account_store.sign_in("marie", PASSWORD, HERE).token
    refused(AccountRefusal.SIGN_IN_FAILED, lambda: account_store.sign_in("marie", OTHER, HERE))
    refused(AccountRefusal.SIGN_IN_FAILED, lambda: account_store.sign_in("mon secret tapé ici", PASSWORD, HERE))
    made = account_store.reset_password("marie", ADMIN)
    engine.dispose()
    written = b"".join(file.read_bytes() for file in tmp_path.glob("conversations.sqlite*"))
    assert b"account/marie" in written
    for secret in (PASSWORD, OTHER, token, made.password, "mon secret"):
        assert secret.encode() not in written


@pytest.mark.parametrize(
    ("name", "password", "is_disabled", "subject", "reason"),
    [
        ("marie", OTHER, False, "account/marie", "wrong_password"),
        ("marie", "", False, "account/marie", "wrong_password"),
        ("paul", PASSWORD, False, "", "unknown_name"),
        ("", PASSWORD, False, "", "unknown_name"),
        ("marie", PASSWORD, True, "account/marie", "disabled_or_changed"),
        ("marie", OTHER, True, "account/marie", "wrong_password"),
    ],
)
def test_a_failed_sign_in_gives_one_reason_and_the_audit_another(
    account_store: AccountStore,
    trail: AuditTrail,
    name: str,
    password: str,
    is_disabled: bool,
    subject: str,
    reason: str,
) -> None:
    add(account_store)
    account_store.change("marie", ADMIN, is_disabled=is_disabled)
    refused(AccountRefusal.SIGN_IN_FAILED, lambda: account_store.sign_in(name, password, HERE))
    expected = ("not signed in", "sign_in_failed", subject, {"reason": reason, "address": HERE})
    assert told(trail)[-1] == expected


def test_a_session_ends_after_its_longest_time_whatever_is_done(
    account_store: AccountStore, clock: MovableClock
) -> None:
    add(account_store)
    token = account_store.sign_in("marie", PASSWORD, HERE).token
    for _ in range(29):
        clock.pass_(minutes=20)
        account_store.identify(token)
    clock.pass_(minutes=20)
    refused(AccountRefusal.SESSION_ENDED, lambda: account_store.identify(token))


def test_a_session_ends_when_nothing_is_done(account_store: AccountStore, clock: MovableClock) -> None:
    add(account_store)
    token = account_store.sign_in("marie", PASSWORD, HERE).token
    clock.pass_(minutes=29)
    account_store.identify(token)
    clock.pass_(minutes=30)
    refused(AccountRefusal.SESSION_ENDED, lambda: account_store.identify(token))


def test_sessions_that_are_over_are_not_kept(account_store: AccountStore, engine: Engine, clock: MovableClock) -> None:
    add(account_store)
    account_store.sign_in("marie", PASSWORD, HERE)
    clock.pass_(hours=1)
    account_store.sign_in("marie", PASSWORD, HERE)
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from sign_in_sessions")) == 1


def test_signing_out_ends_one_session(account_store: AccountStore, trail: AuditTrail) -> None:
    add(account_store)
    mine, other = (account_store.sign_in("marie", PASSWORD, HERE) for _ in range(2))
    account_store.sign_out(mine.token, mine.account)
    refused(AccountRefusal.SESSION_ENDED, lambda: account_store.identify(mine.token))
    assert account_store.identify(other.token) == other.account
    assert told(trail)[-1] == ("marie", "signed_out", "account/marie", {})


@pytest.mark.parametrize(
    "change",
    [
        lambda store: store.change("marie", ADMIN, roles=[Role.OBSERVER]),
        lambda store: store.change("marie", ADMIN, is_disabled=True),
        lambda store: store.reset_password("marie", ADMIN),
        lambda store: store.change_own_password(store.find("marie"), PASSWORD, OTHER, HERE),
    ],
    ids=["roles", "disabled", "reset", "own password"],
)
def test_every_session_ends_with_what_it_stood_on(
    account_store: AccountStore, change: Callable[[AccountStore], object]
) -> None:
    add(account_store)
    add(account_store, "paul")
    tokens = [account_store.sign_in("marie", PASSWORD, place).token for place in (HERE, THERE)]
    untouched = account_store.sign_in("paul", PASSWORD, HERE).token
    change(account_store)
    for token in tokens:
        refused(AccountRefusal.SESSION_ENDED, lambda token=token: account_store.identify(token))  # type: ignore[misc]
    assert account_store.identify(untouched).name == "paul"


def test_a_disabled_account_that_is_enabled_again_signs_in_anew(account_store: AccountStore) -> None:
    add(account_store)
    token = account_store.sign_in("marie", PASSWORD, HERE).token
    account_store.change("marie", ADMIN, is_disabled=True)
    account_store.change("marie", ADMIN, is_disabled=False)
    refused(AccountRefusal.SESSION_ENDED, lambda: account_store.identify(token))
    assert account_store.sign_in("marie", PASSWORD, HERE).account.name == "marie"


def test_a_change_tells_the_audit_what_and_by_whom_and_nothing_when_nothing_changes(
    account_store: AccountStore, trail: AuditTrail
) -> None:
    add(account_store)
    account_store.change("marie", ADMIN, display_name="Marie", roles=[Role.AGENT], is_disabled=False)
    assert len(told(trail)) == 1
    account_store.change("marie", ADMIN, display_name="M.", roles=[Role.AGENT, Role.REFERENT], is_disabled=True)
    assert told(trail)[1:] == [
        ("zoe", "account_renamed", "account/marie", {}),
        ("zoe", "roles_changed", "account/marie", {"before": "agent", "after": "agent,referent"}),
        ("zoe", "account_disabled", "account/marie", {}),
    ]
    assert {row.role for row in trail.page(limit=3)} == {"admin"}


@pytest.mark.parametrize("change", [{"roles": [Role.AGENT]}, {"is_disabled": True}], ids=["roles", "disabled"])
def test_the_last_admin_stays(account_store: AccountStore, trail: AuditTrail, change: dict[str, object]) -> None:
    add(account_store, "zoe", Role.ADMIN)
    add(account_store, "paul", Role.ADMIN)
    token = account_store.sign_in("zoe", PASSWORD, HERE).token
    account_store.change("paul", ADMIN, is_disabled=True)
    before = told(trail)
    refused(AccountRefusal.LAST_ADMIN, lambda: account_store.change("zoe", ADMIN, **change))  # type: ignore[arg-type]
    assert told(trail) == before
    assert account_store.identify(token).name == "zoe"
    account_store.change("paul", ADMIN, is_disabled=False)
    account_store.change("zoe", ADMIN, **change)  # type: ignore[arg-type]


def test_the_change_is_undone_when_the_audit_cannot_take_it(account_store: AccountStore, engine: Engine) -> None:
    add(account_store)
    before = account_store.find("marie")
    with engine.begin() as connection:
        connection.execute(text("alter table audit rename to gone"))
    with pytest.raises(OperationalError):
        account_store.change("marie", ADMIN, is_disabled=True)
    with pytest.raises(OperationalError):
        account_store.reset_password("marie", ADMIN)
    with pytest.raises(OperationalError):
        account_store.add("paul", "", [Role.AGENT], ADMIN)
    with pytest.raises(OperationalError):
        account_store.sign_in("marie", PASSWORD, HERE)
    assert account_store.all() == (before,)
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from sign_in_sessions")) == 0


def test_changing_one_s_password_needs_the_current_one_and_another(
    account_store: AccountStore, trail: AuditTrail
) -> None:
    marie = account_store.add("marie", "", [Role.AGENT], ADMIN)
    change = account_store.change_own_password
    refused(AccountRefusal.WRONG_PASSWORD, lambda: change(marie.account, PASSWORD, OTHER, HERE))
    assert told(trail)[-1][1:] == ("sign_in_failed", "account/marie", {"reason": "wrong_password", "address": HERE})
    refused(AccountRefusal.PASSWORD_UNCHANGED, lambda: change(marie.account, marie.password, marie.password, HERE))
    refused(AccountRefusal.PASSWORD_TOO_SHORT, lambda: change(marie.account, marie.password, "court", HERE))
    signed_in = change(marie.account, marie.password, OTHER, HERE)
    assert account_store.identify(signed_in.token) == signed_in.account
    assert not signed_in.account.must_change_password
    assert told(trail)[-1] == ("marie", "password_changed", "account/marie", {})


def test_a_hash_of_former_parameters_is_renewed_at_the_next_sign_in(
    account_store: AccountStore, engine: Engine, clock: MovableClock
) -> None:
    add(account_store)
    dearer = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    later = AccountStore(engine, dearer, SESSION_LIFE, clock)
    token = later.sign_in("marie", PASSWORD, HERE).token
    with engine.connect() as connection:
        kept = connection.execute(text("select password_hash from accounts")).scalar_one()
    assert not dearer.is_outdated(kept)
    assert later.identify(token).name == "marie"
    assert later.sign_in("marie", PASSWORD, HERE).account.name == "marie"


def test_an_address_is_familiar_for_a_month_after_a_sign_in_and_until_the_password_changes(
    account_store: AccountStore, clock: MovableClock
) -> None:
    add(account_store)
    assert not account_store.is_familiar("marie", HERE)
    account_store.sign_in("marie", PASSWORD, HERE)
    account_store.sign_in("marie", PASSWORD, HERE)
    assert account_store.is_familiar("MARIE", HERE)
    assert not account_store.is_familiar("marie", THERE)
    assert not account_store.is_familiar("paul", HERE)
    clock.pass_(days=29)
    assert account_store.is_familiar("marie", HERE)
    clock.pass_(days=1)
    assert not account_store.is_familiar("marie", HERE)
    account_store.sign_in("marie", PASSWORD, HERE)
    account_store.reset_password("marie", ADMIN)
    assert not account_store.is_familiar("marie", HERE)


@pytest.mark.parametrize("own_change", [False, True], ids=["signing in", "changing one's own"])
def test_a_password_that_is_reset_while_it_is_checked_opens_nothing(
    account_store: AccountStore, engine: Engine, clock: MovableClock, own_change: bool
) -> None:
    class ResetMeanwhile(Passwords):
        def matches(self, password: str, kept: str | None) -> bool:
            account_store.reset_password("marie", ADMIN)
            return super().matches(password, kept)

    add(account_store)
    marie = account_store.find("marie")
    store = AccountStore(engine, ResetMeanwhile(QUICK_HASHER), SESSION_LIFE, clock)
    if own_change:
        act = lambda: store.change_own_password(marie, PASSWORD, OTHER, HERE)  # noqa: E731
        refused(AccountRefusal.SESSION_ENDED, act)
    else:
        refused(AccountRefusal.SIGN_IN_FAILED, lambda: store.sign_in("marie", PASSWORD, HERE))
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from sign_in_sessions")) == 0


def test_two_admins_who_remove_each_other_at_once_leave_one(account_store: AccountStore) -> None:
    add(account_store, "zoe", Role.ADMIN)
    add(account_store, "paul", Role.ADMIN)
    for _ in range(5):
        together = threading.Barrier(2)

        def remove(name: str, together: threading.Barrier = together) -> str:
            together.wait()
            try:
                account_store.change(name, ADMIN, is_disabled=True)
            except AccountRefused as refusal:
                return refusal.reason.value
            return "done"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(remove, ("zoe", "paul"))) == ["done", "last_admin"]
        for name in ("zoe", "paul"):
            account_store.change(name, ADMIN, is_disabled=False)
