"""Admins keep the accounts of staff."""

from typing import Annotated

from fastapi import APIRouter

from assistant.api.access import Staff, TheServices, needs
from assistant.api.schemas import AccountsWire, AddAccount, ChangeAccount, ChangedAccountWire, Invalid
from assistant.api.wire import account_to_wire, new_password_to_wire
from assistant.vocabulary import Role

router = APIRouter(prefix="/api/accounts", tags=["accounts"], responses={422: {"model": Invalid}})

Admin = Annotated[Staff, needs(Role.ADMIN)]


@router.get("")
async def read_accounts(_admin: Admin, services: TheServices) -> AccountsWire:
    return AccountsWire(accounts=tuple(map(account_to_wire, await services.staff.accounts())))


@router.post("", status_code=201)
async def add_account(body: AddAccount, admin: Admin, services: TheServices) -> ChangedAccountWire:
    """The reply tells the account's first password, once."""
    return new_password_to_wire(await services.staff.add(body.name, body.display_name, body.roles, admin.actor))


@router.patch("/{name}")
async def change_account(name: str, body: ChangeAccount, admin: Admin, services: TheServices) -> ChangedAccountWire:
    """Other roles, a reset password or a disabled account end its sessions."""
    account = await services.staff.change(
        name, admin.actor, display_name=body.display_name, roles=body.roles, is_disabled=body.is_disabled
    )
    if body.reset_password:
        return new_password_to_wire(await services.staff.reset_password(name, admin.actor))
    return ChangedAccountWire(account=account_to_wire(account), password="")
