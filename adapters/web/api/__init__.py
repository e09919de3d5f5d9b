"""The API for other systems."""

from aiohttp import web


def routes() -> list[web.AbstractRouteDef]:
    return []
