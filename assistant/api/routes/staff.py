"""Staff sign in and out, and see to their own account."""

from typing import Annotated

from fastapi import APIRouter, Request

from assistant.api.access import PUBLIC, SIGNED_IN, Staff, TheServices, address_of
from assistant.api.schemas import AccountWire, ChangeOwnPassword, Invalid, SignedInWire, SignIn
from assistant.api.wire import account_to_wire, signed_in_to_wire

router = APIRouter(prefix="/api", tags=["staff"], responses={422: {"model": Invalid}})

SignedInStaff = Annotated[Staff, SIGNED_IN]


@router.post("/sign-in", dependencies=[PUBLIC])
async def sign_in(body: SignIn, services: TheServices, request: Request) -> SignedInWire:
    """A token for ``Authorization: Bearer …``. After several failures, 429 says when to try again."""
    return signed_in_to_wire(await services.staff.sign_in(body.name, body.password, address_of(request)))


@router.post("/sign-out", status_code=204)
async def sign_out(staff: SignedInStaff, services: TheServices) -> None:
    await services.staff.sign_out(staff.token, staff.account)
    services.desk.forget_presence(staff.account.name)


@router.get("/me")
async def read_own_account(staff: SignedInStaff) -> AccountWire:
    return account_to_wire(staff.account)


@router.post("/me/password")
async def change_own_password(
    body: ChangeOwnPassword, staff: SignedInStaff, services: TheServices, request: Request
) -> SignedInWire:
    """Every session of the account ends; the reply opens a new one."""
    changed = await services.staff.change_own_password(staff.account, body.current, body.new, address_of(request))
    return signed_in_to_wire(changed)
