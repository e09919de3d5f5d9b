"""Cases over the API. Each handler has three lines of thought: read, call, answer."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from adapters.web.api import models
from adapters.web.api.auth import allowed
from adapters.web.api.reading import Body, answer, body, parameters, unfit
from adapters.web.desk.veil import Veil
from adapters.web.desk.words import Words
from adapters.web.keys import CONTENT, DEPS, GATEWAY
from bot.domain.case import Case, CaseRefused, CaseStatus
from bot.domain.staff import Access, StaffMember
from bot.ports import CasePage, CaseQuery
from bot.services import cases
from bot.services.bell import CASES, OUTBOX
from bot.services.deps import Deps

#: What is wrong with the value that was sent, not with how the case stands.
UNFIT = ("staff.no_such_member", "staff.empty", "staff.too_long")


def routes() -> list[web.AbstractRouteDef]:
    one = f"/api/v1/cases/{{number:{models.NUMBER}}}"
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

    def read() -> CasePage | None:
        with deps.store.look() as uow:
            try:
                page = uow.cases.find(query)
            except ValueError:
                return None
        _log(deps, member, "queue.view")
        return page

    page = await request.app[GATEWAY].run(read)
    if page is None:
        raise unfit("cursor: not one that was given out here")
    seen = [_out(request, case) for case in page.cases if member.sees(case.team)]
    return answer(models.CasesOut(cases=seen, next_cursor=page.next_cursor or None))


def _out(request: web.Request, case: Case) -> models.CaseOut:
    return models.case_out(case, Words(request.app[CONTENT].catalog))


def _log(deps: Deps, member: StaffMember, action: str, number: str = "") -> None:
    """Put into the access log that this was looked at; what cannot be recorded is not shown."""
    with deps.store.begin() as uow:
        uow.staff.accessed(
            Access(at=deps.clock(), actor=member.login, action=action, case_no=number)
        )
        uow.commit()


def _query(request: web.Request) -> CaseQuery:
    given = parameters(request, ("status", "type", "q", "limit", "cursor"))
    limit = given.get("limit", str(models.FIRST_LIMIT))
    if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:6]) <= models.MAX_LIMIT):
        raise unfit(f"limit: expected 1 to {models.MAX_LIMIT}")
    words = given.get("q", "")
    if len(words) > models.MAX_QUERY:
        raise unfit(f"q: at most {models.MAX_QUERY} letters")
    return CaseQuery(
        statuses=tuple(CaseStatus(s) for s in _statuses(given.get("status", ""))),
        type=_type(request, given.get("type", "")),
        q=words,
        limit=int(limit),
        cursor=given.get("cursor", ""),
    )


def _statuses(text: str) -> list[str]:
    wanted = [word for word in text.split(",") if word]
    if unknown := sorted(set(wanted) - set(CaseStatus)):
        expected = ", ".join(CaseStatus)
        raise unfit(f"status: {', '.join(unknown)[:100]} found; expected some of {expected}")
    return wanted


def _type(request: web.Request, wanted: str) -> str:
    if wanted and not request.app[CONTENT].catalog.has(f"type.{wanted}"):
        raise unfit(f"type: {wanted[:100]} found; no such type of case")
    return wanted


async def shown(request: web.Request) -> web.StreamResponse:
    member = await allowed(request, "cases:read")
    number = request.match_info["number"]
    deps = request.app[DEPS]

    def read() -> Case:
        with deps.store.look() as uow:
            case = cases.seen_by(uow, number, member)
        _log(deps, member, "case.view", number)
        return case

    return answer(_out(request, await request.app[GATEWAY].run(read)))


async def messages(request: web.Request) -> web.StreamResponse:
    member = await allowed(request, "cases:read")
    number = request.match_info["number"]
    deps = request.app[DEPS]

    words = Words(request.app[CONTENT].catalog)

    def read() -> list[models.MessageOut]:
        with deps.store.look() as uow:
            veil = Veil(cases.seen_by(uow, number, member), words)
            thread = uow.cases.thread(number)
        _log(deps, member, "case.view", number)
        return [models.message_out(m, veil) for m in thread]

    return answer(models.MessagesOut(messages=await request.app[GATEWAY].run(read)))


async def claim(request: web.Request) -> web.StreamResponse:
    return await _change(
        request, models.ClaimBody, lambda d, n, by, given: cases.claim(d, n, by, given.version)
    )


async def assign(request: web.Request) -> web.StreamResponse:
    return await _change(
        request,
        models.AssignBody,
        lambda d, n, by, given: cases.assign(d, n, by, given.owner, given.version),
    )


async def reply(request: web.Request) -> web.StreamResponse:
    return await _change(
        request,
        models.TextBody,
        lambda d, n, by, given: cases.reply(d, n, by, given.text, given.version),
    )


async def note(request: web.Request) -> web.StreamResponse:
    return await _change(
        request,
        models.TextBody,
        lambda d, n, by, given: cases.note(d, n, by, given.text, given.version),
    )


async def close(request: web.Request) -> web.StreamResponse:
    return await _change(
        request,
        models.CloseBody,
        lambda d, n, by, given: cases.close(
            d,
            n,
            by,
            disposition=given.disposition,
            reason=given.reason,
            notice=given.notice,
            version=given.version,
        ),
    )


async def reopen(request: web.Request) -> web.StreamResponse:
    return await _change(
        request,
        models.ReopenBody,
        lambda d, n, by, given: cases.reopen(d, n, by, given.reason, given.version),
    )


async def _change(
    request: web.Request,
    model: type[Body],
    change: Callable[[Deps, str, StaffMember, Body], Case],
) -> web.StreamResponse:
    """Do one change of one case and show the case as it is now."""
    member = await allowed(request, "cases:write")
    given = await body(request, model)
    deps = request.app[DEPS]
    number = request.match_info["number"]
    try:
        case = await request.app[GATEWAY].run(lambda: change(deps, number, member, given))
    except CaseRefused as refused:
        if refused.key not in UNFIT:
            raise
        words = request.app[CONTENT].catalog.render(refused.key)
        raise unfit(words, refused.key) from None
    request.app[GATEWAY].ring(CASES, OUTBOX)
    return answer(_out(request, case))
