"""The pages about the service itself: help, a person's data, accessibility, transparency.

Each stands alone, and once more under the address of a conversation, so that whoever reads it finds the way back.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse

from assistant.api.access import PUBLIC, TheServices
from assistant.api.preferences import read_preferences
from assistant.energy import WATTS_PER_CORE
from assistant.vocabulary import Language
from assistant.web.facts import FactFinder
from assistant.web.numbers import spell_number
from assistant.web.pages import Pages
from assistant.web.preferences import TheLanguage

_NAMES: Final = ("help", "data", "accessibility", "transparency")


@dataclass(frozen=True, slots=True)
class InformationPages:
    """Adds them to the application."""

    pages: Pages
    facts: FactFinder

    def add_to(self, app: FastAPI) -> None:
        router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])
        for name in _NAMES:
            router.get(f"/{name}", name=name)(partial(self.read, name))
            router.get(f"/conversation/{{code}}/{name}", name=f"{name} in a conversation")(
                partial(self.read_in_conversation, name)
            )
        app.include_router(router)

    async def read(self, name: str, request: Request, language: TheLanguage) -> HTMLResponse:
        return await self._render(name, request, language, code="", here=f"/{name}")

    async def read_in_conversation(self, name: str, code: str, request: Request, services: TheServices) -> HTMLResponse:
        """Raises :class:`ConversationUnknown`."""
        language = (await services.transcript(code)).conversation.language
        return await self._render(name, request, language, code=code, here=f"/conversation/{code}/{name}")

    async def _render(self, name: str, request: Request, language: Language, *, code: str, here: str) -> HTMLResponse:
        values = await self._values(name, language)
        plain_first = read_preferences(request).plain_first
        page = await self.pages.render(
            f"{name}.html", language, code=code, here=here, plain_first=plain_first, **values
        )
        return HTMLResponse(page)

    async def _values(self, name: str, language: Language) -> Mapping[str, object]:
        settings = self.facts.settings
        if name == "data":
            return {"memory_minutes": spell_number(settings.limits.memory_minutes, language)}
        if name == "accessibility":
            share = settings.accessibility.share
            return {"share": "" if share is None else spell_number(share, language)}
        if name == "transparency":
            facts = await asyncio.to_thread(self.facts.find)
            thresholds = {name: spell_number(value, language) for name, value in facts.thresholds.items()}
            decimal = "," if language is Language.FRENCH else "."
            return {
                "facts": facts,
                "thresholds": thresholds,
                "decimal": decimal,
                "watts": spell_number(WATTS_PER_CORE, language),
            }
        return {}
