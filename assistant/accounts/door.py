"""Staff at the door: signing in, who is there, and what an admin does to accounts. For the event loop."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from assistant.accounts.attempts import Attempts, name_address
from assistant.accounts.passwords import refuse_weak
from assistant.accounts.store import AccountStore, fold_name
from assistant.accounts.types import Account, NewPassword, SignedIn
from assistant.audit import Actor, AuditRow, AuditTrail
from assistant.errors import AccountRefused
from assistant.vocabulary import AccountRefusal, Role

Result = TypeVar("Result")

_MOST_WAITING = 8
"""Passwords that may wait to be checked; past it, staff are asked to try again."""
_BUSY_SECONDS = 5


class StaffDoor:
    """Lives in one event loop. One password is hashed at a time: each takes 64 MiB and a core for a moment."""

    def __init__(self, store: AccountStore, trail: AuditTrail, attempts: Attempts) -> None:
        self._store = store
        self._trail = trail
        self._attempts = attempts
        self._hashing = asyncio.Semaphore(1)
        self._waiting = 0

    async def sign_in(self, name: str, password: str, host: str) -> SignedIn:
        """``host`` is the address of the machine that asks. Raises :class:`AccountRefused`."""
        folded, address = fold_name(name), name_address(host)
        is_familiar = await asyncio.to_thread(self._store.is_familiar, folded, address)
        self._refuse_when_busy()
        attempt = self._attempts.begin(folded, address, is_familiar=is_familiar)
        signed_in = await self._in_turn(partial(self._store.sign_in, folded, password, address))
        self._attempts.forgive(attempt)
        return signed_in

    async def identify(self, token: str) -> Account:
        """Whose session this is. Raises :class:`AccountRefused`."""
        return await asyncio.to_thread(self._store.identify, token)

    async def sign_out(self, token: str, account: Account) -> None:
        await asyncio.to_thread(self._store.sign_out, token, account)

    async def change_own_password(self, account: Account, current: str, new: str, host: str) -> SignedIn:
        """Raises :class:`AccountRefused`. Guessing the current password with somebody's token is slowed down too."""
        refuse_weak(new, account.name, account.display_name)
        self._refuse_when_busy()
        address = name_address(host)
        attempt = self._attempts.begin(account.name, address, is_familiar=True)
        change = partial(self._store.change_own_password, account, current, new, address)
        try:
            signed_in = await self._in_turn(change)
        except AccountRefused as refusal:
            if refusal.reason is not AccountRefusal.WRONG_PASSWORD:
                self._attempts.forgive(attempt)
            raise
        self._attempts.forgive(attempt)
        return signed_in

    async def accounts(self) -> tuple[Account, ...]:
        return await asyncio.to_thread(self._store.all)

    async def name_of(self, account: str) -> str:
        """The display name of an account; the name itself for one that nobody has."""
        try:
            return (await asyncio.to_thread(self._store.find, account)).display_name
        except AccountRefused:
            return account

    async def add(self, name: str, display_name: str, roles: Iterable[Role], actor: Actor) -> NewPassword:
        """Make an account with a password that its owner must change. Raises :class:`AccountRefused`."""
        return await self._in_turn(partial(self._store.add, name, display_name, roles, actor))

    async def change(
        self,
        name: str,
        actor: Actor,
        *,
        display_name: str | None = None,
        roles: Iterable[Role] | None = None,
        is_disabled: bool | None = None,
    ) -> Account:
        """Change what is given. Raises :class:`AccountRefused`."""
        change = partial(
            self._store.change, name, actor, display_name=display_name, roles=roles, is_disabled=is_disabled
        )
        return await asyncio.to_thread(change)

    async def reset_password(self, name: str, actor: Actor) -> NewPassword:
        """Give the account a password that its owner must change. Raises :class:`AccountRefused`."""
        return await self._in_turn(partial(self._store.reset_password, name, actor))

    async def read_audit(self, *, before: int | None, limit: int) -> tuple[AuditRow, ...]:
        return await asyncio.to_thread(self._trail.page, before=before, limit=limit)

    def _refuse_when_busy(self) -> None:
        if self._waiting >= _MOST_WAITING:
            raise AccountRefused(AccountRefusal.TOO_MANY_ATTEMPTS, retry_after_seconds=_BUSY_SECONDS)

    async def _in_turn(self, work: Callable[[], Result]) -> Result:
        self._waiting += 1
        try:
            async with self._hashing:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
