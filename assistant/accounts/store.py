"""Keeps accounts and sign-in sessions. Each change and its row of the audit are one transaction.

Synchronous; callers in the event loop hop to a thread.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.accounts.passwords import Passwords, generate_password, refuse_weak
from assistant.accounts.types import Account, NewPassword, SessionLife, SignedIn
from assistant.audit import NOT_SIGNED_IN, Actor, record
from assistant.conversation.tables import accounts, familiar_addresses, sign_in_sessions
from assistant.errors import AccountRefused
from assistant.escalation.states import PARVIS, PERSON
from assistant.vocabulary import AccountRefusal, AuditAction, Role

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])")
_NOT_STAFF = frozenset({PERSON, PARVIS})
"""Who else changes cases: what is done by one of them must never be taken for an agent's."""
_LONGEST_NAME = 32
_LONGEST_DISPLAY_NAME = 80
_FAMILIAR_DAYS = 30
"""An address stays familiar to an account for so long after a sign-in from it."""
_SEEN_EVERY = timedelta(seconds=30)
"""A session is not written anew for each request: its idle time is known to this much."""


class AccountStore:
    """Owns the tables ``accounts``, ``sign_in_sessions`` and ``familiar_addresses``."""

    def __init__(
        self,
        engine: Engine,
        passwords: Passwords,
        life: SessionLife,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._engine = engine
        self._passwords = passwords
        self._life = life
        self._clock = clock

    def all(self) -> tuple[Account, ...]:
        """Every account, by name."""
        with self._engine.connect() as connection:
            return tuple(_read(row) for row in connection.execute(select(accounts).order_by(accounts.c.name)))

    def find(self, name: str) -> Account:
        """Raises :class:`AccountRefused` for a name that nobody has."""
        with self._engine.connect() as connection:
            return _read(_row(connection, fold_name(name)))

    def add(
        self, name: str, display_name: str, roles: Iterable[Role], actor: Actor, *, password: str = ""
    ) -> NewPassword:
        """Make an account. Without a password one is generated, which its owner must change.

        Raises :class:`AccountRefused` for a name that is taken or cannot be one, no role, a weak password.
        """
        folded = fold_name(name)
        if not _NAME.fullmatch(folded) or folded in _NOT_STAFF:
            raise AccountRefused(AccountRefusal.NAME_INVALID)
        shown = _check_display_name(display_name or folded)
        held = _check_roles(roles)
        if password:
            refuse_weak(password, folded, shown)
        told = password or generate_password()
        values = {
            "name": folded,
            "display_name": shown,
            "roles": _write_roles(held),
            "password_hash": self._passwords.hash(told),
            "is_disabled": False,
            "must_change_password": not password,
            "added_at": self._clock(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(accounts).values(values))
                self._record(connection, actor, AuditAction.ACCOUNT_ADDED, folded, roles=_say_roles(held))
        except IntegrityError:
            raise AccountRefused(AccountRefusal.NAME_TAKEN) from None
        return NewPassword(self.find(folded), told)

    def change(
        self,
        name: str,
        actor: Actor,
        *,
        display_name: str | None = None,
        roles: Iterable[Role] | None = None,
        is_disabled: bool | None = None,
    ) -> Account:
        """Change what is given, all of it or nothing. Other roles or a disabled account end its sessions.

        Raises :class:`AccountRefused` for an unknown name, no role, or when no admin would be left.
        """
        folded = fold_name(name)
        shown = None if display_name is None else _check_display_name(display_name)
        held = None if roles is None else _check_roles(roles)
        with self._engine.begin() as connection:
            before = _read(_row(connection, folded, for_change=True))
            if shown is not None and shown != before.display_name:
                _set(connection, folded, display_name=shown)
                self._record(connection, actor, AuditAction.ACCOUNT_RENAMED, folded)
            if held is not None and held != before.roles:
                _set(connection, folded, roles=_write_roles(held))
                _end_sessions(connection, folded)
                told = {"before": _say_roles(before.roles), "after": _say_roles(held)}
                self._record(connection, actor, AuditAction.ROLES_CHANGED, folded, **told)
            if is_disabled is not None and is_disabled is not before.is_disabled:
                _set(connection, folded, is_disabled=is_disabled)
                _end_sessions(connection, folded)
                done = AuditAction.ACCOUNT_DISABLED if is_disabled else AuditAction.ACCOUNT_ENABLED
                self._record(connection, actor, done, folded)
            after = _read(_row(connection, folded))
            if _keeps_accounts(before) and not _keeps_accounts(after):
                _refuse_without_admin(connection)
        return after

    def reset_password(self, name: str, actor: Actor, *, password: str = "") -> NewPassword:
        """Give an account another password, and end its sessions. Without one it is generated, to be changed.

        Raises :class:`AccountRefused` for an unknown name or a weak password.
        """
        folded = fold_name(name)
        with self._engine.begin() as connection:
            account = _read(_row(connection, folded, for_change=True))
            if password:
                refuse_weak(password, folded, account.display_name)
            told = password or generate_password()
            self._set_password(connection, folded, told, must_change=not password)
            self._record(connection, actor, AuditAction.PASSWORD_RESET, folded)
            return NewPassword(_read(_row(connection, folded)), told)

    def change_own_password(self, account: Account, current: str, new: str, address: str) -> SignedIn:
        """Its owner chooses another password: every session ends, and a new one begins.

        Raises :class:`AccountRefused` for a wrong current password, and for a new one that is weak or the same.
        """
        refuse_weak(new, account.name, account.display_name)
        with self._engine.connect() as connection:
            kept: str = _row(connection, account.name).password_hash
        if not self._passwords.matches(current, kept):
            with self._engine.begin() as connection:
                told = {"reason": AccountRefusal.WRONG_PASSWORD.value, "address": address}
                self._record(connection, account.acts_as(), AuditAction.SIGN_IN_FAILED, account.name, **told)
            raise AccountRefused(AccountRefusal.WRONG_PASSWORD)
        if self._passwords.matches(new, kept):
            raise AccountRefused(AccountRefusal.PASSWORD_UNCHANGED)
        with self._engine.begin() as connection:
            if not _claim(connection, account.name, kept, kept):
                raise AccountRefused(AccountRefusal.SESSION_ENDED)
            self._set_password(connection, account.name, new, must_change=False)
            self._record(connection, account.acts_as(), AuditAction.PASSWORD_CHANGED, account.name)
            return self._begin_session(connection, account.name, address)

    def is_familiar(self, name: str, address: str) -> bool:
        """Whether the account signed in from this address not long ago."""
        query = (
            select(familiar_addresses.c.account)
            .where(familiar_addresses.c.account == fold_name(name))
            .where(familiar_addresses.c.address == address)
            .where(familiar_addresses.c.last_used_at > self._clock() - timedelta(days=_FAMILIAR_DAYS))
        )
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def sign_in(self, name: str, password: str, address: str) -> SignedIn:
        """Begin a session. Raises :class:`AccountRefused`, the same for an unknown name, a wrong password, a disabled
        account, and after the same work."""
        folded = fold_name(name)
        with self._engine.connect() as connection:
            row = connection.execute(select(accounts).where(accounts.c.name == folded)).first()
        kept: str | None = row.password_hash if row else None
        if not self._passwords.matches(password, kept) or kept is None:
            raise self._note_failure(folded if row else "", address, "wrong_password" if row else "unknown_name")
        renewed = self._passwords.hash(password) if self._passwords.is_outdated(kept) else kept
        with self._engine.begin() as connection:
            if _claim(connection, folded, kept, renewed):
                signed_in = self._begin_session(connection, folded, address)
                self._record(connection, signed_in.account.acts_as(), AuditAction.SIGNED_IN, folded, address=address)
                return signed_in
        raise self._note_failure(folded, address, "disabled_or_changed")

    def identify(self, token: str) -> Account:
        """Whose session this is. Raises :class:`AccountRefused` for one that is unknown, ended or too old."""
        now = self._clock()
        hashed = _hash(token)
        joined = sign_in_sessions.join(accounts)
        with self._engine.connect() as connection:
            row = connection.execute(
                select(accounts, sign_in_sessions.c.started_at, sign_in_sessions.c.last_seen_at)
                .select_from(joined)
                .where(sign_in_sessions.c.token_sha256 == hashed)
            ).first()
        if row is None:
            raise AccountRefused(AccountRefusal.SESSION_ENDED)
        is_over = now >= row.started_at + self._life.longest or now >= row.last_seen_at + self._life.idle
        if row.is_disabled or is_over:
            raise AccountRefused(AccountRefusal.SESSION_ENDED)
        if now - row.last_seen_at >= _SEEN_EVERY:
            with self._engine.begin() as connection:
                connection.execute(
                    update(sign_in_sessions).where(sign_in_sessions.c.token_sha256 == hashed).values(last_seen_at=now)
                )
        return _read(row)

    def sign_out(self, token: str, account: Account) -> None:
        """End one session."""
        with self._engine.begin() as connection:
            connection.execute(delete(sign_in_sessions).where(sign_in_sessions.c.token_sha256 == _hash(token)))
            self._record(connection, account.acts_as(), AuditAction.SIGNED_OUT, account.name)

    def _begin_session(self, connection: Connection, name: str, address: str) -> SignedIn:
        now = self._clock()
        connection.execute(
            delete(sign_in_sessions).where(
                (sign_in_sessions.c.started_at <= now - self._life.longest)
                | (sign_in_sessions.c.last_seen_at <= now - self._life.idle)
            )
        )
        connection.execute(
            delete(familiar_addresses).where(
                (familiar_addresses.c.last_used_at <= now - timedelta(days=_FAMILIAR_DAYS))
                | ((familiar_addresses.c.account == name) & (familiar_addresses.c.address == address))
            )
        )
        connection.execute(insert(familiar_addresses).values(account=name, address=address, last_used_at=now))
        token = secrets.token_urlsafe(32)
        connection.execute(
            insert(sign_in_sessions).values(token_sha256=_hash(token), account=name, started_at=now, last_seen_at=now)
        )
        return SignedIn(_read(_row(connection, name)), token, now + self._life.longest)

    def _set_password(self, connection: Connection, name: str, password: str, *, must_change: bool) -> None:
        """Whoever knew the former password is out, and no address is trusted for having known it."""
        _set(connection, name, password_hash=self._passwords.hash(password), must_change_password=must_change)
        _end_sessions(connection, name)
        connection.execute(delete(familiar_addresses).where(familiar_addresses.c.account == name))

    def _note_failure(self, name: str, address: str, reason: str) -> AccountRefused:
        """What is raised, once the audit has it. A name that nobody has is not kept: people type their password
        there by mistake."""
        with self._engine.begin() as connection:
            self._record(connection, NOT_SIGNED_IN, AuditAction.SIGN_IN_FAILED, name, reason=reason, address=address)
        return AccountRefused(AccountRefusal.SIGN_IN_FAILED)

    def _record(self, connection: Connection, actor: Actor, what: AuditAction, name: str, **details: str) -> None:
        record(connection, actor, what, f"account/{name}" if name else "", at=self._clock(), **details)


def fold_name(name: str) -> str:
    """The name as it is kept: a capital or a space around it changes nothing. What no name holds stays out of it."""
    plain = name[: 4 * _LONGEST_NAME].strip().encode("ascii", "replace").decode()
    return plain.lower()[: _LONGEST_NAME + 1]


def _check_display_name(display_name: str) -> str:
    shown = " ".join(display_name.split())
    if not shown or len(shown) > _LONGEST_DISPLAY_NAME or not shown.isprintable():
        raise AccountRefused(AccountRefusal.DISPLAY_NAME_INVALID)
    return shown


def _check_roles(roles: Iterable[Role]) -> frozenset[Role]:
    held = frozenset(roles)
    if not held:
        raise AccountRefused(AccountRefusal.NO_ROLE)
    return held


def _row(connection: Connection, name: str, *, for_change: bool = False) -> Row[tuple[object, ...]]:
    """The row of an account; ``for_change`` holds it against other changes until the transaction ends."""
    if for_change:
        # the first write takes SQLite's only lock, so that what is read next cannot change before the end
        connection.execute(update(accounts).where(accounts.c.name == name).values(name=name))
    row = connection.execute(select(accounts).where(accounts.c.name == name)).first()
    if row is None:
        raise AccountRefused(AccountRefusal.ACCOUNT_UNKNOWN)
    return row


def _set(connection: Connection, name: str, **values: object) -> None:
    connection.execute(update(accounts).where(accounts.c.name == name).values(values))


def _claim(connection: Connection, name: str, kept: str, renewed: str) -> bool:
    """Whether the account is still enabled with the password that was checked; holds it until the transaction ends."""
    claimed = connection.execute(
        update(accounts)
        .where(accounts.c.name == name, accounts.c.password_hash == kept, accounts.c.is_disabled.is_(False))
        .values(password_hash=renewed)
    )
    return claimed.rowcount == 1


def _end_sessions(connection: Connection, name: str) -> None:
    connection.execute(delete(sign_in_sessions).where(sign_in_sessions.c.account == name))


def _keeps_accounts(account: Account) -> bool:
    return Role.ADMIN in account.roles and not account.is_disabled


def _refuse_without_admin(connection: Connection) -> None:
    rows = connection.execute(select(accounts).with_for_update())
    if not any(_keeps_accounts(_read(row)) for row in rows):
        raise AccountRefused(AccountRefusal.LAST_ADMIN)


def _write_roles(roles: frozenset[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]


def _say_roles(roles: frozenset[Role]) -> str:
    return ",".join(_write_roles(roles))


def _read(row: Row[tuple[object, ...]]) -> Account:
    return Account(
        row.name,
        row.display_name,
        frozenset(map(Role, row.roles)),
        row.is_disabled,
        row.must_change_password,
        row.added_at,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
