"""The API for other systems: the contract of `/api/v1` and its OpenAPI document."""

from aiohttp import web

from adapters.web.api import alarms, cases, document, stats


def routes() -> list[web.AbstractRouteDef]:
    return [*cases.routes(), *alarms.routes(), *stats.routes(), *document.routes()]
