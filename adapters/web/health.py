"""Is it alive, is it ready, how is it doing. Numbers only, nothing personal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from bot.ports import StoreAway
from bot.services.deps import Deps

#: A channel whose last good poll is older than this many seconds is not ready.
MAX_POLL_AGE = 90.0

#: The database has this long to answer; whoever asks has a limit of their own.
PROBE_SECONDS = 4.0

Health = Callable[[], Mapping[str, Mapping[str, float]]]
HEALTH: web.AppKey[Health] = web.AppKey("health", Callable)  # type: ignore[arg-type]


class Probe:
    """Asks the database whether turns can be taken. One question at a time, on a thread of its
    own: when the database hangs, so do the worker threads, and this must still be said."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._asking: asyncio.Task[float | None] | None = None

    async def outbox_age(self) -> float | None:
        """Seconds the oldest waiting reply has waited; None when nothing can be written now."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(asyncio.to_thread(self._ask))
        try:
            return await asyncio.wait_for(asyncio.shield(self._asking), PROBE_SECONDS)
        except TimeoutError:
            return None

    def _ask(self) -> float | None:
        try:
            self._deps.store.ready()
            # A writing transaction in which nothing is written: a reader would not notice a
            # database that is locked or read-only.
            with self._deps.store.begin() as uow:
                oldest = uow.outbox.oldest_waiting()
        except StoreAway:
            return None
        return (self._deps.clock() - oldest).total_seconds() if oldest else 0.0


PROBE: web.AppKey[Probe] = web.AppKey("probe", Probe)


async def alive(_request: web.Request) -> web.StreamResponse:
    return web.json_response({"status": "alive"})


async def ready(request: web.Request) -> web.StreamResponse:
    """200 when the database answers and every poller polls; 503 says what does not."""
    channels = request.app[HEALTH]()
    late = [name for name, n in channels.items() if n.get("poll_age_seconds", 0) > MAX_POLL_AGE]
    age = await request.app[PROBE].outbox_age()
    body = {
        "database": age is not None,
        "outbox_age": round(age, 1) if age is not None else None,
        "channels": {name: dict(numbers) for name, numbers in channels.items()},
        "late": late,
    }
    return web.json_response(body, status=503 if age is None or late else 200)


async def metrics(request: web.Request) -> web.StreamResponse:
    """Prometheus figures, made at the moment they are asked for."""
    registry = CollectorRegistry()
    age = await request.app[PROBE].outbox_age()
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
