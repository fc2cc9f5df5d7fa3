"""How a route gets the services of the running server."""

from typing import cast

from fastapi import Request

from assistant.services import Services


def get_services(request: Request) -> Services:
    return cast(Services, request.app.state.services)
