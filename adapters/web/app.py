"""The one web application: pages, desk, API, and the routes the channels bring."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from adapters.web import api, desk, errors, health, pages, security
from adapters.web.keys import BELL, CONTENT, DEPS, GATEWAY, SECURE
from bot.services.bell import Bell
from bot.services.deps import Deps
from bot.services.gateway import Gateway

MAX_BODY = 1 << 20  #: the chat allows more for a picture


def build(
    deps: Deps,
    gateway: Gateway,
    ringer: Bell,
    *,
    channel_routes: Iterable[web.AbstractRouteDef],
    channel_health: health.Health,
    secure: bool,
    proxies: Iterable[str] = (),
) -> web.Application:
    """`proxies` are the addresses and networks whose `X-Forwarded-For` is believed."""
    behind = tuple(proxies)
    app = web.Application(
        client_max_size=MAX_BODY,
        middlewares=[
            security.with_nonce,
            *([security.seen_through(behind)] if behind else []),
            errors.shown,
            security.in_time,
            security.own_site_only,
        ],
    )
    app[DEPS] = deps
    app[CONTENT] = deps.scene.content
    app[GATEWAY] = gateway
    app[BELL] = ringer
    app[SECURE] = secure
    app[health.HEALTH] = channel_health
    app[health.PROBE] = health.Probe(deps)
    app.on_response_prepare.append(security.headers(secure=secure))
    pages.set_up(app)
    app.add_routes(health.routes())
    app.add_routes(channel_routes)
    app.add_routes(desk.routes())
    app.add_routes(api.routes())
    return app
