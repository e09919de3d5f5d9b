"""The staff desk: server-rendered pages that work before any script does.

Every page for staff is a `gate.Route` with the roles that may use it; `OPEN` are the few doors
before a session.
"""

from aiohttp import web

from adapters.web.desk import (
    actions,
    case,
    log,
    photos,
    queue,
    setup,
    sign_in,
    staff,
    stream,
    unmask,
    welcome,
)

ROUTES = (
    *sign_in.ROUTES,
    *queue.ROUTES,
    *stream.ROUTES,
    *case.ROUTES,
    *photos.ROUTES,
    *actions.ROUTES,
    *unmask.ROUTES,
    *staff.ROUTES,
    *log.ROUTES,
)
OPEN = (*sign_in.OPEN, *setup.OPEN, *welcome.OPEN)


def routes() -> list[web.AbstractRouteDef]:
    return [*OPEN, *(route.bound() for route in ROUTES)]
