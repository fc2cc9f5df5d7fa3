"""Whether the assistant works, for the operator's monitoring."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from assistant.api.access import get_services
from assistant.api.schemas import Health
from assistant.services import Services

router = APIRouter(prefix="/api", tags=["health"])


@router.get("/health")
async def health(services: Annotated[Services, Depends(get_services)], response: Response) -> Health:
    """200 when questions can be answered, 503 when not."""
    state = await services.health()
    response.status_code = 200 if state.answers else 503
    return Health(answers=state.answers, language_model=state.language_model, bases=dict(state.bases))
