"""The staff desk: server-rendered pages that work before any script does.

Every page for staff is a `gate.Route` with the roles that may use it; `OPEN` are the few doors
before a session.
"""

from aiohttp import web

from adapters.web.desk import actions, case, queue, setup, sign_in

ROUTES = (*sign_in.ROUTES, *queue.ROUTES, *case.ROUTES, *actions.ROUTES)
OPEN = (*sign_in.OPEN, *setup.OPEN)


def routes() -> list[web.AbstractRouteDef]:
    return [*OPEN, *(route.bound() for route in ROUTES)]
