"""Alarms of other systems over the API."""

from __future__ import annotations

from aiohttp import web

from adapters.web.api import models
from adapters.web.api.auth import allowed
from adapters.web.api.reading import answer, body
from adapters.web.keys import DEPS, GATEWAY
from bot.services import sensors
from bot.services.bell import CASES, OUTBOX


def routes() -> list[web.AbstractRouteDef]:
    return [web.post("/api/v1/alarms", take)]


async def take(request: web.Request) -> web.StreamResponse:
    """201 when a case was opened, 200 when the alarm joined one or had come before."""
    member = await allowed(request, "alarms:write", "cases:write")
    alarm = (await body(request, models.AlarmBody)).alarm()
    deps = request.app[DEPS]
    taken = await request.app[GATEWAY].run(lambda: sensors.take(deps, alarm, member))
    request.app[GATEWAY].ring(CASES, OUTBOX)
    where = {"Location": f"/api/v1/cases/{taken.case.number}"}
    return answer(models.alarm_out(taken), 201 if taken.opened else 200, where)
