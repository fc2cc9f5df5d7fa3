"""Admins read who of staff changed what."""

from typing import Annotated

from fastapi import APIRouter, Query

from assistant.api.access import TheServices, needs
from assistant.api.schemas import AuditPage, Invalid
from assistant.api.wire import audit_row_to_wire
from assistant.vocabulary import Role

router = APIRouter(prefix="/api/audit", tags=["audit"], responses={422: {"model": Invalid}})


@router.get("", dependencies=[needs(Role.ADMIN)])
async def read_audit(
    services: TheServices,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AuditPage:
    """The newest rows, or those under the number ``before``."""
    rows = await services.staff.read_audit(before=before, limit=limit)
    return AuditPage(rows=tuple(map(audit_row_to_wire, rows)), before=rows[-1].id if len(rows) == limit else None)
