"""What a kiosk forgets between two people: everything."""

from collections.abc import Iterable

from assistant.errors import ConversationUnknown
from assistant.services import Services


async def wipe(services: Services, codes: Iterable[str]) -> tuple[str, ...]:
    """Erase the conversations and every sentence that the engine remembers.

    A conversation whose request waits for an agent stays until that is done, since erasing it would withdraw the
    request: its codes are given back, and are known to nobody else.
    """
    if services.synthesizer is not None:
        services.synthesizer.forget()
    kept = []
    for code in codes:
        try:
            if (await services.transcript(code)).escalation is not None:
                kept.append(code)
            else:
                await services.erase(code)
        except ConversationUnknown:
            continue
    return tuple(kept)
