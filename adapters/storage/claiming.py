"""Taking rows of the outbox to send them now, on channels that may speak at any time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, exists, func, or_, select, update

from adapters.storage import senders
from adapters.storage.deliveries import note_delivery
from adapters.storage.letters import DROPPED, GONE, HELD, LETTER, SENDING, WAITING, open_rows
from adapters.storage.tables import outbox
from adapters.storage.tables.talk import IS_OPEN
from adapters.storage.work import Repository, Work
from bot.domain.case import Delivery
from bot.ports import Queued

LEASE = timedelta(seconds=60)
UNKNOWN_TWICE = "unknown fate twice"

_T = outbox.c
_E = outbox.alias("earlier").c

_UNSENT = and_(IS_OPEN, _T.state != HELD)
_EARLIER = select(_E.id).where(
    _E.conversation_id == _T.conversation_id, _E.id < _T.id, IS_OPEN, _E.state != HELD
)
#: The oldest unsent row of its conversation: the others wait for it, so that order is kept.
_HEAD = and_(
    _UNSENT,
    _T.channel.in_(bindparam("channels", expanding=True)),
    ~exists(_EARLIER.correlate(outbox)),
)
_FREE = or_(
    and_(_T.state == WAITING, _T.due <= bindparam("now")),
    and_(_T.state == SENDING, _T.lease_until <= bindparam("now")),
)
_DUE = (
    LETTER.where(_HEAD, _FREE)
    .order_by(_T.due, _T.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
)
_DUE_OF_ONE = _DUE.where(_T.conversation_id == bindparam("only"))
_LEASE = (
    update(outbox)
    .where(_T.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=SENDING,
        lease_until=bindparam("until"),
        tries=_T.tries + 1,
        doubtful=or_(_T.doubtful, bindparam("unsure")),
        sender=bindparam("by"),
    )
)
_DROP = (
    update(outbox)
    .where(_T.id.in_(bindparam("ids", expanding=True)))
    .values(state=bindparam("end"), lease_until=None, why=bindparam("reason"))
)
_FORSAKE = (
    update(outbox)
    .where(_T.state == SENDING, IS_OPEN, _T.channel.in_(bindparam("channels", expanding=True)))
    .values(lease_until=bindparam("until"))
)
_WATCHED = and_(_T.state == SENDING, _T.sender.is_not(None))
_NEXT = select(
    func.min(case((_WATCHED, None), (_T.state == SENDING, _T.lease_until), else_=_T.due)).label(
        "due"
    ),
    func.min(case((_WATCHED, _T.lease_until))).label("watched"),
).where(_HEAD)
_NEXT_OF_ONE = _NEXT.where(_T.conversation_id == bindparam("only"))
# Of a channel that can only answer, a row stays "being sent" until the person writes again.
_OLDEST = select(func.min(_T.at)).where(IS_OPEN, _T.state == WAITING)


def lease(work: Work, rows: Sequence[Row[Any]], now: datetime) -> list[Queued]:
    """Mark rows as being sent from now on. One that was being sent before comes back doubtful;
    of a staff reply the case is told so."""
    unsure = {row.id for row in rows if row.state == SENDING}
    mark(work, [row.id for row in rows if row.id not in unsure], now, unsure=False)
    mark(work, sorted(unsure), now, unsure=True)
    queued = open_rows(work, rows, lambda row: bool(row.doubtful or row.id in unsure))
    for item in queued:
        if item.id in unsure and item.message_id is not None:
            note_delivery(work, item.message_id, Delivery.UNCERTAIN, now)
    return queued


def drop(work: Work, ids: Sequence[int], end: str, reason: str) -> None:
    if ids:
        work.run(_DROP, {"ids": ids, "end": end, "reason": reason})


def mark(work: Work, ids: Sequence[int], now: datetime, *, unsure: bool) -> None:
    """Note that rows are being sent from now on."""
    if ids:
        until = now + LEASE
        work.run(_LEASE, {"ids": ids, "until": until, "unsure": unsure, "by": work.sender})


class Claiming(Repository):
    """The part of `bot.ports.Outbox` that the dispatcher takes its work from."""

    __slots__ = ()

    def claim(
        self, channels: Iterable[str], now: datetime, limit: int, only: str = ""
    ) -> list[Queued]:
        """At most one row a conversation. `tries` of a row is how often it was tried before."""
        due = _DUE_OF_ONE if only else _DUE
        where: dict[str, Any] = {"channels": sorted(channels), "now": now, **_one(only)}
        found: list[Queued] = []
        again = bool(where["channels"])
        senders.end_leases_of_the_dead(self._work, where["channels"], now, LEASE)
        while again and len(found) < limit:
            heads = self._work.run(due, {**where, "most": limit - len(found)}).all()
            lost = [row for row in heads if is_lost(row)]
            self._drop(lost)
            found += lease(self._work, [row for row in heads if not is_lost(row)], now)
            again = bool(lost)  # what stood behind a dropped row may be due as well
        return found

    def forsaken(self, channels: Iterable[str], now: datetime) -> None:
        self._work.run(_FORSAKE, {"channels": sorted(channels), "until": now})

    def next_due(self, channels: Iterable[str], only: str = "") -> datetime | None:
        """Also when it is time to look whether whoever sends a row still lives."""
        where = {"channels": sorted(channels), **_one(only)}
        next_of = _NEXT_OF_ONE if only else _NEXT
        row = self._work.run(next_of, where).one()
        look = row.watched and row.watched - LEASE + senders.GRACE
        return min((at for at in (row.due, look) if at), default=None)

    def oldest_waiting(self) -> datetime | None:
        at: datetime | None = self._work.run(_OLDEST).scalar()
        return at

    def _drop(self, lost: Sequence[Row[Any]]) -> None:
        turn = [row.id for row in lost if not row.staff]
        drop(self._work, turn, DROPPED, UNKNOWN_TWICE)
        staff = [row.id for row in lost if row.staff]
        drop(self._work, staff, GONE, UNKNOWN_TWICE)


def _one(only: str) -> dict[str, str]:
    return {"only": only} if only else {}


def is_lost(row: Row[Any]) -> bool:
    """Its lease ran out for the second time: it is not sent once more."""
    return bool(row.state == SENDING and row.doubtful)
