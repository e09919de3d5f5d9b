"""The staff desk."""

from aiohttp import web


def routes() -> list[web.AbstractRouteDef]:
    return []
