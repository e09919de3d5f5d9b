"""Tells an open page which case changed: a number, nothing else. The page then looks itself."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from aiohttp import hdrs, web

from adapters.web.desk import cookies, form
from adapters.web.desk.gate import CASEWORK, Visit, get
from adapters.web.keys import BELL, GATEWAY
from bot.ports import StoreAway
from bot.services import accounts
from bot.services.bell import CASES

#: Other processes change cases too, and sessions end: so often it is looked without a ring.
LOOK_SECONDS = 2.0
HEARTBEAT_SECONDS = 10.0
BATCH = 200
HEADERS = {
    hdrs.CONTENT_TYPE: "text/event-stream",
    hdrs.CACHE_CONTROL: "no-store",
    "X-Accel-Buffering": "no",  # nginx would keep the events back otherwise
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """Events after `seq` as far as this member may know of them; `seq` is how far was looked."""

    seq: int
    shown: tuple[tuple[int, str], ...]
    more: bool


async def stream(visit: Visit) -> web.StreamResponse:
    seq = await visit.run(lambda: _start(visit))
    response = web.StreamResponse(headers=HEADERS)
    await response.prepare(visit.request)
    # The browser left, or the database is away: the browser comes back by itself.
    with suppress(ConnectionResetError, StoreAway):
        await _feed(visit, response, seq)
    return response


async def _feed(visit: Visit, response: web.StreamResponse, seq: int) -> None:
    ringer, gateway = visit.request.app[BELL], visit.request.app[GATEWAY]
    await response.write(b": here\n\n")
    spoke = monotonic()
    while not gateway.stopping:
        rung = ringer.rung(CASES)
        news = await visit.run(lambda after=seq: _news(visit, after))  # type: ignore[misc]
        if news is None:
            return
        seq = news.seq
        for number, case_no in news.shown:
            await response.write(f"id: {number}\ndata: {case_no}\n\n".encode())
            spoke = monotonic()
        if monotonic() - spoke > HEARTBEAT_SECONDS:
            await response.write(b":\n\n")
            spoke = monotonic()
        if not news.more:
            await ringer.wait(CASES, rung, LOOK_SECONDS)


def _start(visit: Visit) -> int:
    """The event after which to begin: where the page left off, else what it was made with."""
    given = {
        "id": visit.request.headers.get("Last-Event-ID", ""),
        "after": visit.request.query.get("after", ""),
    }
    known = form.number(given, "id")
    known = form.number(given, "after") if known is None else known
    with visit.deps.store.look() as uow:
        last = uow.cases.last_seq()
    return last if known is None else min(known, last)


def _news(visit: Visit, after: int) -> _News | None:
    """None once the session or the right to see cases is over. Looking keeps no session alive."""
    known = accounts.signed_in(visit.deps, cookies.session(visit.request) or "")
    if known is None or known[1].role not in CASEWORK:
        return None
    member = known[1]
    with visit.deps.store.look() as uow:
        events = uow.cases.events_after(after, BATCH)
        teams = {n: c.team for n in {e.case_no for e in events} if (c := uow.cases.get(n))}
    return _News(
        seq=events[-1].seq if events else after,
        shown=tuple(
            (event.seq, event.case_no)
            for event in events
            if event.case_no in teams and member.sees(teams[event.case_no])
        ),
        more=len(events) == BATCH,
    )


ROUTES = (get("/desk/stream", stream, CASEWORK),)
