"""What happened to a case, line by line. The live stream of the desk follows `seq`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Row, Select, bindparam, func, insert, select, text

from adapters.storage.tables import case_events, keys
from adapters.storage.work import POSTGRES, Repository, Work, of_case
from bot.domain.case import CaseEvent, EventName

_DETAIL = "case_events|detail"
_T = case_events.c

# A reader that has seen seq 11 never asks for 10 again, so on PostgreSQL nobody may take a number
# while another transaction with a lower one is still open. Writers take turns from here on.
_IN_TURN = text("SELECT pg_advisory_xact_lock(7417001)")

_ADD = insert(case_events)
_LAST = select(func.coalesce(func.max(_T.seq), 0))


def _lines() -> Select[Any]:
    joined = case_events.outerjoin(keys, keys.c.owner == "case:" + _T.case_no)
    return select(case_events, keys.c.wrapped).select_from(joined).order_by(_T.seq)


_OF_CASE = _lines().where(_T.case_no == bindparam("number"))
_AFTER = _lines().where(_T.seq > bindparam("after")).limit(bindparam("most"))


def record(
    work: Work,
    case_no: str,
    at: datetime,
    actor: str,
    name: EventName,
    detail: Mapping[str, str] | None = None,
) -> int:
    if work.dialect == POSTGRES:
        work.run(_IN_TURN)
    row = {
        "case_no": case_no,
        "at": at,
        "actor": actor,
        "name": name.value,
        "detail": work.seal(of_case(case_no), _DETAIL, to_json(dict(detail))) if detail else None,
    }
    return work.insert(_ADD, row)


class CaseHistory(Repository):
    """The part of `bot.ports.Cases` that is about events."""

    __slots__ = ()

    def record(
        self,
        case_no: str,
        at: datetime,
        actor: str,
        name: EventName,
        detail: Mapping[str, str] | None = None,
    ) -> int:
        return record(self._work, case_no, at, actor, name, detail)

    def events(self, case_no: str) -> list[CaseEvent]:
        rows = self._work.run(_OF_CASE, {"number": case_no}).all()
        return [self._event(row) for row in rows]

    def events_after(self, seq: int, limit: int = 200) -> list[CaseEvent]:
        rows = self._work.run(_AFTER, {"after": seq, "most": limit}).all()
        return [self._event(row) for row in rows]

    def last_seq(self) -> int:
        last: int = self._work.run(_LAST).scalar_one()
        return last

    def _event(self, row: Row[Any]) -> CaseEvent:
        owner = of_case(row.case_no)
        self._work.learn(owner, row.wrapped)
        plain = row.detail and self._work.unseal(owner, _DETAIL, row.detail)
        return CaseEvent(
            seq=row.seq,
            case_no=row.case_no,
            at=row.at,
            actor=row.actor,
            name=EventName(row.name),
            detail=from_json(plain) if plain else {},
        )
