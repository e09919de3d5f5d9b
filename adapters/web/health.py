"""Is it alive, is it ready, how is it doing. Numbers only, nothing personal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from adapters.web.keys import DEPS, GATEWAY
from bot.ports import StoreAway

#: A channel whose last good poll is older than this many seconds is not ready.
MAX_POLL_AGE = 90.0

Health = Callable[[], Mapping[str, Mapping[str, float]]]
HEALTH: web.AppKey[Health] = web.AppKey("health", Callable)  # type: ignore[arg-type]


async def alive(_request: web.Request) -> web.StreamResponse:
    return web.json_response({"status": "alive"})


async def ready(request: web.Request) -> web.StreamResponse:
    """200 when the database answers and every poller polls; 503 says what does not."""
    channels = request.app[HEALTH]()
    late = [name for name, n in channels.items() if n.get("poll_age_seconds", 0) > MAX_POLL_AGE]
    age = await _outbox_age(request)
    body = {
        "database": age is not None,
        "outbox_age": round(age, 1) if age is not None else None,
        "channels": {name: dict(numbers) for name, numbers in channels.items()},
        "late": late,
    }
    return web.json_response(body, status=503 if age is None or late else 200)


async def _outbox_age(request: web.Request) -> float | None:
    """Seconds the oldest waiting reply has waited; None when the database is away."""
    deps = request.app[DEPS]

    def look() -> float:
        deps.store.ready()
        with deps.store.look() as uow:
            oldest: datetime | None = uow.outbox.oldest_waiting()
        return (deps.clock() - oldest).total_seconds() if oldest else 0.0

    try:
        return await request.app[GATEWAY].run(look)
    except StoreAway:
        return None


async def metrics(request: web.Request) -> web.StreamResponse:
    """Prometheus figures, made at the moment they are asked for."""
    registry = CollectorRegistry()
    age = await _outbox_age(request)
    up = Gauge("ieum_database_up", "Whether the database answers", registry=registry)
    up.set(0 if age is None else 1)
    waiting = Gauge("ieum_outbox_age_seconds", "Age of the oldest waiting reply", registry=registry)
    waiting.set(age or 0)
    numbers = Gauge(
        "ieum_channel", "Figures of a channel", ["channel", "figure"], registry=registry
    )
    for channel, figures in request.app[HEALTH]().items():
        for figure, value in figures.items():
            numbers.labels(channel, figure).set(value)
    return web.Response(
        body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
    )


def routes() -> list[web.AbstractRouteDef]:
    return [
        web.get("/healthz", alive),
        web.get("/readyz", ready),
        web.get("/metrics", metrics),
    ]
