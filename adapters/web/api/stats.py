"""Figures over the API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from aiohttp import web

from adapters.web.api import models
from adapters.web.api.auth import allowed
from adapters.web.api.reading import answer, parameters
from adapters.web.keys import DEPS, GATEWAY
from bot.domain.case import Case
from bot.ports import CaseQuery, UnitOfWork

PAGE = 500


def routes() -> list[web.AbstractRouteDef]:
    return [web.get("/api/v1/stats", show)]


async def show(request: web.Request) -> web.StreamResponse:
    await allowed(request, "stats:read", "cases:read")
    parameters(request, ())
    deps = request.app[DEPS]

    def count() -> models.StatsOut:
        with deps.store.look() as uow:
            return _counted(_every(uow), deps.clock())

    return answer(await request.app[GATEWAY].run(count))


def _every(uow: UnitOfWork) -> Iterator[Case]:
    query = CaseQuery(limit=PAGE)
    while True:
        page = uow.cases.find(query)
        yield from page.cases
        if not page.next_cursor:
            return
        query = replace(query, cursor=page.next_cursor)


def _counted(every: Iterator[Case], now: datetime) -> models.StatsOut:
    status, kind, priority, disposition = (Counter[str]() for _ in range(4))
    still_open = overdue = 0
    for case in every:
        status[case.status] += 1
        kind[case.type] += 1
        priority[case.priority] += 1
        if case.disposition:
            disposition[case.disposition] += 1
        still_open += case.is_open
        overdue += case.overdue(now)
    return models.StatsOut(
        total=status.total(),
        open=still_open,
        overdue=overdue,
        by_status=dict(status),
        by_type=dict(kind),
        by_priority=dict(priority),
        by_disposition=dict(disposition),
    )
