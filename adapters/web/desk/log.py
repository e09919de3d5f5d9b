"""The access log: who looked at or changed whose data, when and why. For the auditor alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from adapters.web.desk import form, frame, times
from adapters.web.desk.gate import AUDITOR, Visit, get
from bot.domain.staff import Access
from bot.ports import UnitOfWork

PAGE = 100
BATCH = 500
#: Lines are sealed and must be opened to be compared: a page looks through so many at most, and
#: the next one goes on from there.
MOST_BATCHES = 20
#: Actors that are nobody of the office: a failed sign-in, the command line.
ACTORS = {"?": "log.nobody", "system": "log.system"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which lines: of whom, of which case, older than which."""

    who: str
    case_no: str
    before: int

    def wants(self, access: Access) -> bool:
        return (not self.who or access.actor == self.who) and (
            not self.case_no or access.case_no == self.case_no
        )

    def older(self, before: int) -> str:
        chosen = {"who": self.who, "case": self.case_no, "before": str(before)}
        return "/desk/log?" + urlencode({name: value for name, value in chosen.items() if value})


async def log(visit: Visit) -> web.StreamResponse:
    asked = form.asked(visit.request)
    wish = Wish(
        who=asked.get("who", "").strip()[:64],
        case_no=asked.get("case", "").strip()[:16],
        before=form.number(asked, "before") or 0,
    )
    found, older = await visit.run(lambda: _read(visit, wish))
    context = {
        "entries": [_entry(visit, access) for access in found],
        "kept": visit.words("log.kept"),
        "filters": {"who": wish.who, "case": wish.case_no},
        "next_href": wish.older(older) if older else None,
    }
    return frame.page(visit, "desk/log.html", context, tab="log")


def _read(visit: Visit, wish: Wish) -> tuple[list[Access], int]:
    """A page of lines, and the line after which older ones begin (0 when there are none)."""
    with visit.deps.store.look() as uow:
        found, older = _matching(uow, wish)
    visit.log("log.view")
    return found, older


def _matching(uow: UnitOfWork, wish: Wish) -> tuple[list[Access], int]:
    found: list[Access] = []
    before = wish.before
    for _ in range(MOST_BATCHES):
        batch = uow.staff.accesses(BATCH, before)
        for before, access in batch:
            if wish.wants(access):
                found.append(access)
            if len(found) == PAGE:
                return found, before if uow.staff.accesses(1, before) else 0
        if len(batch) < BATCH:
            return found, 0
    return found, before


def _entry(visit: Visit, access: Access) -> dict[str, Any]:
    words = visit.words
    return {
        "at": times.moment(words, access.at, visit.deps.clock()),
        "who": words(ACTORS[access.actor]) if access.actor in ACTORS else access.actor,
        "origin": access.origin,
        "action": words.label("action", access.action),
        "case_no": access.case_no,
        "reason": access.reason,
    }


ROUTES = (get("/desk/log", log, AUDITOR),)
