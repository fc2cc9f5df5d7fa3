"""Whether the assistant works, for the operator's monitoring."""

from fastapi import APIRouter, Response

from assistant.api.access import PUBLIC, TheServices
from assistant.api.schemas import Health

router = APIRouter(prefix="/api", tags=["health"], dependencies=[PUBLIC])


@router.get("/health")
async def health(services: TheServices, response: Response) -> Health:
    """200 when questions can be answered, 503 when not."""
    state = await services.health()
    response.status_code = 200 if state.answers else 503
    return Health(
        answers=state.answers,
        language_model=state.language_model,
        bases=dict(state.bases),
        refused_connections=state.refused_connections,
    )
