"""Cases over the API. Each handler has three lines of thought: read, call, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from adapters.web.api import models
from adapters.web.api.auth import allowed
from adapters.web.errors import problem
from adapters.web.keys import DEPS, GATEWAY
from bot.domain.case import Case, CaseStatus
from bot.domain.staff import StaffMember
from bot.ports import CasePage, CaseQuery
from bot.services import cases
from bot.services.bell import CASES, OUTBOX
from bot.services.deps import Deps

Body = TypeVar("Body", bound=BaseModel)
MAX_LIMIT = 200

Change = Callable[[Deps, str, StaffMember], Case]


def routes() -> list[web.AbstractRouteDef]:
    one = "/api/v1/cases/{number:\\d{4}-\\d{4,}}"
    return [
        web.get("/api/v1/cases", listed),
        web.get(one, shown),
        web.get(f"{one}/messages", messages),
        web.post(f"{one}/claim", claim),
        web.post(f"{one}/assign", assign),
        web.post(f"{one}/reply", reply),
        web.post(f"{one}/note", note),
        web.post(f"{one}/close", close),
        web.post(f"{one}/reopen", reopen),
    ]


async def listed(request: web.Request) -> web.StreamResponse:
    member = await allowed(request, "cases:read")
    query = _query(request)
    deps = request.app[DEPS]

    def read() -> CasePage:
        with deps.store.look() as uow:
            return uow.cases.find(query)

    page = await request.app[GATEWAY].run(read)
    seen = [models.case_out(case) for case in page.cases if member.sees(case.team)]
    return _json(models.CasesOut(cases=seen, next_cursor=page.next_cursor or None))


def _query(request: web.Request) -> CaseQuery:
    given = request.query
    unknown = sorted(set(given) - {"status", "type", "q", "limit", "cursor"})
    if unknown:
        raise _bad(f"unknown parameter: {', '.join(unknown)}")
    try:
        statuses = tuple(CaseStatus(s) for s in given.get("status", "").split(",") if s)
        limit = int(given.get("limit", "50"))
    except ValueError as error:
        raise _bad(str(error)) from None
    if not 1 <= limit <= MAX_LIMIT:
        raise _bad(f"limit: expected 1 to {MAX_LIMIT}")
    return CaseQuery(
        statuses=statuses,
        type=given.get("type", ""),
        q=given.get("q", ""),
        limit=limit,
        cursor=given.get("cursor", ""),
    )


async def shown(request: web.Request) -> web.StreamResponse:
    member = await allowed(request, "cases:read")
    number = request.match_info["number"]
    deps = request.app[DEPS]

    def read() -> Case:
        with deps.store.look() as uow:
            return cases.seen_by(uow, number, member)

    return _json(models.case_out(await request.app[GATEWAY].run(read)))


async def messages(request: web.Request) -> web.StreamResponse:
    member = await allowed(request, "cases:read")
    number = request.match_info["number"]
    deps = request.app[DEPS]

    def read() -> list[models.MessageOut]:
        with deps.store.look() as uow:
            cases.seen_by(uow, number, member)
            return [models.message_out(m) for m in uow.cases.thread(number)]

    return _json(models.MessagesOut(messages=await request.app[GATEWAY].run(read)))


async def claim(request: web.Request) -> web.StreamResponse:
    body = await _body(request, models.ClaimBody)
    return await _change(request, lambda d, n, by: cases.claim(d, n, by, body.version))


async def assign(request: web.Request) -> web.StreamResponse:
    body = await _body(request, models.AssignBody)
    return await _change(request, lambda d, n, by: cases.assign(d, n, by, body.owner, body.version))


async def reply(request: web.Request) -> web.StreamResponse:
    body = await _body(request, models.TextBody)
    return await _change(request, lambda d, n, by: cases.reply(d, n, by, body.text, body.version))


async def note(request: web.Request) -> web.StreamResponse:
    body = await _body(request, models.TextBody)
    return await _change(request, lambda d, n, by: cases.note(d, n, by, body.text, body.version))


async def close(request: web.Request) -> web.StreamResponse:
    body = await _body(request, models.CloseBody)
    return await _change(
        request,
        lambda d, n, by: cases.close(
            d,
            n,
            by,
            disposition=body.disposition,
            reason=body.reason,
            notice=body.notice,
            version=body.version,
        ),
    )


async def reopen(request: web.Request) -> web.StreamResponse:
    body = await _body(request, models.ReopenBody)
    return await _change(
        request, lambda d, n, by: cases.reopen(d, n, by, body.reason, body.version)
    )


async def _change(request: web.Request, change: Change) -> web.StreamResponse:
    """Do one change of one case and show the case as it is now."""
    member = await allowed(request, "cases:write")
    deps = request.app[DEPS]
    number = request.match_info["number"]
    case = await request.app[GATEWAY].run(lambda: change(deps, number, member))
    request.app[GATEWAY].ring(CASES, OUTBOX)
    return _json(models.case_out(case))


async def _body(request: web.Request, model: type[Body]) -> Body:
    raw = await request.read()
    try:
        return model.model_validate_json(raw or b"{}")
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, e['loc'])) or 'body'}: {e['msg']}" for e in error.errors())
        raise _bad("; ".join(lines)) from None


def _bad(detail: str) -> web.HTTPException:
    body = problem(422, detail)
    return web.HTTPUnprocessableEntity(text=body.text, content_type=body.content_type)


def _json(model: BaseModel) -> web.Response:
    return web.Response(text=model.model_dump_json(), content_type="application/json")
