"""A case as a row: what is in clear, what is sealed, and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Row, Select, func, select
from sqlalchemy import case as choose

from adapters.storage.codec import Codec
from adapters.storage.tables import case_events, cases, keys
from adapters.storage.work import Work, of_case
from bot.domain.case import (
    Case,
    CaseStatus,
    Disposition,
    EventName,
    Evidence,
    Priority,
    ReplyWay,
    Risk,
)

_BODY = "cases|body"
_PLAIN = (
    "type",
    "created_at",
    "due_at",
    "closed_at",
    "channel",
    "team",
    "owner",
    "dong",
    "dong_name",
    "anonymous",
    "alarm",
    "complete",
    "version",
)
RANK = {priority: rank for rank, priority in enumerate(Priority)}  #: as the queue is sorted


_E = case_events.c
_ANSWERED_AT = (
    select(func.max(_E.at))
    .where(_E.case_no == cases.c.number, _E.name == EventName.REPLIED.value)
    .scalar_subquery()
)
#: Of a case of the office's own turn nobody looks it up.
_ASKED_AT = choose((cases.c.status == CaseStatus.HELD.value, _ANSWERED_AT)).label("asked_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sealed:
    answers: dict[str, Any] = field(default_factory=dict, repr=False)
    first_words: str = field(default="", repr=False)
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)


_SEALED = Codec(_Sealed)


def case_rows() -> Select[Any]:
    """Cases with their wrapped keys, so that a list of them needs one query."""
    joined = cases.outerjoin(keys, keys.c.owner == "case:" + cases.c.number)
    return select(cases, keys.c.wrapped, _ASKED_AT).select_from(joined)


def ordinal(number: str) -> int:
    """A 접수번호 as it sorts: `2026-10000` comes after `2026-9999`. Raises ValueError."""
    year, _, count = number.partition("-")
    return int(year) * 1_000_000 + int(count)


def to_row(work: Work, case: Case) -> dict[str, Any]:
    # Answers may hold value types of the forms; JSON keeps their names.
    sealed = {
        "answers": dict(case.answers),
        "first_words": case.first_words,
        "evidence": case.risk.evidence,
    }
    return {
        **{name: getattr(case, name) for name in _PLAIN},
        "number": case.number,
        "ordinal": ordinal(case.number),
        "status": case.status.value,
        "priority": case.priority.value,
        "rank": RANK[case.priority],
        "reply_way": case.reply_way.value,
        "disposition": case.disposition.value if case.disposition else "",
        "risk_score": case.risk.score,
        "body": work.seal(of_case(case.number), _BODY, to_json(sealed)),
    }


def to_case(work: Work, row: Row[Any]) -> Case:
    """A case whose key was shredded keeps what statistics need and nothing that was said."""
    work.learn(of_case(row.number), row.wrapped)
    plain = row.body and work.unseal(of_case(row.number), _BODY, row.body)
    sealed = _SEALED.load(plain) if plain else _Sealed()
    return Case(
        **{name: getattr(row, name) for name in _PLAIN},
        number=row.number,
        status=CaseStatus(row.status),
        priority=Priority(row.priority),
        reply_way=ReplyWay(row.reply_way),
        asked_at=row.asked_at,
        disposition=Disposition(row.disposition) if row.disposition else None,
        risk=Risk(score=row.risk_score, evidence=sealed.evidence),
        answers=sealed.answers,
        first_words=sealed.first_words,
    )
