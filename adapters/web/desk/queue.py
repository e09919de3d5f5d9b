"""The queue: whose turn it is, most urgent first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from adapters.web.desk import folder, form, frame, rows
from adapters.web.desk.gate import CASEWORK, EVERYONE, ONE, Visit, get
from bot.domain.case import OPEN, CaseStatus
from bot.domain.staff import WORKS_CASES
from bot.ports import CasePage, CaseQuery

TABS = ("mine", "dong", "urgent", "overdue", "all")
FIRST_TAB = "dong"
PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to see. Values nobody offers are taken as none."""

    tab: str
    status: CaseStatus | None
    type: str
    q: str
    cursor: str

    def query(self, visit: Visit) -> CaseQuery:
        """Never more than the member's own team, and open cases but in "all"."""
        query = CaseQuery(
            team=visit.member.team,
            type=self.type,
            q=self.q,
            limit=PAGE,
            cursor=self.cursor,
            owner=visit.member.login if self.tab == "mine" else "",
            urgent=self.tab == "urgent",
            overdue_at=visit.deps.clock() if self.tab == "overdue" else None,
        )
        if self.status is not None:
            return replace(query, statuses=(self.status,))
        return query if self.tab == "all" else replace(query, statuses=OPEN)

    def href(self, cursor: str = "") -> str:
        chosen = {
            "tab": self.tab,
            "status": self.status.value if self.status else "",
            "type": self.type,
            "q": self.q,
            "cursor": cursor,
        }
        return "/desk?" + urlencode({name: value for name, value in chosen.items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    page: CasePage
    counts: Mapping[str, int]
    seq: int


async def queue(visit: Visit) -> web.StreamResponse:
    if visit.member.role not in WORKS_CASES:
        return frame.see(frame.HOMES[visit.member.role])
    wish = _wish(visit)
    try:
        found = await visit.run(lambda: _read(visit, wish))
    except ValueError:  # a cursor that was not given out here
        return frame.see(wish.href())
    return frame.page(
        visit,
        "desk/queue.html",
        _context(visit, wish, found.page),
        counts=found.counts,
        seq=found.seq,
        tab=wish.tab,
        q=wish.q,
    )


async def row(visit: Visit) -> web.StreamResponse:
    case = await visit.run(lambda: folder.case_of(visit, "case.row"))
    shown = rows.row(
        case,
        member=visit.member,
        now=visit.deps.clock(),
        words=visit.words,
        content=visit.content,
    )
    return frame.fragment(visit, "desk/_row.html", {"row": shown})


async def tabs(visit: Visit) -> web.StreamResponse:
    """How many cases wait at each tab now. Of none of them anything is told, so it is no look."""

    def count() -> Mapping[str, int]:
        with visit.deps.store.look() as uow:
            return uow.cases.counts(visit.member, visit.deps.clock())

    tab = form.asked(visit.request).get("tab", "")
    counts = await visit.run(count)
    shown = frame.standing(visit, counts, tab=tab if tab in TABS else "")
    return frame.fragment(visit, "desk/_tabs.html", shown)


def _wish(visit: Visit) -> Wish:
    asked = form.asked(visit.request)
    tab, status, kind = asked.get("tab", ""), asked.get("status", ""), asked.get("type", "")
    return Wish(
        tab=tab if tab in TABS else FIRST_TAB,
        status=CaseStatus(status) if status in set(CaseStatus) else None,
        type=kind if kind in visit.words.known("type") else "",
        q=asked.get("q", "").strip()[:200],
        cursor=asked.get("cursor", ""),
    )


def _read(visit: Visit, wish: Wish) -> _Found:
    with visit.deps.store.look() as uow:
        seq = uow.cases.last_seq()
        page = uow.cases.find(wish.query(visit))
        counts = uow.cases.counts(visit.member, visit.deps.clock())
    visit.log("queue.view")
    return _Found(page=page, counts=counts, seq=seq)


def _context(visit: Visit, wish: Wish, page: CasePage) -> dict[str, Any]:
    words, now, content = visit.words, visit.deps.clock(), visit.content
    member = visit.member
    return {
        "rows": [
            rows.row(case, member=member, now=now, words=words, content=content)
            for case in page.cases
            if member.sees(case.team)
        ],
        "filters": {"status": wish.status.value if wish.status else "", "type": wish.type},
        "statuses": words.options("status", tuple(CaseStatus)),
        "types": words.options("type", tuple(words.known("type"))),
        "first_href": wish.href() if wish.cursor else None,
        "next_href": wish.href(page.next_cursor) if page.next_cursor else None,
    }


ROUTES = (
    get("/desk", queue, EVERYONE),
    get("/desk/", queue, EVERYONE),
    get("/desk/tabs", tabs, CASEWORK),
    get(f"{ONE}/row", row, CASEWORK),
)
