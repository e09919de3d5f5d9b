"""The API for other systems: the contract of `/api/v1` and its OpenAPI document."""

from aiohttp import web

from adapters.web.api import cases, document


def routes() -> list[web.AbstractRouteDef]:
    return [*cases.routes(), *document.routes()]
