"""Referents and observers read the figures of what agents decided."""

from fastapi import APIRouter

from assistant.api.access import TheServices, needs
from assistant.api.desk_schemas import QualityWire
from assistant.api.review_wire import quality_to_wire
from assistant.vocabulary import Role

router = APIRouter(prefix="/api/desk/quality", tags=["desk"])


@router.get("", dependencies=[needs(Role.REFERENT, Role.OBSERVER)])
async def read_quality(services: TheServices) -> QualityWire:
    return quality_to_wire(await services.review.quality())
